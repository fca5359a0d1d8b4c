//! Locks, heeded before anything is changed, and ended with what they were set on.

use std::sync::Arc;

use crate::domain::{DrivePath, Entry, IfExists, Lock, PathKey, Result};

use crate::services::authority::Mandate;
use crate::services::locks::Touch;

use super::Desk;
use super::landing::Landing;
use super::refusals::virtual_folder;
use super::spot::Spot;

impl Desk {
    /// Lets a place be changed, as far as its path tells. Asks nobody for what lies there.
    pub(super) async fn heed(&self, mandate: &Mandate, spot: &Spot, touch: Touch) -> Result<()> {
        let check = self.locks.check(mandate, &spot.reached, touch, None);
        check.await
    }

    /// The same, and where the service says that the entry lies.
    pub(super) async fn heed_found(
        &self,
        mandate: &Mandate,
        (spot, entry): (&Spot, &Entry),
        touch: Touch,
    ) -> Result<()> {
        let found = entry.found_at.as_ref();
        let check = self.locks.check(mandate, &spot.reached, touch, found);
        check.await
    }

    /// Lets something come to a place of which nobody has said yet what lies there.
    pub(super) async fn heed_blindly(
        &self,
        mandate: &Mandate,
        spot: &Spot,
        if_exists: IfExists,
    ) -> Result<()> {
        match if_exists {
            IfExists::Replace => self.heed(mandate, spot, Touch::Content).await,
            IfExists::Fail => self.heed(mandate, spot, Touch::Arrival).await,
            IfExists::Rename => self.heed_in_folder(mandate, spot).await,
        }
    }

    /// Lets something come to a place, under the name that was settled, over what was found there. What replacing
    /// something does to it is told by `replaced`.
    pub(super) async fn heed_landing(
        &self,
        mandate: &Mandate,
        (spot, landing): (&Spot, &Landing),
        (if_exists, replaced): (IfExists, Touch),
    ) -> Result<()> {
        let touch = match (if_exists, &landing.occupant) {
            // The drive finds another name in the folder.
            (IfExists::Rename, Some(_)) => return self.heed_in_folder(mandate, spot).await,
            // A free name with a number was found beside it.
            (IfExists::Fail, Some(_)) => return self.heed(mandate, spot, Touch::Arrival).await,
            (IfExists::Replace, Some(_)) => replaced,
            (_, None) => Touch::Arrival,
        };
        let found = landing.at.as_ref();
        let check = self.locks.check(mandate, &spot.reached, touch, found);
        check.await
    }

    /// Lets a folder get one more name, whichever.
    pub(super) async fn heed_in_folder(&self, mandate: &Mandate, spot: &Spot) -> Result<()> {
        let (folder, _) = spot.split().ok_or_else(virtual_folder)?;
        self.heed(mandate, &folder, Touch::Content).await
    }

    /// The locks of what is about to leave a place, with those of all below it. They are to be looked for before it
    /// does: what is locked there afterwards is something else.
    pub(super) async fn locks_of(&self, spot: &Spot, entry: &Entry) -> Leaving {
        let (_, drive) = spot.reached.mounted.ids();
        if !self.locks.has_any(drive) {
            return Leaving::default();
        }
        let root = spot.reached.mounted.root_path().await.ok().flatten();
        let asked = root.map(|root| root.append(&spot.reached.below).key());
        let found = entry.found_at.as_ref().map(DrivePath::key);
        let mut keys: Vec<_> = asked.into_iter().chain(found).collect();
        keys.dedup();
        let of = |key: PathKey| (self.locks.at_or_below(drive, &key), key);
        Leaving(keys.into_iter().map(of).collect())
    }

    /// Ends the locks of what has left a place. `now_at` is where it lies now, if it does: another letter case is the
    /// same place.
    pub(super) async fn end_locks(&self, left: Leaving, now_at: Option<&DrivePath>) {
        let now_at = now_at.map(DrivePath::key);
        for (locks, key) in left.0 {
            if now_at.as_ref() != Some(&key) {
                self.locks.give_up(&locks).await;
            }
        }
    }
}

/// The locks of what is about to leave, by the places that it has.
#[derive(Debug, Default)]
#[must_use = "they end when it has left"]
pub(super) struct Leaving(Vec<(Vec<Arc<Lock>>, PathKey)>);
