//! Whether locks let a change be made.

use std::sync::Arc;

use crate::domain::{DrivePath, Error, Lock, PathKey, Result, VirtualPath};

use crate::services::authority::Mandate;
use crate::services::reach::{Reached, joined};

use super::kept::KeptLocks;
use super::live::{ENOUGH, Touch};

impl KeptLocks {
    /// Lets a change of a place be made, or not: at the path by which the caller comes, and at the one at which
    /// the service says that it lies. Costs no call where the drive has no lock, nor where the mount's root is a
    /// path.
    ///
    /// # Errors
    /// [`Error::LockHeld`].
    pub(in crate::services) async fn check(
        &self,
        mandate: &Mandate,
        reached: &Reached,
        touch: Touch,
        found: Option<&DrivePath>,
    ) -> Result<()> {
        let (_, drive) = reached.mounted.ids();
        if !self.has_any(drive) {
            return Ok(());
        }
        let root = reached.mounted.root_path().await?;
        let asked = root.as_ref().map(|root| root.append(&reached.below));
        let mut keys: Vec<PathKey> = asked.iter().chain(found).map(DrivePath::key).collect();
        keys.dedup();
        if keys.is_empty() {
            // Nobody says where in the drive it lies: it may lie below any lock.
            return Err(Error::LockHeld { places: Vec::new() });
        }
        let caller = mandate.caller();
        let held = keys
            .iter()
            .flat_map(|key| self.in_the_way(caller, (drive, key), touch));
        let held: Vec<_> = held.collect();
        if held.is_empty() {
            return Ok(());
        }
        Err(refusal(mandate, (reached, root.as_ref()), &held))
    }
}

/// Why nothing is done: the places of these locks are told, as far as the caller may know of them, and where they are
/// many, those of the first.
pub(super) fn refusal(
    mandate: &Mandate,
    (reached, root): (&Reached, Option<&DrivePath>),
    held: &[Arc<Lock>],
) -> Error {
    let mut places = Vec::new();
    for lock in held.iter().take(ENOUGH) {
        let place = shown_at((reached, root), lock);
        if mandate.sees(&place) && !places.contains(&place) {
            places.push(place);
        }
    }
    Error::LockHeld { places }
}

/// The path of the tree at which a mount shows what is locked. What is locked above the mount's root is, as far as
/// this mount shows it, the whole of the mount.
pub(super) fn shown_at(
    (reached, root): (&Reached, Option<&DrivePath>),
    lock: &Lock,
) -> VirtualPath {
    let mount = &reached.mount.path;
    let below = root.and_then(|root| {
        let is_inside = lock.root.key().is_at_or_below(&root.key());
        is_inside.then(|| lock.root.below(root.segments().count()))
    });
    let place = below.and_then(|below| joined(mount, &below).ok());
    place.unwrap_or_else(|| mount.clone())
}
