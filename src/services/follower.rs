//! Takes over what has changed in the rows, whoever has changed it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::applications::Applications;
use crate::domain::Result;
use crate::drives::Registry;

use super::atlas::{Atlas, Chart};
use super::authority::Authority;
use super::locks::KeptLocks;

/// Keeps what was built on the rows in step with them.
#[derive(Debug)]
pub(super) struct Follower {
    pub(super) atlas: Arc<Atlas>,
    authority: Arc<Authority>,
    applications: Arc<Applications>,
    registry: Arc<Registry>,
    locks: Arc<KeptLocks>,
    /// The chart up to which everything is taken over. Not the present one, which others renew, too.
    followed: Mutex<Arc<Chart>>,
}

impl Follower {
    /// Nothing has been built on the rows yet.
    pub(super) fn new(
        (atlas, authority): (Arc<Atlas>, Arc<Authority>),
        (applications, registry): (Arc<Applications>, Arc<Registry>),
        locks: Arc<KeptLocks>,
    ) -> Self {
        let followed = Mutex::new(atlas.chart());
        Self {
            atlas,
            authority,
            applications,
            registry,
            locks,
            followed,
        }
    }

    /// Takes over what we have changed ourselves.
    pub(super) async fn take_over(&self) -> Result<()> {
        self.authority.follow_with(self.atlas.reload()).await?;
        self.locks.sweep().await?;
        self.forget_the_changed();
        Ok(())
    }

    /// Takes over what another process, such as a command, has changed.
    pub(super) async fn follow(&self) -> Result<()> {
        self.authority.follow_with(self.atlas.follow()).await?;
        self.forget_the_changed();
        Ok(())
    }

    /// What was built on a tenant that is now gone, or signs in otherwise, is forgotten; the rest keeps its
    /// memory. A next credential in its turn is no other way to sign in: the client knows it already.
    fn forget_the_changed(&self) {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let present = self.atlas.chart();
        for tenant in followed.tenants.values() {
            let before = followed.registration_of(tenant);
            let now = present
                .tenants
                .get(&tenant.id)
                .map(|tenant| present.registration_of(tenant));
            if now == Some(before) {
                continue;
            }
            if let Some(promoted) = now.and_then(|now| now.promoted_since(before)) {
                self.applications.follow_promotion(tenant, promoted);
            } else {
                self.applications.forget(tenant);
                self.registry.forget_tenant(&tenant.id);
            }
        }
        *followed = present;
    }
}
