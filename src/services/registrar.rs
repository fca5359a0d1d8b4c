//! What changing tenants and mounts has in common.

use std::fmt;
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::applications::{Applications, DeclaredCredential, seal};
use crate::domain::{
    Clock, CredentialId, CredentialRole, Error, Health, Origin, Result, Secret, State, Timestamp,
    Urgency,
};
use crate::doors::{Random, Tasks};
use crate::drives::Registry;
use crate::store::{NewCredential, Store, StoreError};
use crate::vault::Vault;

use super::atlas::Atlas;
use super::follower::Follower;
use super::health::Patient;

/// Keeps rows, memory and sealed secrets together while they change.
#[derive(Debug)]
pub(super) struct Registrar {
    pub(super) store: Store,
    pub(super) vault: Vault,
    pub(super) atlas: Arc<Atlas>,
    pub(super) applications: Arc<Applications>,
    pub(super) registry: Arc<Registry>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Random,
    pub(super) tasks: Tasks,
    pub(super) follower: Arc<Follower>,
    pub(super) turns: Arc<Mutex<()>>,
}

/// The turn of one change, from its checks until it is taken over.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "it is held, not read")] OwnedMutexGuard<()>);

impl Registrar {
    /// One change at a time: checks that look at several rows must hold until the change is written.
    pub(super) async fn turn(&self) -> Turn {
        Turn(Arc::clone(&self.turns).lock_owned().await)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The patience of somebody who has just asked.
    pub(super) fn visitor(&self) -> Urgency {
        Urgency::visitor(self.now())
    }

    pub(super) fn row_id(&self) -> impl fmt::Display + use<> {
        self.random.row_id(&*self.clock)
    }

    /// A client secret, sealed for the row it will lie in.
    pub(super) fn seal(&self, role: CredentialRole, secret: &Secret<String>) -> NewCredential {
        let id = CredentialId::from_unique(self.row_id());
        let credential = DeclaredCredential::ClientSecret(secret.clone());
        seal(&self.vault, (id, role), &credential)
    }

    /// Writes a change and takes it over. Both are background work: whoever leaves can't part them. What
    /// was asked before the change is not about what is now there, so that such an answer is no news of
    /// `outdated`.
    pub(super) async fn change<F>(
        &self,
        turn: Turn,
        outdated: Option<Patient>,
        write: F,
    ) -> Result<()>
    where
        F: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        let follower = Arc::clone(&self.follower);
        let changing = self.tasks.spawn(async move {
            let _turn = turn;
            follower.follow_after(async { Ok(write.await?) }).await?;
            match outdated {
                Some(patient) => {
                    let asked = follower.atlas.ask();
                    let note = follower.atlas.note(&patient, asked, State::Unchecked);
                    note.await
                }
                None => Ok(()),
            }
        });
        changing.await.map_err(Error::internal)?
    }

    /// The health of what is new.
    pub(super) fn unchecked(&self) -> Health {
        Health {
            state: State::Unchecked,
            since: self.now(),
        }
    }
}

/// The names of the fields that are given, for the audit.
pub(super) fn named(fields: &[(&'static str, bool)]) -> Vec<&'static str> {
    let given = fields.iter().filter(|(_, given)| *given);
    given.map(|(name, _)| *name).collect()
}

/// Rows of the configuration file are changed there.
pub(super) fn check_origin(origin: Origin) -> Result<()> {
    match origin {
        Origin::Database => Ok(()),
        Origin::File => Err(Error::conflict(
            "declared_in_file",
            "it is declared in the configuration file; change it there",
        )),
    }
}
