//! What has changed in a drive, and what it can do at all.

use crate::domain::{
    Capabilities, Capability, Change, Changes, ChangesSince, Error, ItemId, Result, Service,
    Timestamp, Urgency,
};
use crate::graph::{Delta, DriveItem};

use super::super::capabilities::{Feature, capability};
use super::OneDrive;

impl OneDrive {
    /// What has changed in the whole drive, answer by answer.
    pub(super) async fn changes_since(
        &self,
        since: &ChangesSince,
        urgency: Urgency,
    ) -> Result<Changes> {
        let asked_at = self.clock.now();
        let answer = self.client.calls(urgency).changes(&self.drive, since).await;
        let answer = answer.map_err(|error| match self.error(error) {
            Error::Unsupported { .. } => Error::Unsupported {
                what: "keeping track of changes",
            },
            error => error,
        });
        match self.tried.note(Feature::Changes, answer)? {
            Delta::More(items, mark) => Ok(Changes::More(self.changed(items, asked_at)?, mark)),
            Delta::UpToDate(items, mark) => {
                Ok(Changes::UpToDate(self.changed(items, asked_at)?, mark))
            }
            Delta::Resync(mark) => Ok(Changes::Resync(mark)),
        }
    }

    /// An item that makes no sense fails the whole answer: to leave it out would lose a change for good.
    fn changed(&self, items: Vec<DriveItem>, asked_at: Timestamp) -> Result<Vec<Change>> {
        let change = |item: DriveItem| {
            if item.deleted.is_some() {
                let id = ItemId::parse(&item.id);
                return id
                    .map(Change::Gone)
                    .map_err(|_| self.malformed(Service::Graph));
            }
            self.entry(item, asked_at).map(Change::Present)
        };
        items.into_iter().map(change).collect()
    }

    /// What the drive can do. Paths and changes are tried where they have not been; what could be tried on
    /// somebody's file alone is known only once it was asked for.
    pub(super) async fn can_do(&self, urgency: Urgency) -> Result<Capabilities> {
        if capability(&self.takes_paths) == Capability::Unknown {
            self.try_a_path(urgency).await;
        }
        if self.tried.known(Feature::Changes) == Capability::Unknown {
            match self.changes_since(&ChangesSince::Now, urgency).await {
                Ok(_) | Err(Error::Unsupported { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Capabilities {
            paths: capability(&self.takes_paths),
            changes: self.tried.known(Feature::Changes),
            permanent_deletion: self.tried.known(Feature::PermanentDeletion),
            versions: self.tried.known(Feature::Versions),
        })
    }
}
