//! Changing and removing accounts. Whoever is disabled or has a new password is out everywhere, and there is
//! always somebody left who can administer the server.

use super::{appoint, read_listed, refused};
use crate::domain::{Account, AccountId, AuditEntry, Role, Secret, TenantId, Timestamp};
use crate::store::database::{Store, Writing};
use crate::store::error::{Conflict, StoreError};
use crate::store::sessions::ending;
use crate::store::{audit, generation};

const FIND: &str = "\
    SELECT id, username, role, home_tenant_id, enabled, generation FROM accounts WHERE id = $1";
const UPDATE: &str = "\
    UPDATE accounts SET username = $2, username_key = $3, role = $4, home_tenant_id = $5, \
        enabled = $6, generation = generation + $7, updated_at = $8 \
    WHERE id = $1";
const DISMISS: &str = "DELETE FROM tenant_admins WHERE account_id = $1";
const SET_PASSWORD: &str = "\
    UPDATE accounts SET password_hash = $2, generation = generation + 1, updated_at = $3 \
    WHERE id = $1";
const CHANGE_PASSWORD: &str = "\
    UPDATE accounts SET password_hash = $2, generation = generation + 1, updated_at = $3 \
    WHERE id = $1 AND generation = $4";
const DELETE: &str = "DELETE FROM accounts WHERE id = $1";
const COUNT_ADMINISTRATORS: &str = "\
    SELECT COUNT(*) FROM accounts WHERE role = 'admin' AND enabled = 1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("FIND", FIND),
    ("UPDATE", UPDATE),
    ("DISMISS", DISMISS),
    ("SET_PASSWORD", SET_PASSWORD),
    ("CHANGE_PASSWORD", CHANGE_PASSWORD),
    ("DELETE", DELETE),
    ("COUNT_ADMINISTRATORS", COUNT_ADMINISTRATORS),
];

impl Store {
    /// Writes name, role, home and whether it is enabled, makes `tenants` those that it administers, and gives
    /// it another password where there is one. One that is disabled by it loses its sessions and has a new
    /// generation; its passes stay for later. The generation in `account` is not looked at.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`Conflict::UsernameTaken`], [`Conflict::UnknownTenant`],
    /// [`Conflict::LastAdministrator`].
    pub async fn update_account(
        &self,
        account: &Account,
        tenants: &[TenantId],
        password_hash: Option<&Secret<String>>,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let (id, mut writing) = (&account.id, self.begin().await?);
        let known = find(id, &mut writing).await?;
        let disabled = known.enabled && !account.enabled;
        let update = sqlx::query(UPDATE)
            .bind(id.as_str())
            .bind(account.username.as_str())
            .bind(account.username.key())
            .bind(account.role.name())
            .bind(account.home_tenant.as_ref().map(TenantId::as_str))
            .bind(account.enabled)
            .bind(i64::from(disabled))
            .bind(audit.at.unix_ms());
        update.execute(&mut *writing).await.map_err(refused)?;
        check_administered(&known, &mut writing).await?;
        let dismiss = sqlx::query(DISMISS).bind(id.as_str());
        dismiss.execute(&mut *writing).await?;
        appoint(id, tenants, &mut writing).await?;
        if let Some(hash) = password_hash {
            renew(id, hash, audit.at, &mut writing).await?;
        }
        if disabled {
            ending::delete_of(id, &mut writing).await?;
        }
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Gives an account a new password and ends all its sessions: whoever knew the old one is out. Passwords
    /// for programs and API tokens stay, as they were made on their own.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn set_password(
        &self,
        id: &AccountId,
        password_hash: &Secret<String>,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        renew(id, password_hash, audit.at, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// The same for the account's owner, who has shown the password of this generation.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also where the account has another password meanwhile, or is disabled: that
    /// was somebody's decision, and what the owner began before does not undo it.
    pub async fn change_password(
        &self,
        (id, generation): (&AccountId, i64),
        password_hash: &Secret<String>,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let update = sqlx::query(CHANGE_PASSWORD)
            .bind(id.as_str())
            .bind(password_hash.expose().as_str())
            .bind(audit.at.unix_ms())
            .bind(generation);
        if update.execute(&mut *writing).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        ending::delete_of(id, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }

    /// Removes an account with its sessions, passes and grants, out of its groups and offices too. The audit
    /// keeps its name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`Conflict::LastAdministrator`].
    pub async fn delete_account(
        &self,
        id: &AccountId,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let known = find(id, &mut writing).await?;
        let delete = sqlx::query(DELETE).bind(id.as_str());
        delete.execute(&mut *writing).await?;
        check_administered(&known, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit_rights(writing).await
    }
}

/// Gives an account a new password and ends its sessions.
async fn renew(
    id: &AccountId,
    password_hash: &Secret<String>,
    now: Timestamp,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let update = sqlx::query(SET_PASSWORD)
        .bind(id.as_str())
        .bind(password_hash.expose().as_str())
        .bind(now.unix_ms());
    if update.execute(&mut **writing).await?.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    ending::delete_of(id, writing).await
}

async fn find(id: &AccountId, writing: &mut Writing) -> Result<Account, StoreError> {
    let find = sqlx::query(FIND).bind(id.as_str());
    let row = find.fetch_optional(&mut **writing).await?;
    read_listed(&row.ok_or(StoreError::NotFound)?)
}

/// Refuses what has been done to an account that was an administrator where none is left. Others can't have
/// made it worse.
async fn check_administered(known: &Account, writing: &mut Writing) -> Result<(), StoreError> {
    if known.role != Role::Admin || !known.enabled {
        return Ok(());
    }
    let count = sqlx::query_scalar(COUNT_ADMINISTRATORS);
    let left: i64 = count.fetch_one(&mut **writing).await?;
    if left == 0 {
        return Err(Conflict::LastAdministrator.into());
    }
    Ok(())
}
