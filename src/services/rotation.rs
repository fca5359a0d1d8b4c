//! Certificates made here, and the change from one credential to the next, as the command line does both.

use std::sync::Arc;
use std::time::Duration;

use crate::applications::{DeclaredCredential, seal};
use crate::domain::{
    Actor, AuditEntry, Certificate, Clock, CredentialId, CredentialRole, Deed, Error, Result,
    Tenant,
};
use crate::doors::{Random, Tasks};
use crate::store::{Credential, NewCredential, Store};
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
        let (id, audit) = (&made.tenant.id, self.deed(Deed::TenantUpdate, &made.tenant));
        let audit = audit.with_fields(vec!["certificate"]);
        let keeping = self.store.replace_credential(id, &made.credential, &audit);
        Ok(keeping.await?)
    }

    /// Makes the next credential of a tenant the current one.
    ///
    /// # Errors
    /// [`Error::NotFound`]; conflicts `ambiguous_tenant`, `declared_in_file`, `no_next_credential`, and
    /// `credentials_changed` where somebody puts another credential in its place at the same time.
    pub async fn promote(&self, tenant: &str) -> Result<Tenant> {
        let tenant = self.tenant(tenant).await?;
        let known = self.store.find_credentials(&tenant.id).await?;
        self.promote_of(tenant, &known).await
    }

    /// Makes the next credential the current one, where the credentials are still those that were seen.
    async fn promote_of(&self, tenant: Tenant, known: &[Credential]) -> Result<Tenant> {
        let next = in_role(known, CredentialRole::Next).ok_or_else(no_next)?;
        let current = in_role(known, CredentialRole::Current);
        let promoted = self
            .store
            .promote_credential(
                &tenant.id,
                next,
                current,
                &self.deed(Deed::CredentialPromote, &tenant),
            )
            .await?;
        if promoted {
            return Ok(tenant);
        }
        let now = self.store.find_credentials(&tenant.id).await?;
        check_promoted(next, in_role(&now, CredentialRole::Current))?;
        Ok(tenant)
    }

    fn deed(&self, deed: Deed, tenant: &Tenant) -> AuditEntry {
        let audit = AuditEntry::new(self.clock.now(), Actor::default(), deed);
        audit
            .to(tenant.id.as_str())
            .at_path(tenant.path_prefix.clone())
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

/// The credentials were others when they were to change. That is as well where the server was faster, as
/// Microsoft had refused the current one: then the one that was meant is current.
pub(super) fn check_promoted(meant: &CredentialId, current: Option<&CredentialId>) -> Result<()> {
    if current == Some(meant) {
        return Ok(());
    }
    let reason = "its credentials have changed meanwhile; look at them and decide again";
    Err(Error::conflict("credentials_changed", reason))
}

fn in_role(known: &[Credential], role: CredentialRole) -> Option<&CredentialId> {
    let found = known.iter().find(|one| one.role == role);
    found.map(|one| &one.id)
}

/// There is nothing to change to.
pub(super) fn no_next() -> Error {
    Error::conflict("no_next_credential", "it has no next credential")
}

#[cfg(test)]
mod tests {
    use crate::domain::{
        ClientId, CloudName, DirectoryId, Health, Mountable, Origin, Secret, TenantId, Timestamp,
        VirtualPath,
    };
    use crate::doors::ManualClock;
    use crate::vault::MasterKey;

    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_ms(1_763_694_000_000);

    fn tenant() -> Tenant {
        Tenant {
            id: TenantId::from_unique("1"),
            name: "Contoso".to_owned(),
            cloud: CloudName::parse("global").expect("a name"),
            directory_id: DirectoryId::parse("contoso.example").expect("a domain"),
            client_id: ClientId::parse("6731de76-14a6-49ae-97bc-6eba6914391e").expect("an id"),
            path_prefix: VirtualPath::parse("/contoso").expect("a path"),
            mountable: Mountable::default(),
            origin: Origin::Database,
            health: Health::default(),
        }
    }

    impl Rotation {
        async fn put(&self, unique: &str, role: CredentialRole) {
            let id = CredentialId::from_unique(unique);
            let secret = DeclaredCredential::ClientSecret(Secret::new(unique.to_owned()));
            let credential = seal(&self.vault, (id, role), &secret);
            let of = tenant().id;
            let audit = self.deed(Deed::TenantUpdate, &tenant());
            let put = self.store.replace_credential(&of, &credential, &audit);
            put.await.expect("the tenant is there");
        }

        async fn seen(&self) -> Vec<Credential> {
            let seen = self.store.find_credentials(&tenant().id).await;
            seen.expect("readable")
        }

        async fn current(&self) -> Option<CredentialId> {
            in_role(&self.seen().await, CredentialRole::Current).cloned()
        }
    }

    /// Credentials of one tenant, which has two.
    async fn rotation(folder: &tempfile::TempDir) -> Rotation {
        let store = Store::open(folder.path()).await.expect("a new database");
        let inserted = store
            .insert_tenant(
                &tenant(),
                &[],
                &AuditEntry::new(NOW, Actor::default(), Deed::TenantCreate),
            )
            .await;
        inserted.expect("the tenant is new");
        let vault = Vault::new(&MasterKey::generate(Random), Random);
        let clock = Arc::new(ManualClock::at(NOW));
        let rotation = Rotation::new((store, vault), &Tasks::default(), (clock, Random));
        rotation.put("now", CredentialRole::Current).await;
        rotation.put("then", CredentialRole::Next).await;
        rotation
    }

    #[tokio::test]
    async fn a_next_credential_that_somebody_has_replaced_is_not_said_to_be_current() {
        let folder = tempfile::tempdir().expect("a folder");
        let rotation = rotation(&folder).await;
        let seen = rotation.seen().await;
        rotation.put("other", CredentialRole::Next).await;
        let refused = rotation.promote_of(tenant(), &seen).await;
        let refused = refused.expect_err("it is not the next any more");
        assert!(refused.is_conflict("credentials_changed"), "{refused:?}");
        let current = rotation.current().await;
        assert_eq!(current, Some(CredentialId::from_unique("now")));
    }

    #[tokio::test]
    async fn whoever_promotes_the_same_credential_a_moment_later_has_what_he_wanted() {
        let folder = tempfile::tempdir().expect("a folder");
        let rotation = rotation(&folder).await;
        let seen = rotation.seen().await;
        for _ in 0..2 {
            let promoted = rotation.promote_of(tenant(), &seen).await;
            assert_eq!(promoted.expect("it is current").id, tenant().id);
            let current = rotation.current().await;
            assert_eq!(current, Some(CredentialId::from_unique("then")));
        }
    }
}
