//! From a path of the tree to the item in a drive, with everything that must happen on the way.

use std::sync::Arc;

use crate::domain::{
    Download, DownloadUrl, DrivePath, Entry, Error, Listing, Mount, Result, Right, State, Target,
    Timestamp, Urgency, VirtualPath,
};
use crate::drives::{Mounted, Registry};
use crate::tree::{MountedPlace, Place};

use super::atlas::{Atlas, Chart};
use super::authority::Mandate;
use super::health::{Asked, Patient};
use super::{failure, stale, verdict};

/// The way from paths to drives.
#[derive(Debug)]
pub(super) struct Reach {
    pub(super) atlas: Arc<Atlas>,
    pub(super) registry: Arc<Registry>,
}

/// A place in a drive, reached through a mount.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    pub(super) mount: Arc<Mount>,
    pub(super) mounted: Mounted,
    pub(super) below: DrivePath,
    asked: Asked,
    began: Timestamp,
}

/// What a drive answered. An answer out of memory says how things were when it was asked for.
pub(super) trait Evidence {
    /// When Microsoft was asked; `None` where that is not known, and nothing is shown.
    fn asked_at(&self) -> Option<Timestamp>;
}

impl Evidence for Arc<Listing> {
    fn asked_at(&self) -> Option<Timestamp> {
        Some(self.fetched_at)
    }
}

impl Evidence for Arc<Entry> {
    fn asked_at(&self) -> Option<Timestamp> {
        self.url().map(DownloadUrl::issued_at)
    }
}

impl Evidence for Download {
    fn asked_at(&self) -> Option<Timestamp> {
        Some(self.url.issued_at())
    }
}

impl Reached {
    /// The item meant.
    pub(super) fn target(&self) -> Target {
        self.mounted.target(&self.below)
    }

    /// The place of the tree at which the service says the item is: names are found without regard to case,
    /// and shortcuts may lead elsewhere. Rights are decided again on it; that may tighten, never widen. An
    /// item outside the mount's root is not there, whatever led to it. `None` where the service did not say.
    pub(super) async fn found(&self, at: Option<&DrivePath>) -> Result<Option<VirtualPath>> {
        let root = self.mounted.root_path().await?;
        self.found_below(root.as_ref(), at)
    }

    /// The same for an old copy, while nobody can be asked: the mount's root is where it was.
    pub(super) fn found_in_memory(&self, at: Option<&DrivePath>) -> Result<Option<VirtualPath>> {
        let root = self.mounted.remembered_root_path(stale::OLDEST);
        self.found_below(root.as_ref(), at)
    }

    /// Decides again on the place at which the service says the item is.
    pub(super) async fn decide_again(
        &self,
        mandate: &Mandate,
        right: Right,
        found_at: Option<&DrivePath>,
    ) -> Result<()> {
        match self.found(found_at).await? {
            Some(path) => mandate.allow(right, &path),
            None => Ok(()),
        }
    }

    /// A copy of a listing that may be shown: it is clear whether it lies in the mount.
    pub(super) fn copy(&self) -> Option<Arc<Listing>> {
        let copy = self.mounted.remembered(&self.target(), stale::OLDEST)?;
        let root = self.mounted.remembered_root_path(stale::OLDEST);
        (root.is_some() || copy.found_at.is_none()).then_some(copy)
    }

    /// Another place of the same mount.
    pub(super) fn at(&self, below: DrivePath) -> Self {
        Self {
            below,
            ..self.clone()
        }
    }

    /// The same place for work that nobody waits for.
    pub(super) fn in_background(&self) -> Self {
        Self {
            mounted: self.mounted.in_background(),
            ..self.clone()
        }
    }

    fn found_below(
        &self,
        root: Option<&DrivePath>,
        at: Option<&DrivePath>,
    ) -> Result<Option<VirtualPath>> {
        let (Some(at), Some(root)) = (at, root) else {
            return Ok(None);
        };
        if !at.key().is_at_or_below(&root.key()) {
            tracing::warn!(mount.id = %self.mount.id, "an item was found outside its mount and refused");
            return Err(Error::NotFound);
        }
        let inside = at.below(root.segments().count());
        joined(&self.mount.path, &inside).map(Some)
    }
}

/// The place so far below a path. Fails where it would be too long.
pub(super) fn joined(path: &VirtualPath, below: &DrivePath) -> Result<VirtualPath> {
    let (path, below) = (trimmed(path.as_str()), trimmed(below.as_str()));
    Ok(VirtualPath::parse(&format!("{path}{below}"))?)
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
        let (asked, began) = (self.atlas.ask(), self.atlas.now());
        let mounted = match self.registry.open(tenant, &place.mount, urgency).await {
            Ok(mounted) => mounted,
            Err(error) => {
                self.note_failure(&place.mount, asked, &error).await;
                return Err(error);
            }
        };
        Ok(Reached {
            mount: place.mount,
            mounted,
            below: place.below,
            asked,
            began,
        })
    }

    /// Passes a result of a drive on, and notes what it says about the mount. Only an answer about the
    /// mount's own root speaks of the mount; a failure of one item below it is that item's.
    pub(super) async fn noted<T: Evidence>(
        &self,
        reached: &Reached,
        result: Result<T>,
    ) -> Result<T> {
        let error = match result {
            Ok(found) => {
                self.note_success(reached, found.asked_at()).await;
                return Ok(found);
            }
            Err(error) => error,
        };
        if !reached.below.is_root() {
            let error = failure::of_item(error);
            if failure::is_of_tenant(&error) {
                self.note_failure(&reached.mount, reached.asked, &error)
                    .await;
            }
            return Err(error);
        }
        if matches!(error, Error::NotFound) {
            self.search_again(&reached.mount).await;
        }
        let error = failure::of_root(error, &reached.mount);
        self.note_failure(&reached.mount, reached.asked, &error)
            .await;
        Err(error)
    }

    /// What works shows that the mount is well and that the application can sign in. How a tenant is doing
    /// that was never tested is left to its test, which looks at more.
    async fn note_success(&self, reached: &Reached, asked_at: Option<Timestamp>) {
        let Some(asked_at) = asked_at else {
            return;
        };
        let chart = self.atlas.chart();
        let (mount, tenant) = patients(&reached.mount);
        for patient in [mount, tenant] {
            let Some(noted) = chart.noted_of(&patient) else {
                continue;
            };
            let shown = match (noted.state, &patient) {
                (State::Unchecked, Patient::Tenant(_)) => false,
                (State::Ok, _) => asked_at >= reached.began,
                (State::Unchecked | State::Trouble(_), _) => asked_at >= noted.since,
            };
            if shown {
                self.keep(&patient, reached.asked, State::Ok).await;
            }
        }
    }

    /// A failure that somebody must mend is remembered until something works again: of the tenant where
    /// its application as a whole is refused, else of the mount.
    async fn note_failure(&self, mount: &Mount, asked: Asked, error: &Error) {
        if let Some(state) = verdict::of_failure(error) {
            let (mount, tenant) = patients(mount);
            let patient = if failure::is_of_tenant(error) {
                tenant
            } else {
                mount
            };
            self.keep(&patient, asked, state).await;
        }
    }

    async fn keep(&self, patient: &Patient, asked: Asked, state: State) {
        if let Err(error) = self.atlas.note(patient, asked, state).await {
            tracing::warn!(?patient, %error, "a state could not be kept");
        }
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

fn patients(mount: &Mount) -> (Patient, Patient) {
    (
        Patient::Mount(mount.id.clone()),
        Patient::Tenant(mount.tenant_id.clone()),
    )
}
