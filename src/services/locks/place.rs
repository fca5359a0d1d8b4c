//! Where in a drive a path of the tree leads, as locks see it.

use std::collections::HashSet;

use crate::domain::{DriveId, DrivePath, Error, PathKey, Result, Right, Urgency, VirtualPath};
use crate::tree::{MountedPlace, Shadow};

use crate::services::atlas::Chart;
use crate::services::files::refusals::{read_only, virtual_folder};
use crate::services::reach::Reached;

use super::Locks;

/// A place in a drive.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) reached: Reached,
    /// Where the mount's root lies, from the drive's root; `None` where nobody says.
    pub(super) root: Option<DrivePath>,
    /// The place, from the drive's root.
    pub(super) at: Option<DrivePath>,
    /// The keys of names right below it at which other drives are mounted.
    pub(super) elsewhere: HashSet<String>,
}

impl Place {
    pub(super) fn drive(&self) -> &DriveId {
        &self.reached.mounted.ids().1
    }

    /// Looks with the key of the place, where it is known.
    pub(super) fn with_key<T>(&self, look: impl FnOnce((&DriveId, &PathKey)) -> T) -> Option<T> {
        let key = self.at.as_ref()?.key();
        Some(look((self.drive(), &key)))
    }
}

impl Locks {
    /// The place to which a path leads. Nobody is asked for what lies there: a folder that is there because of
    /// mounts below it may be one of the drive's too.
    ///
    /// # Errors
    /// The conflict `virtual_folder`; [`Error::NotFound`] where no drive is mounted; `read_only` where it is to be
    /// written.
    pub(super) async fn place(&self, path: &VirtualPath, right: Right) -> Result<Place> {
        let (chart, place) = self.reach.place(path);
        let Some(mounted) = place.mount else {
            return Err(if place.is_virtual {
                virtual_folder()
            } else {
                Error::NotFound
            });
        };
        if right == Right::Write && mounted.mount.read_only {
            return Err(read_only());
        }
        let reached = self.open(&chart, mounted).await?;
        located(reached, &place.shadows).await
    }

    /// The same where the drive has a lock at all; `None` where it has none, or where no drive lies.
    pub(super) async fn locked_place(&self, path: &VirtualPath) -> Result<Option<Place>> {
        let (chart, place) = self.reach.place(path);
        let Some(mounted) = place.mount else {
            return Ok(None);
        };
        let reached = self.open(&chart, mounted).await?;
        if !self.kept.has_any(&reached.mounted.ids().1) {
            return Ok(None);
        }
        located(reached, &place.shadows).await.map(Some)
    }

    async fn open(&self, chart: &Chart, mounted: MountedPlace) -> Result<Reached> {
        let urgency = Urgency::visitor(self.clock.now());
        self.reach.open(chart, mounted, urgency).await
    }
}

async fn located(reached: Reached, shadows: &[Shadow]) -> Result<Place> {
    let root = match reached.mounted.known_root_path() {
        Some(root) => Some(root),
        None => reached.mounted.root_path().await?,
    };
    let elsewhere = shadows.iter();
    let elsewhere = elsewhere.map(|shadow| PathKey::of_name(shadow.name.as_str()));
    Ok(Place {
        at: root.as_ref().map(|root| root.append(&reached.below)),
        elsewhere: elsewhere.collect(),
        reached,
        root,
    })
}
