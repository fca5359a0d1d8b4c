//! From a path of the tree to the item in a drive, with everything that must happen on the way.

use std::sync::Arc;

use crate::domain::{Caller, DrivePath, Error, Mount, Result, State, Target, Urgency, VirtualPath};
use crate::drives::{Mounted, Registry};
use crate::tree::{MountedPlace, Place};

use super::access::{self, Action};
use super::atlas::{Atlas, Chart};
use super::health::{Asked, Patient};
use super::{failure, verdict};

/// The way from paths to drives.
#[derive(Debug)]
pub(super) struct Reach {
    pub(super) atlas: Arc<Atlas>,
    pub(super) registry: Arc<Registry>,
}

/// A place in a drive, reached through a mount.
#[derive(Debug)]
pub(super) struct Reached {
    pub(super) mount: Arc<Mount>,
    pub(super) mounted: Mounted,
    pub(super) below: DrivePath,
    asked: Asked,
}

impl Reached {
    /// The item meant.
    pub(super) fn target(&self) -> Target {
        self.mounted.target(&self.below)
    }

    /// Decides again on the path at which the service says the item is: names are found without regard to
    /// case, and shortcuts may lead elsewhere. The second decision may tighten, never widen. An item
    /// outside the mount's root is not there, whatever led to it.
    pub(super) async fn decide_again(
        &self,
        caller: &Caller,
        action: Action,
        found_at: Option<&DrivePath>,
    ) -> Result<()> {
        let (Some(found_at), Some(root)) = (found_at, self.mounted.root_path().await?) else {
            return Ok(());
        };
        if !found_at.key().is_at_or_below(&root.key()) {
            tracing::warn!(mount.id = %self.mount.id, "an item was found outside its mount and refused");
            return Err(Error::NotFound);
        }
        let inside = found_at.below(root.segments().count());
        let path = VirtualPath::parse(&format!(
            "{}{}",
            trimmed(self.mount.path.as_str()),
            trimmed(inside.as_str())
        ))?;
        access::allow(caller, action, &path)
    }
}

fn trimmed(path: &str) -> &str {
    path.trim_end_matches('/')
}

impl Reach {
    /// What the table of mounts says, together with the chart it comes from.
    pub(super) fn place(&self, path: &VirtualPath) -> (Arc<Chart>, Place) {
        let chart = self.atlas.chart();
        let place = chart.table.resolve(path);
        (chart, place)
    }

    /// Opens the drive of a mounted place, and notes if that fails. That it is open says nothing of how the
    /// mount is doing: where drive and application are known, nobody was asked.
    pub(super) async fn open(
        &self,
        chart: &Chart,
        place: MountedPlace,
        urgency: Urgency,
    ) -> Result<Reached> {
        let tenant = chart.tenant_of(&place.mount)?;
        let asked = self.atlas.ask();
        let mounted = match self.registry.open(tenant, &place.mount, urgency).await {
            Ok(mounted) => mounted,
            failed => self.note(&place.mount, asked, failed).await?,
        };
        Ok(Reached {
            mount: place.mount,
            mounted,
            below: place.below,
            asked,
        })
    }

    /// Passes a result of a drive on, and notes what it says about the mount. Only an answer about the
    /// mount's own root speaks of the mount; a failure of one item below it is that item's.
    pub(super) async fn noted<T>(&self, reached: &Reached, result: Result<T>) -> Result<T> {
        let error = match result {
            Ok(found) => return self.note(&reached.mount, reached.asked, Ok(found)).await,
            Err(error) => error,
        };
        if !reached.below.is_root() {
            return match failure::of_item(error) {
                error if failure::is_of_tenant(&error) => {
                    self.note(&reached.mount, reached.asked, Err(error)).await
                }
                error => Err(error),
            };
        }
        if matches!(error, Error::NotFound) {
            self.search_again(&reached.mount).await;
        }
        let error = failure::of_root(error, &reached.mount);
        self.note(&reached.mount, reached.asked, Err(error)).await
    }

    /// A failure that somebody must mend is remembered until something works again. What passes by itself
    /// is not.
    async fn note<T>(&self, mount: &Mount, asked: Asked, result: Result<T>) -> Result<T> {
        let Some(state) = verdict::of(&result) else {
            return result;
        };
        let error = result.as_ref().err();
        if let Err(error) = self.keep(mount, asked, state, error).await {
            tracing::warn!(mount.id = %mount.id, %error, "the state of a mount could not be kept");
        }
        result
    }

    /// Where signing in failed, all of the tenant is concerned.
    async fn keep(
        &self,
        mount: &Mount,
        asked: Asked,
        state: State,
        error: Option<&Error>,
    ) -> Result<()> {
        if error.is_some_and(failure::is_of_tenant) {
            let tenant = Patient::Tenant(mount.tenant_id.clone());
            self.atlas.note(&tenant, asked, state).await?;
        }
        let mount = Patient::Mount(mount.id.clone());
        self.atlas.note(&mount, asked, state).await
    }

    /// The drive may have been replaced by another one: the next question looks for it anew.
    async fn search_again(&self, mount: &Mount) {
        let forgotten = match self.registry.forget_drive(mount).await {
            Ok(()) => self.atlas.reload().await,
            Err(error) => Err(error),
        };
        if let Err(error) = forgotten {
            tracing::warn!(mount.id = %mount.id, %error, "a missing drive could not be forgotten");
        }
    }
}
