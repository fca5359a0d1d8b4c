//! Credentials of tenants, sealed.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling};
use super::generation;
use crate::domain::{CredentialId, Sealed, TenantId, Timestamp};

/// What a credential is. Certificates come later, with a kind of their own.
const CLIENT_SECRET: &str = "secret";

/// The credential that signs in now; `next` comes with rotation.
const CURRENT: &str = "current";

const FIND_CURRENT: &str = "\
    SELECT id, tenant_id, kind, sealed, created_at FROM credentials \
    WHERE tenant_id = $1 AND slot = $2";
const LIST_CURRENT: &str = "SELECT id, tenant_id FROM credentials WHERE slot = $1";
const DELETE: &str = "DELETE FROM credentials WHERE tenant_id = $1 AND slot = $2";
const INSERT: &str = "\
    INSERT INTO credentials (id, tenant_id, kind, slot, sealed, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6)";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("FIND_CURRENT", FIND_CURRENT),
    ("LIST_CURRENT", LIST_CURRENT),
    ("DELETE", DELETE),
    ("INSERT", INSERT),
];

/// A client secret to be kept. It is sealed for table `credentials`, this id, column `sealed`.
#[derive(Clone, Debug)]
pub struct NewCredential {
    /// Its id, fresh for every secret.
    pub id: CredentialId,
    /// The client secret.
    pub sealed: Sealed,
}

/// A client secret as it is kept.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Its id, which is part of what it is sealed for.
    pub id: CredentialId,
    /// Whose it is.
    pub tenant_id: TenantId,
    /// The client secret.
    pub sealed: Sealed,
    /// When it was stored.
    pub created_at: Timestamp,
}

impl Store {
    /// The credential that a tenant signs in with.
    pub async fn find_credential(
        &self,
        tenant_id: &TenantId,
    ) -> Result<Option<Credential>, StoreError> {
        let query = sqlx::query(FIND_CURRENT).bind(tenant_id.as_str());
        let row = query.bind(CURRENT).fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// Which credential each tenant signs in with; a tenant without one is not in the map.
    pub async fn list_credentials(&self) -> Result<HashMap<TenantId, CredentialId>, StoreError> {
        let query = sqlx::query(LIST_CURRENT).bind(CURRENT);
        let rows = query.fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::of("credentials", row);
                let tenant = cells.parsed("tenant_id", TenantId::parse)?;
                Ok((tenant, cells.parsed("id", CredentialId::parse)?))
            })
            .collect()
    }

    /// Stores a tenant's credential in place of the one it has.
    ///
    /// # Errors
    /// [`Conflict::UnknownTenant`].
    pub async fn replace_credential(
        &self,
        tenant_id: &TenantId,
        credential: &NewCredential,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        put(tenant_id, credential, now, &mut writing).await?;
        generation::commit(writing).await
    }
}

/// Stores a credential in place of the one that is there.
pub(super) async fn put(
    tenant_id: &TenantId,
    credential: &NewCredential,
    now: Timestamp,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let delete = sqlx::query(DELETE).bind(tenant_id.as_str()).bind(CURRENT);
    delete.execute(&mut **writing).await?;
    let insert = sqlx::query(INSERT)
        .bind(credential.id.as_str())
        .bind(tenant_id.as_str())
        .bind(CLIENT_SECRET)
        .bind(CURRENT)
        .bind(credential.sealed.as_bytes())
        .bind(now.unix_ms());
    match insert.execute(&mut **writing).await {
        Ok(_) => Ok(()),
        Err(error) if is_dangling(&error) => Err(Conflict::UnknownTenant.into()),
        Err(error) => Err(error.into()),
    }
}

fn read(row: &SqliteRow) -> Result<Credential, StoreError> {
    let cells = Cells::of("credentials", row);
    if cells.text("kind")? != CLIENT_SECRET {
        return Err(cells.corrupt("kind"));
    }
    Ok(Credential {
        id: cells.parsed("id", CredentialId::parse)?,
        tenant_id: cells.parsed("tenant_id", TenantId::parse)?,
        sealed: cells.sealed("sealed")?,
        created_at: cells.time("created_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Secret;
    use crate::doors::Random;
    use crate::store::fixtures::{self, NOW, TestStore};
    use crate::store::{NewSession, TokenHash};
    use crate::vault::{Aad, MasterKey, Vault};

    #[tokio::test]
    async fn a_new_secret_takes_the_place_of_the_old_one() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        assert!(
            test.store
                .find_credential(&tenant.id)
                .await
                .expect("readable")
                .is_none()
        );
        for unique in ["one", "two"] {
            let credential = fixtures::credential(unique, unique.as_bytes());
            let replaced = test
                .store
                .replace_credential(&tenant.id, &credential, NOW)
                .await;
            replaced.expect("the tenant is there");
        }
        let found = test
            .store
            .find_credential(&tenant.id)
            .await
            .expect("readable");
        let found = found.expect("it is there");
        assert_eq!(
            (found.id.as_str(), found.sealed.as_bytes()),
            ("cre_two", b"two".as_slice())
        );
        assert_eq!(
            (found.tenant_id, found.created_at),
            (tenant.id.clone(), NOW)
        );
        let current = test.store.list_credentials().await;
        assert_eq!(
            current.expect("readable"),
            HashMap::from([(tenant.id, found.id)])
        );
    }

    #[tokio::test]
    async fn a_secret_of_no_tenant_is_refused() {
        let test = TestStore::new().await;
        let credential = fixtures::credential("one", b"one");
        let nobody = fixtures::tenant(9).id;
        let refused = test
            .store
            .replace_credential(&nobody, &credential, NOW)
            .await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::UnknownTenant))
        ));
    }

    #[tokio::test]
    async fn no_file_of_the_database_holds_a_secret_or_a_token() {
        const SECRET: &str = "planted-client-secret";
        const TOKEN: &str = "planted-session-token";
        let test = TestStore::new().await;
        let vault = Vault::new(&MasterKey::generate(Random), Random);
        let id = CredentialId::from_unique("one");
        let cell = Aad {
            table: "credentials",
            row: id.as_str(),
            column: "sealed",
        };
        let sealed = vault.seal(cell, SECRET.as_bytes());
        let tenant = fixtures::tenant(1);
        let credential = NewCredential {
            id: id.clone(),
            sealed,
        };
        let inserted = test
            .store
            .insert_tenant(&tenant, Some(&credential), NOW)
            .await;
        inserted.expect("it is new");
        let account = fixtures::account("admin");
        let hash = Secret::new("$argon2id$planted-hash".to_owned());
        let inserted = test.store.insert_account(&account, &hash, NOW).await;
        inserted.expect("it is new");
        let session = NewSession {
            token_hash: TokenHash::of(&Secret::new(TOKEN.to_owned())),
            account_id: account.id,
            generation: 0,
            idle_until: NOW,
            expires_at: NOW,
        };
        let inserted = test.store.insert_session(&session, NOW).await;
        assert!(inserted.expect("it is writable"), "the account is there");

        assert!(
            test.holds(b"planted-hash"),
            "the search finds what is there"
        );
        assert!(!test.holds(SECRET.as_bytes()));
        assert!(!test.holds(TOKEN.as_bytes()));
        let found = test
            .store
            .find_credential(&tenant.id)
            .await
            .expect("readable");
        let opened = vault.open_text(cell, &found.expect("it is there").sealed);
        assert_eq!(opened.expect("it opens").expose(), SECRET);
    }
}
