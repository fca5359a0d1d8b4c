//! What lies where something is to go.

use std::sync::Arc;

use crate::domain::{DrivePath, Entry, EntryKind, Error, IfExists, Result, VirtualPath};

use crate::services::authority::Mandate;

use super::Desk;
use super::refusals::virtual_folder;
use super::spot::{Demand, Spot};

/// What was found where something is to go.
#[derive(Clone, Debug)]
pub(super) struct Landing {
    /// What bears the name; `None` where the name is free in a folder that is there.
    pub(super) occupant: Option<Arc<Entry>>,
    /// The folder, by the path at which the service says that it lies; by the one that was asked for where it
    /// does not say.
    pub(super) folder: VirtualPath,
    /// The entry or its place, from the drive's root, where the service says so.
    pub(super) at: Option<DrivePath>,
}

impl Desk {
    /// What lies where something is to go. The decision is made again on the entry, or on the name in its folder,
    /// where they are found.
    pub(super) async fn look_at_target(
        &self,
        mandate: &Mandate,
        spot: &Spot,
        demand: Demand,
    ) -> Result<Landing> {
        let (folder, name) = spot.split().ok_or_else(virtual_folder)?;
        if let Some(entry) = self.stat(spot).await? {
            spot.decide_again(mandate, &entry, demand).await?;
            let place = spot.reached.found(entry.found_at.as_ref()).await?;
            return Ok(Landing {
                at: entry.found_at.clone(),
                occupant: Some(entry),
                folder: place
                    .and_then(|place| place.parent())
                    .unwrap_or(folder.path),
            });
        }
        let entry = self.folder(&folder).await?;
        let place = folder.reached.found(entry.found_at.as_ref()).await?;
        let folder = place.unwrap_or(folder.path);
        demand.check(mandate, &folder.join(&name))?;
        Ok(Landing {
            occupant: None,
            at: entry.found_at.as_ref().map(|folder| folder.join(&name)),
            folder,
        })
    }

    /// The folder in which something is to lie, with nothing decided.
    pub(super) async fn folder(&self, folder: &Spot) -> Result<Arc<Entry>> {
        let Some(entry) = self.stat(folder).await? else {
            return Err(self.missing(folder));
        };
        match entry.kind {
            EntryKind::Folder => Ok(entry),
            EntryKind::File => Err(Error::folder_missing()),
            EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
        }
    }

    /// Why nothing can lie in a folder that its drive does not have.
    pub(super) fn missing(&self, folder: &Spot) -> Error {
        if self.reach.place(&folder.path).1.is_virtual {
            virtual_folder()
        } else {
            Error::folder_missing()
        }
    }
}

/// Refuses what can't take the place of what lies there: a folder replaces nothing and is never replaced.
pub(super) fn check_replaceable(
    kind: EntryKind,
    occupant: Option<&Entry>,
    if_exists: IfExists,
) -> Result<()> {
    let Some(occupant) = occupant else {
        return Ok(());
    };
    match if_exists {
        IfExists::Rename => Ok(()),
        IfExists::Replace if (kind, occupant.kind) == (EntryKind::File, EntryKind::File) => Ok(()),
        IfExists::Replace | IfExists::Fail => Err(Error::name_taken()),
    }
}
