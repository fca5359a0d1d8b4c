//! What runs by itself asks here: following other processes' changes, warming up, clearing away.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, TryStreamExt as _};

use crate::applications::KeyRings;
use crate::directory::Directory;
use crate::domain::{Actor, AuditEntry, Clock, Deed, Result, State, Tenant, Urgency};

use crate::drives::Registry;
use crate::store::{Exchange, Store};

use super::atlas::Atlas;
use super::exchanges::Exchanges;
use super::follower::Follower;
use super::health::{Asked, Patient};
use super::locks::KeptLocks;
use super::sessions::Sessions;
use super::uploads::{KeptUploads, Unfinished};
use super::verdict;

/// The longest that one tenant's ladder may take while others may wait for their turn: what runs in the
/// background waits out whatever pause Microsoft asks for, and that can be an hour.
const LONGEST_CLIMB: Duration = Duration::from_mins(1);

/// The longest that giving up one upload may take while others may wait for their turn. What is dropped then
/// goes on the next time, as if the process had been killed again.
const LONGEST_ENDING: Duration = Duration::from_mins(1);

/// Tenants asked, and uploads given up, at once: a service that hangs must not keep the others waiting, and a
/// thousand of them must not all begin in the same moment.
const AT_ONCE: usize = 8;

/// How far the audit log reaches back: a year and the month in which somebody looks at it.
const AUDIT_LIFE: Duration = Duration::from_hours(400 * 24);

/// Chores of the server.
#[derive(Debug)]
pub struct Upkeep {
    pub(super) atlas: Arc<Atlas>,
    pub(super) follower: Arc<Follower>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) uploads: Arc<KeptUploads>,
    pub(super) locks: Arc<KeptLocks>,
    pub(super) keys: Arc<KeyRings>,
    pub(super) exchanges: Arc<Exchanges>,
    pub(super) directory: Directory,
    pub(super) registry: Arc<Registry>,
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
}

impl Upkeep {
    /// Takes over what another process, such as a command, has changed in the database.
    pub async fn follow_changes(&self) -> Result<()> {
        self.follower.follow().await?;
        self.keys.follow().await
    }

    /// Puts those of our own keys to rest that have marked long enough.
    pub async fn rotate_keys(&self) -> Result<()> {
        let audit = AuditEntry::new(self.clock.now(), Actor::default(), Deed::KeysRotate);
        self.keys.rotate_the_old(&audit).await
    }

    /// Signs in once for every tenant, so that a broken credential is known before a visitor meets it.
    pub async fn warm_up(&self) -> Result<()> {
        let chart = self.atlas.chart();
        some_at_a_time(chart.tenants.values().map(|tenant| self.greet(tenant))).await
    }

    async fn greet(&self, tenant: &Tenant) -> Result<()> {
        let asked = self.atlas.ask();
        let state = verdict::of(&self.directory.sign_in(tenant).await);
        self.note(tenant, asked, state).await?;
        if let Some(warning) = self.directory.warning(tenant).await? {
            tracing::warn!(tenant = %tenant.id, "{warning}");
        }
        Ok(())
    }

    /// Whether the database answers.
    pub async fn check_database(&self) -> Result<()> {
        self.atlas.check().await
    }

    /// Climbs the ladder of every tenant that is not known to be well: a new one does not stay unchecked, and
    /// what was mended at Microsoft's side shows by itself. A failure that passes says nothing about the
    /// tenant.
    pub async fn recheck(&self) -> Result<()> {
        let chart = self.atlas.chart();
        let ailing = |tenant: &&Arc<Tenant>| tenant.health.state != State::Ok;
        let ailing = chart.tenants.values().filter(ailing);
        some_at_a_time(ailing.map(|tenant| self.look_at(tenant))).await
    }

    async fn look_at(&self, tenant: &Tenant) -> Result<()> {
        let asked = self.atlas.ask();
        let state = self.climb(tenant).await;
        self.note(tenant, asked, state).await
    }

    /// What a tenant's ladder says. One that takes too long failed in a way that passes.
    async fn climb(&self, tenant: &Tenant) -> Option<State> {
        let too_late = self.clock.now().after(LONGEST_CLIMB);
        tokio::select! {
            ladder = self.directory.test_tenant(tenant, Urgency::Background) => verdict::of_ladder(&ladder),
            () = self.clock.sleep_until(too_late) => None,
        }
    }

    async fn note(&self, tenant: &Tenant, asked: Asked, state: Option<State>) -> Result<()> {
        let patient = Patient::Tenant(tenant.id.clone());
        match state {
            Some(state) => self.atlas.note(&patient, asked, state).await,
            None => Ok(()),
        }
    }

    /// Clears away sessions that have ended.
    pub async fn purge_sessions(&self) -> Result<u64> {
        self.sessions.purge().await
    }

    /// Forgets locks that have ended.
    pub async fn sweep_locks(&self) -> Result<()> {
        self.locks.sweep().await
    }

    /// Ends the claims that a former server had on unfinished uploads.
    pub async fn leave_uploads(&self) -> Result<()> {
        self.uploads.leave_all().await
    }

    /// Gives up what a former process was writing when it was killed. What can't be given up now is left for the
    /// next time.
    pub async fn end_uploads(&self) -> Result<()> {
        let cut_off = self.uploads.cut_off().await?;
        some_at_a_time(cut_off.iter().map(|upload| self.try_to_end(upload))).await
    }

    async fn try_to_end(&self, upload: &Unfinished) -> Result<()> {
        let too_late = self.clock.now().after(LONGEST_ENDING);
        let ended = tokio::select! {
            ended = self.end_upload(upload) => ended,
            () = self.clock.sleep_until(too_late) => {
                tracing::warn!(upload = %upload.id, "giving up an upload that was cut off takes too long");
                return Ok(());
            }
        };
        match ended {
            // This process is still writing it.
            Err(error) if error.is_conflict("upload_taken") => {}
            Err(error) => tracing::warn!(
                upload = %upload.id,
                error = &error as &dyn std::error::Error,
                "an upload that was cut off could not be given up"
            ),
            Ok(()) => {}
        }
        Ok(())
    }

    async fn end_upload(&self, upload: &Unfinished) -> Result<()> {
        let chart = self.atlas.chart();
        let Some(tenant) = chart.tenants.get(&upload.tenant) else {
            return Ok(());
        };
        let drive = self.registry.drive(tenant, &upload.drive).await?;
        self.uploads.give_up(upload, &*drive).await
    }

    /// Brings in order what a former process was putting in the place of something else when it was killed. What
    /// can't be brought in order now is left for the next time.
    pub async fn settle_exchanges(&self) -> Result<()> {
        let cut_off = self.exchanges.cut_off().await?;
        some_at_a_time(cut_off.iter().map(|exchange| self.try_to_settle(exchange))).await
    }

    async fn try_to_settle(&self, exchange: &Exchange) -> Result<()> {
        let too_late = self.clock.now().after(LONGEST_ENDING);
        let settled = tokio::select! {
            settled = self.settle(exchange) => settled,
            () = self.clock.sleep_until(too_late) => {
                tracing::warn!(exchange = %exchange.id, "bringing an exchange in order takes too long");
                return Ok(());
            }
        };
        if let Err(error) = settled {
            tracing::warn!(
                exchange = %exchange.id,
                error = &error as &dyn std::error::Error,
                "an exchange that was cut off could not be brought in order"
            );
        }
        Ok(())
    }

    async fn settle(&self, exchange: &Exchange) -> Result<()> {
        let chart = self.atlas.chart();
        let Some(tenant) = chart.tenants.get(&exchange.tenant) else {
            return Ok(());
        };
        let mounted = self.registry.whole(tenant, &exchange.drive).await?;
        self.exchanges.settle(exchange, &mounted).await.map(drop)
    }

    /// Forgets what was done longer ago than the audit log reaches.
    pub async fn purge_audit(&self) -> Result<u64> {
        let oldest = self.clock.now().before(AUDIT_LIFE);
        Ok(self.store.delete_audit_before(oldest).await?)
    }

    /// Forgets uploads that nobody can go on with any more.
    pub async fn purge_uploads(&self) -> Result<u64> {
        self.uploads.purge().await
    }
}

/// Takes all steps. The first failure ends it: it is one of our own database, since what Microsoft says is a
/// state, or told where it happens.
async fn some_at_a_time<F>(steps: impl Iterator<Item = F> + Send) -> Result<()>
where
    F: Future<Output = Result<()>> + Send,
{
    stream::iter(steps.map(Ok))
        .try_for_each_concurrent(AT_ONCE, |step| step)
        .await
}
