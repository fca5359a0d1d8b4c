//! Folders' passwords given in a session.

use sqlx::sqlite::SqliteRow;

use crate::domain::{AuditEntry, RuleId, SessionId, Unlock};
use crate::store::audit;
use crate::store::cells::Cells;
use crate::store::database::Store;
use crate::store::error::{StoreError, is_dangling};

const UNLOCK: &str = "\
    INSERT INTO session_unlocks (session_id, rule_id, generation) VALUES ($1, $2, $3) \
    ON CONFLICT (session_id, rule_id) DO UPDATE SET generation = excluded.generation";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[("UNLOCK", UNLOCK)];

impl Store {
    /// Notes that a folder's password was given in a session. It is good for that state of the password.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the session or the rule is gone.
    pub async fn add_unlock(
        &self,
        session: &SessionId,
        unlock: &Unlock,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let insert = sqlx::query(UNLOCK)
            .bind(session.as_str())
            .bind(unlock.rule.as_str())
            .bind(unlock.generation);
        match insert.execute(&mut *writing).await {
            Ok(_) => {}
            Err(error) if is_dangling(&error) => return Err(StoreError::NotFound),
            Err(error) => return Err(error.into()),
        }
        audit::append(audit, &mut writing).await?;
        Ok(writing.commit().await?)
    }
}

/// The unlocked folder that a row brings with its session, if any.
pub(super) fn read(row: &SqliteRow) -> Result<Option<Unlock>, StoreError> {
    let cells = Cells::of("session_unlocks", row);
    let Some(rule) = cells.optional("rule_id", RuleId::parse)? else {
        return Ok(None);
    };
    let generation = cells.read("rule_generation")?;
    Ok(Some(Unlock { rule, generation }))
}
