//! All of people and rights, as of one moment.

use sqlx::sqlite::SqliteRow;
use sqlx::{Sqlite, Transaction};

use super::api_tokens::{self, ApiToken};
use super::app_passwords::{self, AppPassword};
use super::database::Store;
use super::error::StoreError;
use super::generation::{READ_RIGHTS, RightsGeneration};
use super::{accounts, grants, groups, rules};
use crate::domain::{Account, AccountId, FolderRule, Grant, Group, GroupId, TenantId};

/// What decides over rights. All rows are of one state of the database: nobody who was just taken out of a
/// group is still in it beside the grant that came after.
#[derive(Clone, Debug)]
pub struct RightsRows {
    /// Which state.
    pub generation: RightsGeneration,
    /// All accounts, the disabled ones too.
    pub accounts: Vec<Account>,
    /// Which account administers which tenant.
    pub tenant_admins: Vec<(AccountId, TenantId)>,
    /// All groups.
    pub groups: Vec<Group>,
    /// Which account belongs to which group.
    pub members: Vec<(GroupId, AccountId)>,
    /// All grants.
    pub grants: Vec<Grant>,
    /// All rules, without the hashes of their passwords.
    pub rules: Vec<FolderRule>,
    /// All passwords for programs, those too that have expired.
    pub app_passwords: Vec<AppPassword>,
    /// All API tokens, those too that have expired.
    pub api_tokens: Vec<ApiToken>,
}

impl Store {
    /// Reads all of it in one transaction, which sees one state of the database however long it takes
    /// (<https://www.sqlite.org/isolation.html>).
    pub async fn load_rights(&self) -> Result<RightsRows, StoreError> {
        let mut reading = self.readers().begin().await?;
        // The first read is what opens the view of the database.
        let generation = sqlx::query_scalar(READ_RIGHTS);
        let generation = generation.fetch_one(&mut *reading).await?;
        let rows = RightsRows {
            generation: RightsGeneration(generation),
            accounts: all(accounts::LIST, accounts::read_listed, &mut reading).await?,
            tenant_admins: all(accounts::LIST_ADMINS, accounts::read_admin, &mut reading).await?,
            groups: all(groups::LIST, groups::read, &mut reading).await?,
            members: all(groups::LIST_MEMBERS, groups::read_member, &mut reading).await?,
            grants: all(grants::LIST, grants::read, &mut reading).await?,
            rules: all(rules::LIST, rules::read, &mut reading).await?,
            app_passwords: all(app_passwords::LIST, app_passwords::read, &mut reading).await?,
            api_tokens: all(api_tokens::LIST, api_tokens::read, &mut reading).await?,
        };
        reading.rollback().await?;
        Ok(rows)
    }
}

async fn all<T>(
    statement: &'static str,
    read: fn(&SqliteRow) -> Result<T, StoreError>,
    reading: &mut Transaction<'static, Sqlite>,
) -> Result<Vec<T>, StoreError> {
    let rows = sqlx::query(statement).fetch_all(&mut **reading).await?;
    rows.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Principal;
    use crate::store::PasswordChange;
    use crate::store::fixtures::{self, TestStore, audit};

    #[tokio::test]
    async fn a_snapshot_brings_all_of_people_and_rights() {
        let test = TestStore::new().await;
        let (tenant, ada) = (test.with_tenant(1).await, test.with_account("ada").await);
        let tenants = [tenant.id.clone()];
        let updated = test
            .store
            .update_account(&ada, &tenants, None, &audit())
            .await;
        updated.expect("it is there");
        let (group, members) = (fixtures::group("Editors"), [ada.id.clone()]);
        let made = test.store.insert_group(&group, &members, &audit()).await;
        made.expect("it is new");
        let grant = fixtures::grant("1", Principal::Guest, "/a");
        let made = test.store.insert_grant(&grant, &audit()).await;
        made.expect("it is new");
        let rule = fixtures::rule("1", "/a");
        let keep = PasswordChange::Keep;
        let made = test.store.insert_rule(&rule, &keep, &audit()).await;
        made.expect("it is new");
        let rows = test.store.load_rights().await.expect("readable");
        let generation = test.store.rights_generation().await.expect("readable");
        assert_eq!(rows.generation, generation);
        assert_eq!(rows.accounts, std::slice::from_ref(&ada));
        assert_eq!(rows.tenant_admins, [(ada.id.clone(), tenant.id)]);
        assert_eq!(rows.groups.len(), 1);
        assert_eq!(rows.members, [(group.id, ada.id)]);
        assert_eq!((rows.grants, rows.rules), (vec![grant], vec![rule]));
    }

    #[tokio::test]
    async fn a_snapshot_is_of_one_moment_however_others_write() {
        let test = TestStore::new().await;
        let beside = Store::open(test.data_dir()).await.expect("it opens beside");
        let mut grants = Vec::new();
        for number in 0..40 {
            grants.push(fixtures::grant(
                "1",
                Principal::Guest,
                &format!("/a{number}"),
            ));
        }
        let writing = async {
            for grant in &grants {
                let made = beside.insert_grant(grant, &audit()).await;
                made.expect("it is new");
                let deleted = beside.delete_grant(&grant.id, &audit()).await;
                deleted.expect("it is there");
            }
        };
        let reading = async {
            let mut seen = std::collections::HashMap::new();
            for _ in 0..200 {
                let rows = test.store.load_rights().await.expect("readable");
                let known = seen.entry(rows.generation).or_insert(rows.grants.clone());
                assert_eq!(*known, rows.grants, "one generation, one state");
            }
        };
        tokio::join!(writing, reading);
    }
}
