//! What the rows of a folder stand on.

use crate::domain::{MountId, MountRoot, MountSource, PathKey, Segment};
use crate::tree::{Place, Shadow};

/// Which folder of which drive shows its children at a place of the tree, and what mounts put among them.
/// Where that is something else now, rows that were read before are another folder's.
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

    /// Nothing, for rows that stand nowhere.
    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self {
            folder: None,
            shadows: Box::default(),
        }
    }
}
