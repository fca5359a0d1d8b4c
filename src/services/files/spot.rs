//! A path of the tree as a place in a drive.

use std::sync::Arc;

use crate::domain::{
    DrivePath, Entry, EntryKind, Error, JunkPolicy, Result, Right, Segment, Target, Urgency,
    VirtualPath, check_new_name, is_junk,
};
use crate::tree::MountedPlace;

use crate::services::atlas::Chart;
use crate::services::authority::{Mandate, Shown};
use crate::services::page::Row;
use crate::services::reach::Reached;

use super::Desk;
use super::refusals::{contains_mount, junk_name, mount_root, read_only, virtual_folder};

/// A place in a drive that a path of the tree leads to.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) path: VirtualPath,
    pub(super) reached: Reached,
}

/// How much of what lies at a place is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The entry.
    Entry,
    /// The entry with all below it.
    Tree,
}

/// What is needed at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demand {
    pub(super) right: Right,
    pub(super) extent: Extent,
}

impl Demand {
    /// The right to an entry.
    pub(super) const fn entry(right: Right) -> Self {
        let extent = Extent::Entry;
        Self { right, extent }
    }

    /// The right to an entry and to all below it.
    pub(super) const fn tree(right: Right) -> Self {
        let extent = Extent::Tree;
        Self { right, extent }
    }

    /// Whether all of it is taken away from where it lies.
    fn takes_all(self) -> bool {
        (self.right, self.extent) == (Right::Delete, Extent::Tree)
    }

    /// Decides at a path.
    pub(super) fn check(self, mandate: &Mandate, path: &VirtualPath) -> Result<()> {
        match self.extent {
            Extent::Entry => mandate.allow(self.right, path),
            Extent::Tree => mandate.allow_tree(self.right, path),
        }
    }
}

impl Spot {
    /// The item meant.
    pub(super) fn target(&self) -> Target {
        self.reached.target()
    }

    /// The folder it lies in, or is to lie in, and its name there; `None` for a mount's root.
    pub(super) fn split(&self) -> Option<(Self, Segment)> {
        let name = Segment::parse(self.reached.below.name()?).ok()?;
        let folder = Self {
            path: self.path.parent()?,
            reached: self.reached.at(self.reached.below.parent()?),
        };
        Some((folder, name))
    }

    /// The place so many levels above; itself for none.
    pub(super) fn above(&self, levels: usize) -> Option<Self> {
        (0..levels).try_fold(self.clone(), |spot, _| Some(spot.split()?.0))
    }

    /// The row of what lies here, or has just come to lie here, perhaps by another name. Who may write is not
    /// thereby shown what is there: whoever may not list it is told its name and kind.
    pub(super) async fn row(&self, mandate: &Mandate, entry: &Entry) -> Result<Row> {
        let row = Row::of(entry).ok_or(Error::NotFound)?;
        let asked = self.path.parent().map(|folder| folder.join(&row.name));
        let shown = match self.reached.found(entry.found_at.as_ref()).await {
            Ok(found) => {
                let places = asked.into_iter().chain(found);
                places.map(|place| mandate.shown(&place)).max()
            }
            // What was to be done is done, wherever it is now.
            Err(_) => None,
        };
        Ok(row.reduced_to(shown.unwrap_or(Shown::NameOnly)))
    }

    /// Decides on where the service says that an entry lies, and on what the entry is: of a folder, nobody takes
    /// away what he does not see.
    pub(super) async fn decide_again(
        &self,
        mandate: &Mandate,
        entry: &Entry,
        demand: Demand,
    ) -> Result<()> {
        let place = self.reached.found(entry.found_at.as_ref()).await?;
        demand.check(mandate, place.as_ref().unwrap_or(&self.path))?;
        if demand.takes_all() && !self.is_seen_whole(mandate, entry).await? {
            return Err(Error::Forbidden);
        }
        Ok(())
    }

    /// Whether an entry has nothing in it that can be hidden from the caller, by its path and where the service
    /// says that it lies.
    pub(super) async fn is_seen_whole(&self, mandate: &Mandate, entry: &Entry) -> Result<bool> {
        if entry.kind != EntryKind::Folder {
            return Ok(true);
        }
        let place = self.reached.found(entry.found_at.as_ref()).await?;
        let mut paths = place.iter().chain([&self.path]);
        Ok(paths.all(|path| mandate.sees_all(path)))
    }

    /// What lies here was not what was remembered.
    pub(super) fn doubt(&self) {
        self.reached.mounted.doubt(&self.target());
    }

    /// The same place for work that nobody waits for.
    pub(super) fn in_background(&self) -> Self {
        Self {
            path: self.path.clone(),
            reached: self.reached.in_background(),
        }
    }
}

/// The mount that answers for a path, and what it lets be done there.
pub(super) type Standing = (Arc<Chart>, MountedPlace);

impl Desk {
    /// Where something is that stays there.
    pub(super) fn find_source(&self, path: &VirtualPath) -> Result<Standing> {
        let (chart, place) = self.reach.place(path);
        let Some(mounted) = place.mount else {
            return Err(if place.is_virtual {
                virtual_folder()
            } else {
                Error::NotFound
            });
        };
        if !place.shadows.is_empty() || (place.is_virtual && !mounted.below.is_root()) {
            return Err(contains_mount());
        }
        Ok((chart, mounted))
    }

    /// Where something is of which something may be said; a mount's root, and a folder with mounts below it, too.
    pub(super) fn find_describable(&self, path: &VirtualPath) -> Result<Standing> {
        let (chart, place) = self.reach.place(path);
        let mounted = match place.mount {
            Some(mounted) if !place.is_virtual || mounted.below.is_root() => mounted,
            Some(_) => return Err(virtual_folder()),
            None if place.is_virtual => return Err(virtual_folder()),
            None => return Err(Error::NotFound),
        };
        let found = (chart, mounted);
        check_writable(&found)?;
        Ok(found)
    }

    /// Where something is that may be taken away, or renamed.
    pub(super) fn find_movable(&self, path: &VirtualPath) -> Result<Standing> {
        let (_, mounted) = self.reach.place(path);
        if mounted.mount.is_some_and(|place| place.below.is_root()) {
            return Err(mount_root());
        }
        let found = self.find_source(path)?;
        check_writable(&found)?;
        Ok(found)
    }

    /// Where something may come to lie.
    pub(super) fn find_target(&self, path: &VirtualPath) -> Result<Standing> {
        let (chart, place) = self.reach.place(path);
        let Some(mounted) = place.mount else {
            let is_virtual = |path| self.reach.place(&path).1.is_virtual;
            let above = path.parent().is_some_and(is_virtual);
            return Err(if place.is_virtual || above {
                virtual_folder()
            } else {
                Error::folder_missing()
            });
        };
        if mounted.below.is_root() {
            return Err(mount_root());
        }
        if place.is_virtual {
            return Err(virtual_folder());
        }
        let found = (chart, mounted);
        check_writable(&found)?;
        check_junk(path, &found)?;
        Ok(found)
    }

    /// Opens the drive at a place.
    pub(super) async fn open(
        &self,
        path: &VirtualPath,
        (chart, mounted): Standing,
        urgency: Urgency,
    ) -> Result<Spot> {
        let reached = self.reach.open(&chart, mounted, urgency).await?;
        Ok(Spot {
            path: path.clone(),
            reached,
        })
    }

    /// Opens the drive where something is to lie, whose name a drive can hold.
    pub(super) async fn open_target(&self, path: &VirtualPath, urgency: Urgency) -> Result<Spot> {
        let standing = self.find_target(path)?;
        check_name(path, None)?;
        let spot = self.open(path, standing, urgency).await?;
        let below = spot.reached.below.parent();
        let folder = below.and_then(|below| spot.reached.mounted.from_drive_root(&below));
        check_name(path, folder.as_ref())?;
        Ok(spot)
    }

    /// What lies at a place. The decision is made again on where the service says that it lies.
    pub(super) async fn look(
        &self,
        mandate: &Mandate,
        spot: &Spot,
        demand: Demand,
    ) -> Result<Arc<Entry>> {
        let entry = self.stat(spot).await?.ok_or(Error::NotFound)?;
        spot.decide_again(mandate, &entry, demand).await?;
        Ok(entry)
    }

    /// What lies at a place, with nothing decided; `None` where nothing does. A refusal never looks like that.
    pub(super) async fn stat(&self, spot: &Spot) -> Result<Option<Arc<Entry>>> {
        let found = spot.reached.mounted.stat(&spot.target()).await;
        match self.reach.noted(&spot.reached, found).await {
            Ok(entry) => Ok(Some(entry)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn check_writable((_, place): &Standing) -> Result<()> {
    if place.mount.read_only {
        Err(read_only())
    } else {
        Ok(())
    }
}

/// Refuses what nobody chose to write, where the mount says so.
fn check_junk(path: &VirtualPath, (_, place): &Standing) -> Result<()> {
    let is_refused = place.mount.options.junk == JunkPolicy::Reject;
    if is_refused && path.name().is_some_and(is_junk) {
        return Err(junk_name());
    }
    Ok(())
}

/// Refuses a name that no drive can hold, in a folder whose path from the drive's root may be known.
pub(super) fn check_name(path: &VirtualPath, folder: Option<&DrivePath>) -> Result<()> {
    let name = path.name().ok_or_else(virtual_folder)?;
    Ok(check_new_name(&Segment::parse(name)?, folder)?)
}
