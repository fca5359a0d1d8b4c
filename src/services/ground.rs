//! What the rows of a folder stand on.

use std::collections::HashSet;

use crate::domain::{MountId, MountRoot, MountSource, PathKey, Segment};
use crate::tree::{Place, Shadow};

/// Which folder of which drive shows its children at a place of the tree, and what mounts put among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ground {
    folder: Option<Folder>,
    shadows: Box<[(Segment, Option<MountId>)]>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Folder {
    mount: MountId,
    source: MountSource,
    root: MountRoot,
    below: PathKey,
}

impl Ground {
    /// What the rows of a place stand on as things are now.
    pub(super) fn of(place: &Place) -> Self {
        let folder = place.mount.as_ref().map(|place| Folder {
            mount: place.mount.id.clone(),
            source: place.mount.source.clone(),
            root: place.mount.root.clone(),
            below: place.below.key(),
        });
        let shadow = |shadow: &Shadow| {
            let mount = shadow.mount.as_ref().map(|mount| mount.id.clone());
            (shadow.name.clone(), mount)
        };
        Self {
            folder,
            shadows: place.shadows.iter().map(shadow).collect(),
        }
    }

    /// Whether rows that stood on this still may be shown, as things are now. They are another folder's where
    /// the drive is another one; a mount that has gone must not be among them, nor what a mount has come to stand
    /// in front of. A mount beside them disturbs nobody who is reading.
    pub(super) fn holds<'a>(&self, now: &Self, names: impl Iterator<Item = &'a str>) -> bool {
        if self == now {
            return true;
        }
        let come = now.shadows.iter().filter(|one| !self.shadows.contains(one));
        let come: HashSet<_> = come
            .map(|(name, _)| PathKey::of_name(name.as_str()))
            .collect();
        let mut names = names.map(PathKey::of_name);
        self.folder == now.folder
            && self.shadows.iter().all(|one| now.shadows.contains(one))
            && !names.any(|name| come.contains(&name))
    }

    /// Nothing, for rows that stand nowhere.
    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self {
            folder: None,
            shadows: Box::default(),
        }
    }
}
