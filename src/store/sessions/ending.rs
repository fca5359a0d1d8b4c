//! The ends of sessions.

use super::{GRACE, MOST, NewSession};
use crate::domain::{AccountId, AuditEntry, SessionId, Timestamp};
use crate::store::audit;
use crate::store::database::{Store, Writing};
use crate::store::error::StoreError;
use crate::store::token_hash::TokenHash;

const DELETE: &str = "DELETE FROM sessions \
    WHERE token_hash = $1 OR (previous_hash = $1 AND rotated_at > $2)";
const DELETE_ONE_OF: &str = "DELETE FROM sessions WHERE account_id = $1 AND id = $2";
const DELETE_OF: &str = "DELETE FROM sessions WHERE account_id = $1";
/// What is over goes first.
const DELETE_BEYOND: &str = "DELETE FROM sessions WHERE id IN ( \
        SELECT id FROM sessions WHERE account_id = $1 AND id <> $2 \
        ORDER BY expires_at > $3 AND idle_until > $3 DESC, seen_at DESC, created_at DESC \
        LIMIT -1 OFFSET $4)";
const DELETE_EXPIRED: &str = "DELETE FROM sessions WHERE expires_at <= $1 OR idle_until <= $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("DELETE", DELETE),
    ("DELETE_ONE_OF", DELETE_ONE_OF),
    ("DELETE_OF", DELETE_OF),
    ("DELETE_BEYOND", DELETE_BEYOND),
    ("DELETE_EXPIRED", DELETE_EXPIRED),
];

impl Store {
    /// Ends the session of a token, and says whether there was one; nothing is noted where there was none.
    pub async fn delete_session(
        &self,
        token_hash: &TokenHash,
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE)
            .bind(token_hash.as_bytes())
            .bind(audit.at.before(GRACE).unix_ms());
        if delete.execute(&mut *writing).await?.rows_affected() == 0 {
            return Ok(false);
        }
        audit::append(audit, &mut writing).await?;
        writing.commit().await?;
        Ok(true)
    }

    /// Ends one session of this account.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also where it is another's.
    pub async fn revoke_session(
        &self,
        account: &AccountId,
        id: &SessionId,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE_ONE_OF)
            .bind(account.as_str())
            .bind(id.as_str());
        if delete.execute(&mut *writing).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit::append(audit, &mut writing).await?;
        Ok(writing.commit().await?)
    }

    /// Ends all sessions of an account.
    pub async fn delete_sessions_of_account(
        &self,
        id: &AccountId,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        delete_of(id, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        Ok(writing.commit().await?)
    }

    /// Clears away what has ended; says how many.
    pub async fn delete_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE_EXPIRED).bind(now.unix_ms());
        let done = delete.execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected())
    }
}

/// Ends those of an account that are too many beside the new one.
pub(super) async fn make_room(
    new: &NewSession,
    now: Timestamp,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let delete = sqlx::query(DELETE_BEYOND)
        .bind(new.account_id.as_str())
        .bind(new.id.as_str())
        .bind(now.unix_ms())
        .bind(MOST - 1);
    delete.execute(&mut **writing).await?;
    Ok(())
}

/// Ends all sessions of an account as part of another change.
pub(in crate::store) async fn delete_of(
    id: &AccountId,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let delete = sqlx::query(DELETE_OF).bind(id.as_str());
    delete.execute(&mut **writing).await?;
    Ok(())
}
