//! Takes over what has changed in the rows, whoever has changed it.

use std::future;
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

    /// Takes over what another process, such as a command, has changed.
    pub(super) async fn follow(&self) -> Result<()> {
        self.take_over(future::ready(Ok(()))).await
    }

    /// Changes rows of ours and takes over what they are then.
    pub(super) async fn follow_after(
        &self,
        change: impl Future<Output = Result<()>>,
    ) -> Result<()> {
        self.take_over(change).await?;
        self.locks.sweep().await
    }

    async fn take_over(&self, change: impl Future<Output = Result<()>>) -> Result<()> {
        self.authority.follow_after(change).await?;
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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::sync::Notify;

    use super::*;
    use crate::domain::{Clock, Timestamp};
    use crate::doors::ManualClock;
    use crate::store::Store;

    #[tokio::test]
    async fn nobody_reads_mounts_or_rights_between_their_change_and_its_taking_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a new database");
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(Timestamp::from_unix_ms(0)));
        let atlas = Atlas::load(store.clone(), clock).await;
        let atlas = Arc::new(atlas.expect("readable"));
        let authority = Authority::load(store, Arc::clone(&atlas)).await;
        let authority = authority.expect("readable");

        let written = Notify::new();
        let change = authority.follow_after(async {
            written.notified().await;
            Ok(())
        });
        tokio::pin!(change);
        assert!(change.as_mut().now_or_never().is_none());
        let (of_mounts, of_rights) = (atlas.reload(), authority.reload());
        let both = authority.follow_after(future::ready(Ok(())));
        tokio::pin!(of_mounts, of_rights, both);
        for _ in 0..3 {
            assert!(of_mounts.as_mut().now_or_never().is_none());
            assert!(of_rights.as_mut().now_or_never().is_none());
            assert!(both.as_mut().now_or_never().is_none());
            tokio::task::yield_now().await;
        }
        written.notify_one();
        change.await.expect("it is written");
        of_mounts.await.expect("readable");
        of_rights.await.expect("readable");
        both.await.expect("readable");
    }
}
