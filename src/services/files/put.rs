//! Files written.

use crate::domain::{
    ByteSource, Caller, Deed, EntryKind, Error, IfExists, PutOptions, Result, Right, VirtualPath,
};

use crate::services::locks::Touch;

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
        let if_exists = if request.only_new {
            IfExists::Fail
        } else {
            request.if_exists
        };
        self.heed_blindly(&mandate, &spot, if_exists).await?;
        let demand = Demand::entry(Right::Write);
        let landing = self.look_at_target(&mandate, &spot, demand).await?;
        let occupant = landing.occupant.as_deref();
        if request.only_new && occupant.is_some() {
            return Err(Error::PreconditionFailed);
        }
        let if_match = wanted_tag(request.if_match.as_ref(), occupant)?;
        check_replaceable(EntryKind::File, occupant, if_exists)?;
        if let Some(size) = size {
            self.check_room(&spot.reached.mounted, size).await?;
        }
        let (spot, if_exists) = self
            .settle_name(&mandate, (spot, &landing), EntryKind::File, if_exists)
            .await?;
        self.heed_landing(&mandate, (&spot, &landing), (if_exists, Touch::Content))
            .await?;
        let options = PutOptions {
            if_match,
            times: request.times,
            keeper: Some(self.witness(&spot.reached.mounted)),
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
                if let Some(before) = occupant.filter(|_| !written.created) {
                    let (mounted, after) = (&spot.reached.mounted, &written.entry);
                    self.ledger.rewritten(mounted, (before, after)).await;
                }
                let row = spot.row(&mandate, &written.entry).await?;
                Ok(Put::of(row, written.created))
            }
        }
    }
}
