//! The next credential in its turn.

use super::credentials::{DELETE, LIST_OF, read};
use super::database::Store;
use super::error::StoreError;
use super::{audit, generation};
use crate::domain::{AuditEntry, CredentialId, CredentialRole, TenantId};

const PROMOTE: &str = "UPDATE credentials SET slot = 'current' WHERE id = $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[("PROMOTE", PROMOTE)];

impl Store {
    /// Makes `next` the current credential and removes `replaced`, in one transaction. Says whether that has
    /// happened: nothing has, and nothing is written, where either is no longer what it was.
    pub async fn promote_credential(
        &self,
        tenant_id: &TenantId,
        next: &CredentialId,
        replaced: Option<&CredentialId>,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let query = sqlx::query(LIST_OF).bind(tenant_id.as_str());
        let rows = query.fetch_all(&mut *writing).await?;
        let known: Vec<_> = rows.iter().map(read).collect::<Result<_, _>>()?;
        let in_role = |role| known.iter().find(|one| one.role == role).map(|one| &one.id);
        if in_role(CredentialRole::Next) != Some(next)
            || in_role(CredentialRole::Current) != replaced
        {
            return Ok(false);
        }
        let current = CredentialRole::Current.name();
        let delete = sqlx::query(DELETE).bind(tenant_id.as_str()).bind(current);
        delete.execute(&mut *writing).await?;
        let promote = sqlx::query(PROMOTE).bind(next.as_str());
        promote.execute(&mut *writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit(writing).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::{self, TestStore};
    use crate::store::{Credential, NewCredential};

    async fn credentials(test: &TestStore, tenant: &TenantId) -> Vec<Credential> {
        let found = test.store.find_credentials(tenant).await;
        found.expect("readable")
    }

    #[tokio::test]
    async fn the_next_credential_takes_the_place_of_the_current_one_and_only_it_does() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        for (unique, role) in [
            ("now", CredentialRole::Current),
            ("then", CredentialRole::Next),
        ] {
            let credential = NewCredential {
                role,
                ..fixtures::credential(unique, unique.as_bytes())
            };
            let replaced = test
                .store
                .replace_credential(&tenant.id, &credential, &fixtures::audit())
                .await;
            replaced.expect("the tenant is there");
        }
        let roles = |all: &[Credential]| -> Vec<_> {
            all.iter()
                .map(|one| (one.id.as_str().to_owned(), one.role))
                .collect()
        };
        let both = credentials(&test, &tenant.id).await;
        assert_eq!(
            roles(&both),
            [
                ("cre_now".to_owned(), CredentialRole::Current),
                ("cre_then".to_owned(), CredentialRole::Next)
            ]
        );
        let before = test.store.generation().await.expect("readable");
        let promote = async |tenant: &TenantId, next: &str, replaced: &str| {
            let id = |text: &str| CredentialId::parse(text).expect("an id");
            let (next, replaced) = (id(next), id(replaced));
            let promoted = test
                .store
                .promote_credential(tenant, &next, Some(&replaced), &fixtures::audit())
                .await;
            promoted.expect("it is writable")
        };
        let stranger = fixtures::tenant(2).id;
        for (tenant, next, replaced) in [
            (&tenant.id, "cre_now", "cre_now"),
            (&tenant.id, "cre_then", "cre_before"),
            (&stranger, "cre_then", "cre_now"),
        ] {
            assert!(!promote(tenant, next, replaced).await, "{next} {replaced}");
        }
        assert_eq!(roles(&credentials(&test, &tenant.id).await), roles(&both));
        assert_eq!(test.store.generation().await.expect("readable"), before);

        assert!(promote(&tenant.id, "cre_then", "cre_now").await);
        assert_eq!(
            roles(&credentials(&test, &tenant.id).await),
            [("cre_then".to_owned(), CredentialRole::Current)]
        );
        assert_ne!(test.store.generation().await.expect("readable"), before);
        let again = promote(&tenant.id, "cre_then", "cre_now").await;
        assert!(!again, "once is enough");
    }
}
