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
