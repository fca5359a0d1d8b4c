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
        let found = found.await?;
        let depth = found.as_ref().map_or(0, |(depth, _)| *depth);
        let missing = (0..names - depth)
            .map(|levels| spot.above(levels).ok_or_else(virtual_folder))
            .collect::<Result<Vec<_>>>()?;
        // All of them before any word about what stands in the way.
        for folder in &missing {
            mandate.allow(Right::Write, &folder.path)?;
            self.heed(mandate, folder, Touch::Arrival).await?;
        }
        if found.is_some_and(|(_, entry)| entry.kind != EntryKind::Folder) {
            return Err(Error::name_taken());
        }
        let missing = missing.iter().map(|folder| self.check_new(folder));
        let missing = missing.collect::<Result<Vec<_>>>()?;
        let lowest = spot.above(names - depth).ok_or_else(virtual_folder)?;
        let entry = self.folder(&lowest).await?;
        let place = lowest.reached.found(entry.found_at.as_ref()).await?;
        check_names(mandate, place, &missing)
    }

    /// Refuses a folder that no drive can have there; its name.
    fn check_new(&self, folder: &Spot) -> Result<Segment> {
        check_name(&folder.path, None)?;
        if self.reach.place(&folder.path).1.is_virtual {
            return Err(virtual_folder());
        }
        let (_, name) = folder.split().ok_or_else(virtual_folder)?;
        Ok(name)
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
