//! Folders made.

use crate::domain::{
    Caller, Deed, Entry, EntryKind, Error, IfExists, Result, Right, Segment, VirtualPath,
};

use crate::services::authority::Mandate;
use crate::services::depth::deepest;
use crate::services::locks::Touch;

use super::Desk;
use super::deed::Intent;
use super::refusals::virtual_folder;
use super::request::Made;
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
            let demand = Demand::entry(Right::Write);
            let landing = self.look_at_target(&mandate, &spot, demand).await?;
            self.heed_landing(
                &mandate,
                (&spot, &landing),
                (IfExists::Fail, Touch::Arrival),
            )
            .await?;
        }
        let target = spot.target();
        let made = spot.reached.mounted.mkdir(&target, parents);
        let intent = Intent::of(caller, Deed::FolderCreate, path);
        let made = self.deed(intent, made).await?;
        let row = spot.row(&mandate, &made.entry).await?;
        Ok(Made::of(row, made.created))
    }

    /// Decides on every folder that would be made on the way, and on all of them again as names in the deepest
    /// one that is there.
    async fn check_chain(&self, mandate: &Mandate, spot: &Spot) -> Result<()> {
        let names = spot.reached.below.segments().count();
        let found = deepest(names, |depth| async move {
            let folder = spot.above(names - depth).ok_or_else(virtual_folder)?;
            self.stat(&folder).await
        });
        let depth = match found.await? {
            Some((_, entry)) if entry.kind != EntryKind::Folder => return Err(Error::name_taken()),
            Some((depth, _)) => depth,
            None => 0,
        };
        let lowest = spot.above(names - depth).ok_or_else(virtual_folder)?;
        let mut missing = Vec::new();
        for levels in 0..names - depth {
            let folder = spot.above(levels).ok_or_else(virtual_folder)?;
            mandate.allow(Right::Write, &folder.path)?;
            check_name(&folder.path, None)?;
            self.heed(mandate, &folder, Touch::Arrival).await?;
            if self.reach.place(&folder.path).1.is_virtual {
                return Err(virtual_folder());
            }
            let (_, name) = folder.split().ok_or_else(virtual_folder)?;
            missing.push(name);
        }
        let entry = self.folder(&lowest).await?;
        let place = lowest.reached.found(entry.found_at.as_ref()).await?;
        check_names(mandate, place, &missing)
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
        EntryKind::Folder => Ok(Made::Found(spot.row(mandate, entry).await?)),
        EntryKind::File | EntryKind::Package | EntryKind::Shortcut => Err(Error::name_taken()),
    }
}
