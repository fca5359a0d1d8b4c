//! Names with a number behind them, for what finds its own taken.
//!
//! The service's own way of numbering knows nothing of rights. Where the names of a folder are decided differently,
//! the free name is chosen here, among those that the caller could have asked for himself.

use crate::domain::{EntryKind, Error, IfExists, Result, Right, Segment, VirtualPath};

use crate::services::authority::Mandate;

use super::Desk;
use super::landing::Landing;
use super::refusals::virtual_folder;
use super::spot::{Demand, Spot};

/// So many numbers are tried behind a name that is taken.
pub(super) const MOST_NUMBERS: u32 = 200;

impl Desk {
    /// Where something goes in the end whose name may be taken, and what happens where that is taken too. It may
    /// be the drive's to find a number only where the caller may write under every name in the folder.
    ///
    /// # Errors
    /// `name_taken` where no number is free that is the caller's.
    pub(super) async fn settle_name(
        &self,
        mandate: &Mandate,
        (spot, landing): (Spot, &Landing),
        kind: EntryKind,
        if_exists: IfExists,
    ) -> Result<(Spot, IfExists)> {
        if if_exists != IfExists::Rename {
            return Ok((spot, if_exists));
        }
        let (folder, name) = spot.split().ok_or_else(virtual_folder)?;
        let folders = [&folder.path, &landing.folder];
        if folders.iter().all(|path| self.is_all_his(mandate, path)) {
            return Ok((spot, IfExists::Rename));
        }
        if landing.occupant.is_none() {
            return Ok((spot, IfExists::Fail));
        }
        for number in 1..MOST_NUMBERS {
            let name = name.numbered(number, kind != EntryKind::Folder)?;
            if !folders.iter().all(|path| self.is_his(mandate, path, &name)) {
                continue;
            }
            let free = Spot {
                path: folder.path.join(&name),
                reached: folder.reached.at(folder.reached.below.join(&name)),
            };
            if self.stat(&free).await?.is_none() {
                return Ok((free, IfExists::Fail));
            }
        }
        Err(Error::name_taken())
    }

    /// Whether he may write in all of a folder, and no other drive is mounted in it.
    fn is_all_his(&self, mandate: &Mandate, folder: &VirtualPath) -> bool {
        mandate.allow_tree(Right::Write, folder).is_ok() && self.find_source(folder).is_ok()
    }

    /// Whether he could have asked for this name.
    fn is_his(&self, mandate: &Mandate, folder: &VirtualPath, name: &Segment) -> bool {
        let Ok(path) = VirtualPath::parse(folder.join(name).as_str()) else {
            return false;
        };
        Demand::tree(Right::Write).check(mandate, &path).is_ok() && self.find_target(&path).is_ok()
    }
}
