//! What runs by itself asks here: following other processes' changes, warming up, clearing away.

use std::sync::Arc;

use crate::applications::Applications;
use crate::domain::{Kind, Result, State, Tenant};
use crate::drives::Registry;
use crate::graph;

use super::atlas::Atlas;
use super::sessions::Sessions;

/// Chores of the server.
#[derive(Debug)]
pub struct Upkeep {
    pub(super) atlas: Arc<Atlas>,
    pub(super) applications: Arc<Applications>,
    pub(super) registry: Arc<Registry>,
    pub(super) sessions: Arc<Sessions>,
}

impl Upkeep {
    /// Takes over what another process, such as a command, has changed in the database.
    pub async fn follow_changes(&self) -> Result<()> {
        let before = self.atlas.chart();
        if self.atlas.follow().await? {
            self.applications.forget_all();
            before
                .tenants
                .keys()
                .for_each(|tenant| self.registry.forget_tenant(tenant));
        }
        Ok(())
    }

    /// Signs in once for every tenant, one after the other, so that a broken credential is known before a
    /// visitor meets it.
    pub async fn warm_up(&self) -> Result<()> {
        for tenant in self.atlas.chart().tenants.values() {
            let state = match self.sign_in(tenant).await {
                Ok(()) => State::Ok,
                Err(error) => match error.diagnosis() {
                    Some(diagnosis) if diagnosis.kind() == Kind::Configuration => {
                        State::Trouble(diagnosis)
                    }
                    _ => continue,
                },
            };
            self.atlas.note_tenant(&tenant.id, state).await?;
        }
        Ok(())
    }

    /// Clears away sessions that have ended.
    pub async fn purge_sessions(&self) -> Result<u64> {
        self.sessions.purge().await
    }

    async fn sign_in(&self, tenant: &Tenant) -> Result<()> {
        let client = self.applications.client(tenant).await?;
        client
            .sign_in()
            .await
            .map(drop)
            .map_err(|error| graph::for_tenant(error, &tenant.id))
    }
}
