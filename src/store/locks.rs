//! Locks of places in drives.

use std::time::Duration;

use sqlx::sqlite::SqliteRow;

use super::audit;
use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling};
use crate::domain::{
    AccountId, AuditEntry, DriveId, DrivePath, Lock, LockDepth, LockScope, LockToken, Timestamp,
};

const LIST: &str = "\
    SELECT token AS id, drive_id, path, scope, depth, owner, account_id, created_at, expires_at, \
        seconds FROM locks ORDER BY created_at, token";
const INSERT: &str = "\
    INSERT INTO locks (token, drive_id, path, path_key, scope, depth, owner, account_id, \
        created_at, expires_at, seconds) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const RENEW: &str = "UPDATE locks SET expires_at = $2, seconds = $3 WHERE token = $1";
const DELETE: &str = "DELETE FROM locks WHERE token = $1";
const DELETE_EXPIRED: &str = "DELETE FROM locks WHERE expires_at <= $1";
/// Of drives that no mount leads to any more, be it one that is not declared at present. Where it is not known
/// yet which drive a mount leads to, none is given up: locks end by themselves.
const DELETE_UNREACHABLE: &str = "\
    WITH reached AS MATERIALIZED ( \
        SELECT CASE mounts.source_kind WHEN 'drive' THEN mounts.source_value \
            ELSE drives.drive_id END AS drive_id \
        FROM mounts LEFT JOIN drives ON drives.tenant_id = mounts.tenant_id \
            AND drives.source_kind = mounts.source_kind \
            AND drives.source_value = mounts.source_value) \
    DELETE FROM locks WHERE drive_id NOT IN \
            (SELECT drive_id FROM reached WHERE drive_id IS NOT NULL) \
        AND NOT EXISTS (SELECT 1 FROM reached WHERE drive_id IS NULL)";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("INSERT", INSERT),
    ("RENEW", RENEW),
    ("DELETE", DELETE),
    ("DELETE_EXPIRED", DELETE_EXPIRED),
    ("DELETE_UNREACHABLE", DELETE_UNREACHABLE),
];

impl Store {
    /// All locks, the oldest first.
    pub async fn list_locks(&self) -> Result<Vec<Lock>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// Keeps a new lock.
    ///
    /// # Errors
    /// [`Conflict::UnknownAccount`] where its account is gone.
    pub async fn insert_lock(&self, lock: &Lock) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let insert = sqlx::query(INSERT)
            .bind(lock.token.as_str())
            .bind(lock.drive_id.as_str())
            .bind(lock.root.as_str())
            .bind(lock.root.key().as_str().to_owned())
            .bind(lock.scope.name())
            .bind(lock.depth.name())
            .bind(lock.owner.as_deref())
            .bind(lock.account.as_str())
            .bind(lock.created_at.unix_ms())
            .bind(lock.expires_at.unix_ms())
            .bind(seconds(lock));
        match insert.execute(&mut *writing).await {
            Ok(_) => Ok(writing.commit().await?),
            Err(error) if is_dangling(&error) => Err(Conflict::UnknownAccount.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps until when a lock lives now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where it has ended.
    pub async fn renew_lock(&self, lock: &Lock) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let renew = sqlx::query(RENEW)
            .bind(lock.token.as_str())
            .bind(lock.expires_at.unix_ms())
            .bind(seconds(lock));
        let done = renew.execute(&mut *writing).await?;
        writing.commit().await?;
        match done.rows_affected() {
            0 => Err(StoreError::NotFound),
            _ => Ok(()),
        }
    }

    /// Ends locks, and notes it where that is somebody's deed. Those that have ended already are as good.
    pub async fn delete_locks(
        &self,
        tokens: &[&LockToken],
        audit: Option<&AuditEntry>,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        for token in tokens {
            let delete = sqlx::query(DELETE).bind(token.as_str());
            delete.execute(&mut *writing).await?;
        }
        if let Some(audit) = audit {
            audit::append(audit, &mut writing).await?;
        }
        Ok(writing.commit().await?)
    }

    /// Forgets those that ended at `until` or before; answers how many.
    pub async fn delete_expired_locks(&self, until: Timestamp) -> Result<u64, StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE_EXPIRED).bind(until.unix_ms());
        let done = delete.execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected())
    }
}

/// Ends the locks of drives that are mounted no more.
pub(super) async fn clear(writing: &mut Writing) -> Result<(), StoreError> {
    let delete = sqlx::query(DELETE_UNREACHABLE);
    delete.execute(&mut **writing).await?;
    Ok(())
}

fn seconds(lock: &Lock) -> i64 {
    i64::try_from(lock.timeout.as_secs()).unwrap_or(i64::MAX)
}

fn read(row: &SqliteRow) -> Result<Lock, StoreError> {
    let cells = Cells::of("locks", row);
    let seconds = u64::try_from(cells.read::<i64>("seconds")?);
    Ok(Lock {
        token: cells.parsed("id", LockToken::parse)?,
        drive_id: cells.parsed("drive_id", DriveId::parse)?,
        root: cells.parsed("path", DrivePath::parse)?,
        scope: cells.named("scope", LockScope::from_name)?,
        depth: cells.named("depth", LockDepth::from_name)?,
        owner: cells.read("owner")?,
        account: cells.parsed("account_id", AccountId::parse)?,
        created_at: cells.time("created_at")?,
        expires_at: cells.time("expires_at")?,
        timeout: Duration::from_secs(seconds.map_err(|_| cells.corrupt("seconds"))?),
    })
}
