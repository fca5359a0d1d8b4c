//! Entries deleted.

use crate::domain::{Caller, Deed, Deletion, Error, Result, Right, TagCondition, VirtualPath};

use crate::services::locks::Touch;
use crate::services::properties::placed;

use super::Desk;
use super::deed::Intent;
use super::request::wanted_tag;
use super::spot::Demand;

impl Desk {
    pub(super) async fn delete(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        deletion: Deletion,
        if_match: Option<TagCondition>,
    ) -> Result<()> {
        let mandate = self.authority.mandate(caller);
        mandate.allow_tree(Right::Delete, path)?;
        let standing = self.find_movable(path)?;
        if deletion == Deletion::Permanent && !standing.1.mount.options.permanent_delete {
            return Err(Error::Unsupported {
                what: "deleting for good",
            });
        }
        let spot = self.open(path, standing, self.visitor()).await?;
        self.heed(&mandate, &spot, Touch::Departure).await?;
        let demand = Demand::tree(Right::Delete);
        let entry = self.look(&mandate, &spot, demand).await?;
        self.heed_found(&mandate, (&spot, &entry), Touch::Departure)
            .await?;
        let tag = wanted_tag(if_match.as_ref(), Some(&entry))?;
        let locks = self.locks_of(&spot, &entry).await;
        let target = spot.target();
        let deleted = spot.reached.mounted.delete(&target, deletion, tag.as_ref());
        let fields = match deletion {
            Deletion::Recycle => Vec::new(),
            Deletion::Permanent => vec!["permanent"],
        };
        let intent = Intent::of(caller, Deed::FileDelete, path).with_fields(fields);
        self.deed(intent, deleted).await?;
        self.ledger
            .deleted(&placed(&spot.reached.mounted, &entry))
            .await;
        self.end_locks(locks, None).await;
        Ok(())
    }
}
