//! Files written.

use crate::domain::{
    ByteSource, Caller, Deed, EntryKind, Error, IfExists, PutOptions, Result, Right, VirtualPath,
};

use super::Desk;
use super::deed::Intent;
use super::landing::check_replaceable;
use super::request::{Put, PutRequest, wanted_tag};
use super::spot::Demand;

impl Desk {
    pub(super) async fn put(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        source: ByteSource,
        request: PutRequest,
    ) -> Result<Put> {
        let size = source.size();
        let mandate = self.authority.mandate(caller);
        mandate.allow(Right::Write, path)?;
        let spot = self.open_target(path, self.visitor()).await?;
        let demand = Demand::entry(Right::Write);
        let occupant = self.look_at_target(&mandate, &spot, demand).await?;
        if request.only_new && occupant.is_some() {
            return Err(Error::PreconditionFailed);
        }
        let if_exists = if request.only_new {
            IfExists::Fail
        } else {
            request.if_exists
        };
        let if_match = wanted_tag(request.if_match.as_ref(), occupant.as_deref())?;
        check_replaceable(EntryKind::File, occupant.as_deref(), if_exists)?;
        if let Some(size) = size {
            self.check_room(&spot.reached.mounted, size).await?;
        }
        let options = PutOptions {
            if_match,
            times: request.times,
            // A session that nobody could go on with is given up when its caller leaves.
            ..PutOptions::new(if_exists)
        };
        let target = spot.target();
        let put = spot.reached.mounted.put(&target, source, &options);
        let intent = Intent::of(caller, Deed::FilePut, path);
        match self.deed(intent, put).await {
            Err(taken) if request.only_new && taken.is_conflict("name_taken") => {
                Err(Error::PreconditionFailed)
            }
            written => {
                let written = written?;
                let row = spot.row(&mandate, &written.entry).await?;
                Ok(Put::of(row, written.created))
            }
        }
    }
}
