//! Credentials on their way between the database and the client that signs in with them.

use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::{
    Actor, AuditEntry, Clock, CredentialFacts, CredentialId, CredentialKind, CredentialRole, Deed,
    Diagnosis, Error, Secret, Service, Tenant, TenantId, UpstreamFailure, VirtualPath,
};
use crate::graph::{Credential, Credentials, Promotion, SigningCertificate};
use crate::store::{self, NewCredential, Store};
use crate::vault::{Aad, CertifiedKey, Vault, VaultError};

/// A credential that the configuration file declares. What is secret of it stays there.
#[derive(Clone, Debug)]
pub enum DeclaredCredential {
    /// A client secret's value.
    ClientSecret(Secret<String>),
    /// A private key with its certificate.
    Certificate(CertifiedKey),
}

impl DeclaredCredential {
    /// What may be known of it.
    pub fn facts(&self) -> CredentialFacts {
        let certificate = match self {
            Self::ClientSecret(_) => None,
            Self::Certificate(key) => Some(&key.certificate),
        };
        CredentialFacts {
            kind: match certificate {
                None => CredentialKind::Secret,
                Some(_) => CredentialKind::Certificate,
            },
            role: CredentialRole::Current,
            thumbprints: certificate.map(|certificate| certificate.thumbprints),
            expires_at: certificate.map(|certificate| certificate.not_after),
            added_at: None,
        }
    }

    pub(super) fn ready(&self) -> Credential {
        match self {
            Self::ClientSecret(secret) => Credential::ClientSecret(secret.clone()),
            Self::Certificate(key) => {
                Credential::Certificate(SigningCertificate::new(&key.certificate, &key.private_key))
            }
        }
    }
}

/// A credential, sealed for the row it will lie in.
pub fn seal(
    vault: &Vault,
    (id, role): (CredentialId, CredentialRole),
    credential: &DeclaredCredential,
) -> NewCredential {
    let (secret, certificate) = match credential {
        DeclaredCredential::ClientSecret(secret) => (secret.expose().as_bytes(), None),
        DeclaredCredential::Certificate(key) => (
            key.private_key.expose().as_slice(),
            Some(key.certificate.clone()),
        ),
    };
    NewCredential {
        sealed: vault.seal(place(&id), secret),
        id,
        role,
        certificate,
    }
}

/// Where what is secret of a credential lies.
fn place(id: &CredentialId) -> Aad<'_> {
    Aad {
        table: "credentials",
        row: id.as_str(),
        column: "sealed",
    }
}

fn open(vault: &Vault, stored: &store::Credential) -> Result<Credential, VaultError> {
    let place = place(&stored.id);
    match &stored.certificate {
        None => {
            let secret = vault.open_text(place, &stored.sealed)?;
            Ok(Credential::ClientSecret(secret))
        }
        Some(certificate) => {
            let key = vault.open(place, &stored.sealed)?;
            let certificate = SigningCertificate::new(certificate, &key);
            Ok(Credential::Certificate(certificate))
        }
    }
}

/// Stored credentials of one tenant, opened, and which they are.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) credentials: Credentials,
    pub(super) current: Option<CredentialId>,
    pub(super) next: Option<CredentialId>,
}

impl Opened {
    /// Opens what is stored of a tenant's. A current credential that is missing or can't be opened matters
    /// only where there is no next one.
    pub(super) async fn of(
        tenant: &Tenant,
        (store, vault): (&Store, &Vault),
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let stored = store.find_credentials(&tenant.id).await?;
        let in_role = |role| stored.iter().find(|one| one.role == role);
        let (current, next) = (
            in_role(CredentialRole::Current),
            in_role(CredentialRole::Next),
        );
        let opened = match current {
            Some(current) => open(vault, current).map_err(Some),
            None => Err(None),
        };
        let following = next.and_then(|next| {
            let promotion = StoredPromotion {
                store: store.clone(),
                clock: Arc::clone(clock),
                tenant: tenant.id.clone(),
                prefix: tenant.path_prefix.clone(),
                next: next.id.clone(),
                replaced: current.map(|current| current.id.clone()),
            };
            Some((open(vault, next).ok()?, Arc::new(promotion)))
        });
        let credentials = match (opened, following) {
            (Ok(current), None) => Credentials::only(current),
            (Ok(current), Some((next, promotion))) => {
                Credentials::only(current).with_next(next, promotion)
            }
            (Err(_), Some((next, promotion))) => Credentials::only_next(next, promotion),
            (Err(fault), None) => return Err(missing(tenant, fault)),
        };
        Ok(Self {
            credentials,
            current: current.map(|current| current.id.clone()),
            next: next.map(|next| next.id.clone()),
        })
    }
}

/// Makes the next credential the current one in the database.
#[derive(Debug)]
struct StoredPromotion {
    store: Store,
    clock: Arc<dyn Clock>,
    tenant: TenantId,
    prefix: VirtualPath,
    next: CredentialId,
    replaced: Option<CredentialId>,
}

#[async_trait]
impl Promotion for StoredPromotion {
    async fn promote(&self) {
        let (tenant, next) = (&self.tenant, &self.next);
        let replaced = self.replaced.as_ref();
        // Nobody did it: Microsoft refuses the current one.
        let audit = AuditEntry::new(self.clock.now(), Actor::default(), Deed::CredentialPromote)
            .to(tenant.as_str())
            .at_path(self.prefix.clone());
        let promote = self
            .store
            .promote_credential(tenant, next, replaced, &audit);
        match promote.await {
            Ok(true) => tracing::warn!(
                %tenant,
                credential = %next,
                "the current credential serves no more; the next one has taken its place"
            ),
            Ok(false) => {}
            Err(error) => tracing::error!(
                %tenant,
                credential = %next,
                %error,
                "the next credential signs in, but could not be made the current one"
            ),
        }
    }
}

fn missing(tenant: &Tenant, source: Option<VaultError>) -> Error {
    let failure = UpstreamFailure::new(Service::Login, Diagnosis::CredentialMissing);
    let source = source.map(|error| Arc::new(error) as Arc<_>);
    UpstreamFailure {
        tenant: Some(tenant.id.clone()),
        source,
        ..failure
    }
    .into()
}
