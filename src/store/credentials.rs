//! Credentials of tenants, sealed: the one that signs in, and the next one while a tenant rotates.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling};
use super::{audit, generation};
use crate::domain::{
    AuditEntry, Certificate, CredentialFacts, CredentialId, CredentialKind, CredentialRole, Sealed,
    TenantId, Thumbprints, Timestamp,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, tenant_id, kind, slot, sealed, certificate, thumbprint_sha1, \
             thumbprint_sha256, expires_at, created_at FROM credentials ",
            $rest
        )
    };
}

const LIST: &str = select!("ORDER BY slot");
pub(super) const LIST_OF: &str = select!("WHERE tenant_id = $1 ORDER BY slot");
pub(super) const DELETE: &str = "DELETE FROM credentials WHERE tenant_id = $1 AND slot = $2";
const INSERT: &str = "\
    INSERT INTO credentials (id, tenant_id, kind, slot, sealed, certificate, thumbprint_sha1, \
        thumbprint_sha256, expires_at, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("LIST_OF", LIST_OF),
    ("DELETE", DELETE),
    ("INSERT", INSERT),
];

/// A credential to be kept. What is secret of it is sealed for table `credentials`, this id, column
/// `sealed`.
#[derive(Clone, Debug)]
pub struct NewCredential {
    /// Its id, fresh for every credential.
    pub id: CredentialId,
    /// When it is used.
    pub role: CredentialRole,
    /// The client secret, or the private key (PKCS #1, DER).
    pub sealed: Sealed,
    /// The certificate to the private key; a client secret has none.
    pub certificate: Option<Certificate>,
}

/// A credential as it is kept.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Its id, which is part of what it is sealed for.
    pub id: CredentialId,
    /// Whose it is.
    pub tenant_id: TenantId,
    /// When it is used.
    pub role: CredentialRole,
    /// The client secret, or the private key (PKCS #1, DER).
    pub sealed: Sealed,
    /// The certificate to the private key; a client secret has none.
    pub certificate: Option<Certificate>,
    /// When it was stored.
    pub created_at: Timestamp,
}

impl Credential {
    /// What may be known of it.
    pub fn facts(&self) -> CredentialFacts {
        let certificate = self.certificate.as_ref();
        CredentialFacts {
            kind: kind_of(certificate),
            role: self.role,
            thumbprints: certificate.map(|certificate| certificate.thumbprints),
            expires_at: certificate.map(|certificate| certificate.not_after),
            added_at: Some(self.created_at),
        }
    }
}

impl Store {
    /// The credentials of a tenant, the current one first.
    pub async fn find_credentials(
        &self,
        tenant_id: &TenantId,
    ) -> Result<Vec<Credential>, StoreError> {
        let query = sqlx::query(LIST_OF).bind(tenant_id.as_str());
        let rows = query.fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// The credentials of all tenants, the current one first; a tenant without any is not in the map.
    pub async fn list_credentials(&self) -> Result<HashMap<TenantId, Vec<Credential>>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        let mut all: HashMap<_, Vec<_>> = HashMap::new();
        for row in &rows {
            let credential = read(row)?;
            let of_tenant = all.entry(credential.tenant_id.clone()).or_default();
            of_tenant.push(credential);
        }
        Ok(all)
    }

    /// Stores a tenant's credential in place of the one it has in this role.
    ///
    /// # Errors
    /// [`Conflict::UnknownTenant`].
    pub async fn replace_credential(
        &self,
        tenant_id: &TenantId,
        credential: &NewCredential,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        put(tenant_id, credential, audit.at, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit(writing).await
    }
}

/// Stores a credential in place of the one that is there in its role.
pub(super) async fn put(
    tenant_id: &TenantId,
    credential: &NewCredential,
    now: Timestamp,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let slot = credential.role.name();
    let delete = sqlx::query(DELETE).bind(tenant_id.as_str()).bind(slot);
    delete.execute(&mut **writing).await?;
    let certificate = credential.certificate.as_ref();
    let thumbprints = certificate.map(|certificate| &certificate.thumbprints);
    let insert = sqlx::query(INSERT)
        .bind(credential.id.as_str())
        .bind(tenant_id.as_str())
        .bind(kind_of(certificate).name())
        .bind(slot)
        .bind(credential.sealed.as_bytes())
        .bind(certificate.map(|certificate| certificate.der.as_slice()))
        .bind(thumbprints.map(|thumbprints| thumbprints.sha1.as_slice()))
        .bind(thumbprints.map(|thumbprints| thumbprints.sha256.as_slice()))
        .bind(certificate.map(|certificate| certificate.not_after.unix_ms()))
        .bind(now.unix_ms());
    match insert.execute(&mut **writing).await {
        Ok(_) => Ok(()),
        Err(error) if is_dangling(&error) => Err(Conflict::UnknownTenant.into()),
        Err(error) => Err(error.into()),
    }
}

const fn kind_of(certificate: Option<&Certificate>) -> CredentialKind {
    match certificate {
        Some(_) => CredentialKind::Certificate,
        None => CredentialKind::Secret,
    }
}

pub(super) fn read(row: &SqliteRow) -> Result<Credential, StoreError> {
    let cells = Cells::of("credentials", row);
    let certificate = match cells.named("kind", CredentialKind::from_name)? {
        CredentialKind::Secret => None,
        CredentialKind::Certificate => Some(read_certificate(cells)?),
    };
    Ok(Credential {
        id: cells.parsed("id", CredentialId::parse)?,
        tenant_id: cells.parsed("tenant_id", TenantId::parse)?,
        role: cells.named("slot", CredentialRole::from_name)?,
        sealed: cells.sealed("sealed")?,
        certificate,
        created_at: cells.time("created_at")?,
    })
}

fn read_certificate(cells: Cells<'_>) -> Result<Certificate, StoreError> {
    Ok(Certificate {
        der: cells.read("certificate")?,
        thumbprints: Thumbprints {
            sha1: digest(cells, "thumbprint_sha1")?,
            sha256: digest(cells, "thumbprint_sha256")?,
        },
        not_after: cells.time("expires_at")?,
    })
}

fn digest<const N: usize>(cells: Cells<'_>, column: &'static str) -> Result<[u8; N], StoreError> {
    let bytes: Vec<u8> = cells.read(column)?;
    bytes.try_into().map_err(|_| cells.corrupt(column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::{self, NOW, TestStore};

    async fn credentials(test: &TestStore, tenant: &TenantId) -> Vec<Credential> {
        let found = test.store.find_credentials(tenant).await;
        found.expect("readable")
    }

    fn certificate() -> Certificate {
        Certificate {
            der: b"a certificate".to_vec(),
            thumbprints: Thumbprints {
                sha1: [1; 20],
                sha256: [2; 32],
            },
            not_after: NOW,
        }
    }

    #[tokio::test]
    async fn a_new_secret_takes_the_place_of_the_old_one() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        assert!(credentials(&test, &tenant.id).await.is_empty());
        for unique in ["one", "two"] {
            let credential = fixtures::credential(unique, unique.as_bytes());
            let replaced = test
                .store
                .replace_credential(&tenant.id, &credential, &fixtures::audit())
                .await;
            replaced.expect("the tenant is there");
        }
        let found = credentials(&test, &tenant.id).await;
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].id.as_str(), found[0].sealed.as_bytes()),
            ("cre_two", b"two".as_slice())
        );
        assert_eq!(
            (&found[0].tenant_id, found[0].created_at),
            (&tenant.id, NOW)
        );
        let all = test.store.list_credentials().await.expect("readable");
        assert_eq!(all.len(), 1);
        assert_eq!(all[&tenant.id][0].id, found[0].id);
    }

    #[tokio::test]
    async fn a_certificate_comes_back_as_it_was_stored() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let credential = NewCredential {
            certificate: Some(certificate()),
            ..fixtures::credential("one", b"sealed key")
        };
        let replaced = test
            .store
            .replace_credential(&tenant.id, &credential, &fixtures::audit())
            .await;
        replaced.expect("the tenant is there");
        let found = credentials(&test, &tenant.id).await;
        assert_eq!(found[0].certificate, Some(certificate()));
        let facts = found[0].facts();
        assert_eq!(
            (facts.kind, facts.thumbprints, facts.expires_at),
            (
                CredentialKind::Certificate,
                Some(certificate().thumbprints),
                Some(certificate().not_after)
            )
        );
    }

    #[tokio::test]
    async fn a_secret_of_no_tenant_is_refused() {
        let test = TestStore::new().await;
        let credential = fixtures::credential("one", b"one");
        let nobody = fixtures::tenant(9).id;
        let refused = test
            .store
            .replace_credential(&nobody, &credential, &fixtures::audit())
            .await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::UnknownTenant))
        ));
    }
}
