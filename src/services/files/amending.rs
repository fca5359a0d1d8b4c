//! What is said of an entry: its times, what programs keep with it, and what they say that its bytes come to.

use std::sync::Arc;

use crate::domain::{
    Actor, AuditEntry, Caller, Checksums, Deed, Entry, PropertyChange, Result, Right, Segment,
    Times, Timestamp, VirtualPath,
};
use crate::services::authority::Mandate;
use crate::services::locks::Touch;
use crate::services::page::Row;
use crate::services::properties::placed;

use super::Desk;
use super::refusals::{mount_root, virtual_folder};
use super::spot::{Demand, Spot};

/// What is to be said of an entry; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Amendment {
    /// When its content was last changed, by the client's clock.
    pub modified_at: Option<Timestamp>,
    /// When it came to be.
    pub created_at: Option<Timestamp>,
    /// What the client says that its bytes come to.
    pub checksums: Option<Checksums>,
    /// What is kept for programs, step by step.
    pub properties: Vec<PropertyChange>,
}

impl Amendment {
    /// The times that are to be set; the one that is not said stays.
    fn times(&self, entry: &Entry) -> Option<Times> {
        let said = self.modified_at.or(self.created_at).is_some();
        let modified_at = self.modified_at.or(entry.modified_at).filter(|_| said)?;
        Some(Times {
            modified_at,
            created_at: self.created_at.or(entry.created_at),
        })
    }

    fn keeps_anything(&self) -> bool {
        self.checksums.is_some() || !self.properties.is_empty()
    }
}

impl Desk {
    pub(super) async fn subject(&self, caller: &Caller, path: &VirtualPath) -> Result<Row> {
        let mandate = self.authority.mandate(caller);
        let (spot, entry) = self.describable(&mandate, path).await?;
        match (Row::of(&entry), path.name()) {
            (Some(_), _) => spot.row(&mandate, &entry).await,
            // A drive's root has no name of its own.
            (None, Some(name)) => Ok(Row::virtual_folder(Segment::parse(name)?)),
            (None, None) => Err(virtual_folder()),
        }
    }

    /// Times go to Microsoft's side, which may refuse them: before anything is kept here, and after it is known that
    /// it can be.
    pub(super) async fn amend(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        amendment: &Amendment,
    ) -> Result<()> {
        let mandate = self.authority.mandate(caller);
        let (spot, entry) = self.describable(&mandate, path).await?;
        self.heed(&mandate, &spot, Touch::Content).await?;
        self.heed_found(&mandate, (&spot, &entry), Touch::Content)
            .await?;
        let item = placed(&spot.reached.mounted, &entry);
        self.ledger.check(&item, &amendment.properties).await?;
        let entry = match amendment.times(&entry) {
            None => entry,
            Some(_) if spot.reached.below.is_root() => return Err(mount_root()),
            Some(times) => self.give_times(caller, &spot, (times, None)).await?,
        };
        if amendment.keeps_anything() {
            let actor = Actor::of(caller);
            let audit = AuditEntry::new(self.clock.now(), actor, Deed::PropertyUpdate);
            let audit = audit.at_path(path.clone());
            let changes = &amendment.properties;
            self.ledger.change(&item, changes, &audit).await?;
        }
        let sums = amendment.checksums.as_ref().zip(entry.content_tag.as_ref());
        match sums {
            None => Ok(()),
            Some((sums, tag)) => {
                let now = self.clock.now();
                let of = (&item.drive, &item.item);
                self.ledger.keep_checksums(of, (tag, sums), now).await
            }
        }
    }

    /// An entry of which the caller may say something.
    async fn describable(
        &self,
        mandate: &Mandate,
        path: &VirtualPath,
    ) -> Result<(Spot, Arc<Entry>)> {
        mandate.allow(Right::Write, path)?;
        let standing = self.find_describable(path)?;
        let spot = self.open(path, standing, self.visitor()).await?;
        let demand = Demand::entry(Right::Write);
        let entry = self.look(mandate, &spot, demand).await?;
        Ok((spot, entry))
    }
}
