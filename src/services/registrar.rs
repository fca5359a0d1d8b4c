//! What changing tenants and mounts has in common.

use std::fmt;
use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};

use crate::applications::Applications;
use crate::domain::{
    Clock, CredentialId, Error, Origin, Result, Secret, State, Tenant, Timestamp, Urgency,
};
use crate::doors::Random;
use crate::drives::Registry;
use crate::store::{NewCredential, Store};
use crate::vault::{Aad, Vault};

use super::atlas::Atlas;
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
    pub(super) turns: Mutex<()>,
}

impl Registrar {
    /// One change at a time: checks that look at several rows must hold until the change is written.
    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turns.lock().await
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
    pub(super) fn seal(&self, secret: &Secret<String>) -> NewCredential {
        let id = CredentialId::from_unique(self.row_id());
        let place = Aad {
            table: "credentials",
            row: id.as_str(),
            column: "sealed",
        };
        let sealed = self.vault.seal(place, secret.expose().as_bytes());
        NewCredential { id, sealed }
    }

    /// Forgets all that was built on what a tenant was before, and reads the rows anew.
    pub(super) async fn forget(&self, before: &Tenant) -> Result<()> {
        self.applications.forget(before);
        self.registry.forget_tenant(&before.id);
        self.atlas.reload().await
    }

    /// What was asked before a change is not about what is now there: such an answer is no news.
    pub(super) async fn outdate(&self, patient: &Patient) -> Result<()> {
        let asked = self.atlas.ask();
        self.atlas.note(patient, asked, State::Unchecked).await
    }
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
