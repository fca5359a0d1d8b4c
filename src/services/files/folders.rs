//! Folders made.

use crate::domain::{Caller, Deed, Entry, EntryKind, Error, Result, Right, Segment, VirtualPath};

use crate::services::authority::Mandate;

use super::Desk;
use super::deed::Intent;
use super::refusals::virtual_folder;
use super::request::{Made, row};
use super::spot::{Demand, Spot, check_name};

impl Desk {
    pub(super) async fn mkdir(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        parents: bool,
    ) -> Result<Made> {
        let mandate = self.authority.mandate(caller);
        mandate.allow(Right::Write, path)?;
        let spot = self.open_target(path, self.visitor()).await?;
        if let Some(entry) = self.stat(&spot).await? {
            return found(&mandate, &spot, &entry).await;
        }
        if parents {
            self.check_chain(&mandate, &spot).await?;
        } else {
            self.look_at_target(&mandate, &spot, Demand::entry(Right::Write))
                .await?;
        }
        let target = spot.target();
        let made = spot.reached.mounted.mkdir(&target, parents);
        let intent = Intent::of(caller, Deed::FolderCreate, path);
        Made::of(&self.deed(intent, made).await?)
    }

    /// Decides on every folder that would be made on the way, from the lowest one upward to the first that is
    /// there; and on all of them again as names in that one.
    async fn check_chain(&self, mandate: &Mandate, spot: &Spot) -> Result<()> {
        let (mut folder, name) = spot.split().ok_or_else(virtual_folder)?;
        let mut names = vec![name];
        let lowest = loop {
            if folder.reached.below.is_root() {
                break self.folder(&folder).await?;
            }
            match self.folder(&folder).await {
                Err(missing) if missing.is_conflict("folder_missing") => {
                    // A file in the way is met again as one that lies above.
                    if self.stat(&folder).await?.is_some() {
                        return Err(Error::name_taken());
                    }
                }
                there => break there?,
            }
            mandate.allow(Right::Write, &folder.path)?;
            check_name(&folder.path, None)?;
            let (above, name) = folder.split().ok_or_else(virtual_folder)?;
            names.push(name);
            folder = above;
        };
        let place = folder.reached.found(lowest.found_at.as_ref()).await?;
        check_names(mandate, place, &names)
    }
}

/// Decides on folders to be made, the lowest of which comes first, in one that was found at `place`.
fn check_names(mandate: &Mandate, place: Option<VirtualPath>, names: &[Segment]) -> Result<()> {
    let Some(mut path) = place else {
        return Ok(());
    };
    for name in names.iter().rev() {
        path = path.join(name);
        mandate.allow(Right::Write, &path)?;
    }
    Ok(())
}

/// What is there already is taken for what was to be made, if it is a folder.
async fn found(mandate: &Mandate, spot: &Spot, entry: &Entry) -> Result<Made> {
    let demand = Demand::entry(Right::Write);
    spot.decide_again(mandate, entry, demand).await?;
    match entry.kind {
        EntryKind::Folder => Ok(Made::Found(row(entry)?)),
        EntryKind::File | EntryKind::Package | EntryKind::Shortcut => Err(Error::name_taken()),
    }
}
