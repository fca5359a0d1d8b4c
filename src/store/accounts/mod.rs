//! Accounts and their passwords.

mod changes;

#[cfg(test)]
mod tests;

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling, is_taken};
use super::{audit, generation};
use crate::domain::{Account, AccountId, AuditEntry, Role, Secret, TenantId, Timestamp, Username};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, username, role, home_tenant_id, enabled, password_hash, generation, \
             created_at FROM accounts ",
            $rest
        )
    };
}

pub(super) const LIST: &str = "\
    SELECT id, username, role, home_tenant_id, enabled, generation FROM accounts \
    ORDER BY created_at, id";
const FIND: &str = select!("WHERE id = $1");
const FIND_BY_USERNAME: &str = select!("WHERE username_key = $1");
const COUNT: &str = "SELECT COUNT(*) FROM accounts";
const INSERT: &str = "\
    INSERT INTO accounts (id, username, username_key, role, password_hash, generation, \
        created_at, updated_at, home_tenant_id, enabled) \
    VALUES ($1, $2, $3, $4, $5, 0, $6, $6, $7, $8)";
pub(super) const LIST_ADMINS: &str = "\
    SELECT account_id AS id, tenant_id FROM tenant_admins ORDER BY account_id, tenant_id";
const APPOINT: &str = "\
    INSERT INTO tenant_admins (account_id, tenant_id) VALUES ($1, $2) \
    ON CONFLICT (account_id, tenant_id) DO NOTHING";

#[cfg(test)]
pub(super) const ALL: &[&[(&str, &str)]] = &[OWN, changes::ALL];

#[cfg(test)]
const OWN: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("FIND", FIND),
    ("FIND_BY_USERNAME", FIND_BY_USERNAME),
    ("COUNT", COUNT),
    ("INSERT", INSERT),
    ("LIST_ADMINS", LIST_ADMINS),
    ("APPOINT", APPOINT),
];

/// An account with what only the sign-in may see.
#[derive(Clone, Debug)]
pub struct AccountRecord {
    /// The account.
    pub account: Account,
    /// The hash of its password, in PHC form.
    pub password_hash: Secret<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Store {
    /// All accounts, oldest first.
    pub async fn list_accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read_listed).collect()
    }

    /// Which account administers which tenant.
    pub async fn list_tenant_admins(&self) -> Result<Vec<(AccountId, TenantId)>, StoreError> {
        let rows = sqlx::query(LIST_ADMINS).fetch_all(self.readers()).await?;
        rows.iter().map(read_admin).collect()
    }

    /// An account by id.
    pub async fn find_account(&self, id: &AccountId) -> Result<Option<AccountRecord>, StoreError> {
        let query = sqlx::query(FIND).bind(id.as_str());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// An account by the name it signs in with, in any letter case.
    pub async fn find_account_by_username(
        &self,
        username: &Username,
    ) -> Result<Option<AccountRecord>, StoreError> {
        let query = sqlx::query(FIND_BY_USERNAME).bind(username.key());
        let row = query.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// How many accounts there are.
    pub async fn count_accounts(&self) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(COUNT).fetch_one(self.readers()).await?;
        Ok(u64::try_from(count).expect("COUNT is never negative"))
    }

    /// Makes an account that administers `tenants`. `password_hash` is in PHC form; the account's generation
    /// begins at 0, whatever it says.
    ///
    /// # Errors
    /// [`Conflict::UsernameTaken`]; [`Conflict::UnknownTenant`] for its home or one of `tenants`.
    pub async fn insert_account(
        &self,
        account: &Account,
        tenants: &[TenantId],
        password_hash: &Secret<String>,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let insert = sqlx::query(INSERT)
            .bind(account.id.as_str())
            .bind(account.username.as_str())
            .bind(account.username.key())
            .bind(account.role.name())
            .bind(password_hash.expose().as_str())
            .bind(audit.at.unix_ms())
            .bind(account.home_tenant.as_ref().map(TenantId::as_str))
            .bind(account.enabled);
        insert.execute(&mut *writing).await.map_err(refused)?;
        appoint(&account.id, tenants, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }
}

/// Why an account can't be as it was to be.
pub(super) fn refused(error: sqlx::Error) -> StoreError {
    if is_taken(&error, "accounts.username_key") {
        Conflict::UsernameTaken.into()
    } else if is_dangling(&error) {
        Conflict::UnknownTenant.into()
    } else {
        error.into()
    }
}

/// Makes an account an administrator of these tenants, too.
pub(super) async fn appoint(
    id: &AccountId,
    tenants: &[TenantId],
    writing: &mut Writing,
) -> Result<(), StoreError> {
    for tenant in tenants {
        let appoint = sqlx::query(APPOINT).bind(id.as_str()).bind(tenant.as_str());
        appoint.execute(&mut **writing).await.map_err(refused)?;
    }
    Ok(())
}

fn read(row: &SqliteRow) -> Result<AccountRecord, StoreError> {
    let cells = Cells::of("accounts", row);
    Ok(AccountRecord {
        account: read_account(cells)?,
        password_hash: Secret::new(cells.read("password_hash")?),
        created_at: cells.time("created_at")?,
    })
}

pub(super) fn read_listed(row: &SqliteRow) -> Result<Account, StoreError> {
    read_account(Cells::of("accounts", row))
}

pub(super) fn read_admin(row: &SqliteRow) -> Result<(AccountId, TenantId), StoreError> {
    let cells = Cells::of("tenant_admins", row);
    let account = cells.parsed("id", AccountId::parse)?;
    Ok((account, cells.parsed("tenant_id", TenantId::parse)?))
}

/// Reads an account from columns `id`, `username`, `role`, `home_tenant_id`, `enabled` and `generation`.
pub(super) fn read_account(cells: Cells<'_>) -> Result<Account, StoreError> {
    Ok(Account {
        id: cells.parsed("id", AccountId::parse)?,
        username: cells.parsed("username", Username::parse)?,
        role: cells.named("role", Role::from_name)?,
        home_tenant: cells.optional("home_tenant_id", TenantId::parse)?,
        enabled: cells.read("enabled")?,
        generation: cells.read("generation")?,
    })
}
