//! Certificates made here, and the change from one credential to the next, as the command line does both.

use std::sync::Arc;
use std::time::Duration;

use crate::applications::{DeclaredCredential, seal};
use crate::domain::{Certificate, Clock, CredentialId, CredentialRole, Error, Result, Tenant};
use crate::doors::{Random, Tasks};
use crate::store::{NewCredential, Store};
use crate::vault::{CertifiedKey, Vault};

use super::registrar::check_origin;

/// The longest name a certificate can bear, in characters (RFC 5280, appendix A.1: `ub-common-name`).
const LONGEST_NAME: usize = 64;

/// Where a new certificate is to be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// It becomes the one credential of a tenant that has none.
    First,
    /// It becomes the current credential, and the one that was is gone.
    Replacing,
    /// It takes the current one's place once Microsoft refuses that.
    Next,
}

/// A certificate that was made and is not kept yet.
#[derive(Debug)]
pub struct MadeCertificate {
    /// Whose it is.
    pub tenant: Tenant,
    /// The certificate.
    pub certificate: Certificate,
    /// The same as text (PEM), to be uploaded to Entra.
    pub pem: String,
    credential: NewCredential,
}

/// Credentials of tenants, for commands that run beside the server.
#[derive(Debug)]
pub struct Rotation {
    store: Store,
    vault: Vault,
    tasks: Tasks,
    clock: Arc<dyn Clock>,
    random: Random,
}

impl Rotation {
    /// Credentials alone, for commands that need nothing else.
    pub fn new(
        (store, vault): (Store, Vault),
        tasks: &Tasks,
        (clock, random): (Arc<dyn Clock>, Random),
    ) -> Self {
        Self {
            store,
            vault,
            tasks: tasks.clone(),
            clock,
            random,
        }
    }

    /// Makes a key and a certificate for the tenant of this id, path prefix or name. Nothing is kept yet.
    ///
    /// # Errors
    /// [`Error::NotFound`]; conflicts `ambiguous_tenant`, `declared_in_file`, and `has_credential` where
    /// there is one that would be lost.
    pub async fn make_certificate(
        &self,
        tenant: &str,
        placement: Placement,
        life: Duration,
    ) -> Result<MadeCertificate> {
        let tenant = self.tenant(tenant).await?;
        let known = self.store.find_credentials(&tenant.id).await?;
        let has_current = known.iter().any(|one| one.role == CredentialRole::Current);
        let role = match placement {
            Placement::First if has_current => {
                let reason = format!("{} has a credential already", tenant.name);
                return Err(Error::conflict("has_credential", reason));
            }
            Placement::First | Placement::Replacing => CredentialRole::Current,
            Placement::Next => CredentialRole::Next,
        };
        let name = format!("Onefold: {}", tenant.name);
        let name: String = name.chars().take(LONGEST_NAME).collect();
        let (now, random) = (self.clock.now(), self.random);
        let making = self
            .tasks
            .spawn_blocking(move || CertifiedKey::generate(&name, (now, life), random));
        let key = making.await.map_err(Error::internal)??;
        let (certificate, pem) = (key.certificate.clone(), key.certificate_pem());
        let id = CredentialId::from_unique(self.random.row_id(&*self.clock));
        let credential = DeclaredCredential::Certificate(key);
        Ok(MadeCertificate {
            credential: seal(&self.vault, (id, role), &credential),
            tenant,
            certificate,
            pem,
        })
    }

    /// Keeps what was made, sealed. A running server takes it over within a second.
    pub async fn keep(&self, made: &MadeCertificate) -> Result<()> {
        let (id, now) = (&made.tenant.id, self.clock.now());
        let keeping = self.store.replace_credential(id, &made.credential, now);
        Ok(keeping.await?)
    }

    /// Makes the next credential of a tenant the current one.
    ///
    /// # Errors
    /// [`Error::NotFound`]; conflicts `ambiguous_tenant`, `declared_in_file`, `no_next_credential`.
    pub async fn promote(&self, tenant: &str) -> Result<Tenant> {
        let tenant = self.tenant(tenant).await?;
        let known = self.store.find_credentials(&tenant.id).await?;
        let in_role = |role| known.iter().find(|one| one.role == role).map(|one| &one.id);
        let next = in_role(CredentialRole::Next).ok_or_else(no_next)?;
        let current = in_role(CredentialRole::Current);
        // Where it is no longer the next, the server was faster and has promoted it.
        let _ = self
            .store
            .promote_credential(&tenant.id, next, current)
            .await?;
        Ok(tenant)
    }

    async fn tenant(&self, text: &str) -> Result<Tenant> {
        let tenants = self.store.list_tenants().await?;
        let named = |tenant: &&Tenant| {
            tenant.id.as_str() == text || tenant.path_prefix.as_str() == text || tenant.name == text
        };
        let mut found = tenants.iter().filter(named);
        let tenant = found.next().ok_or(Error::NotFound)?;
        if found.next().is_some() {
            let reason = format!("several organizations are called {text}");
            return Err(Error::conflict("ambiguous_tenant", reason));
        }
        check_origin(tenant.origin)?;
        Ok(tenant.clone())
    }
}

/// There is nothing to change to.
pub(super) fn no_next() -> Error {
    Error::conflict("no_next_credential", "it has no next credential")
}
