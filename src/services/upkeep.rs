//! What runs by itself asks here: following other processes' changes, warming up, clearing away.

use std::sync::Arc;

use crate::directory::Directory;
use crate::domain::{Result, State, Tenant, Urgency};

use super::atlas::Atlas;
use super::follower::Follower;
use super::health::{Asked, Patient};
use super::sessions::Sessions;
use super::verdict;

/// Chores of the server.
#[derive(Debug)]
pub struct Upkeep {
    pub(super) atlas: Arc<Atlas>,
    pub(super) follower: Arc<Follower>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) directory: Directory,
}

impl Upkeep {
    /// Takes over what another process, such as a command, has changed in the database.
    pub async fn follow_changes(&self) -> Result<()> {
        self.follower.follow().await
    }

    /// Signs in once for every tenant, one after the other, so that a broken credential is known before a
    /// visitor meets it.
    pub async fn warm_up(&self) -> Result<()> {
        for tenant in self.atlas.chart().tenants.values() {
            let asked = self.atlas.ask();
            let state = verdict::of(&self.directory.sign_in(tenant).await);
            self.note(tenant, asked, state).await?;
        }
        Ok(())
    }

    /// Whether the database answers.
    pub async fn check_database(&self) -> Result<()> {
        self.atlas.check().await
    }

    /// Climbs the ladder of every tenant that is not known to be well, one after the other: a new one does
    /// not stay unchecked, and what was mended at Microsoft's side shows by itself. A failure that passes
    /// says nothing about the tenant.
    pub async fn recheck(&self) -> Result<()> {
        for tenant in self.atlas.chart().tenants.values() {
            if tenant.health.state == State::Ok {
                continue;
            }
            let asked = self.atlas.ask();
            let tested = self.directory.test_tenant(tenant, Urgency::Background);
            let state = verdict::of_ladder(&tested.await);
            self.note(tenant, asked, state).await?;
        }
        Ok(())
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
}
