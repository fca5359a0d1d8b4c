//! The audit log: a deed's row stands or falls with what it did to the database.

mod reading;

#[cfg(test)]
mod tests;

use super::database::{Store, Writing};
use super::error::StoreError;
use super::notes::Note;
use crate::domain::{AccountId, AuditEntry, DeedEnd, Timestamp, Username, VirtualPath};

pub use reading::{AuditId, AuditQuery, AuditRecord, AuditScope};

const INSERT: &str = "\
    INSERT INTO audit_log (at, account_id, username, pass, address, request_id, deed, ended, \
        subject, path, path_key, fields) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id";
const SET_END: &str = "UPDATE audit_log SET ended = $2 WHERE id = $1";
const DELETE_BEFORE: &str = "DELETE FROM audit_log WHERE at < $1";

#[cfg(test)]
pub(super) const ALL: &[&[(&str, &str)]] = &[OWN, reading::ALL];

#[cfg(test)]
const OWN: &[(&str, &str)] = &[
    ("INSERT", INSERT),
    ("SET_END", SET_END),
    ("DELETE_BEFORE", DELETE_BEFORE),
];

impl Store {
    /// Notes a deed that changes no row of ours: done at Microsoft's, refused, or tried.
    pub async fn append_audit(&self, audit: &AuditEntry) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        append(audit, &mut writing).await?;
        Ok(writing.commit().await?)
    }

    /// Notes a deed that is about to be done, in a row or several: of which nobody could say how it ended, if
    /// nobody came back to say so.
    pub async fn begin_audit(&self, audit: &[AuditEntry]) -> Result<Vec<AuditId>, StoreError> {
        self.note(Note::Begin(audit.to_vec())).await
    }

    /// Notes how a deed ended that was begun. After a power cut nobody may know of it.
    pub async fn end_audit(&self, rows: &[AuditId], end: DeedEnd) -> Result<(), StoreError> {
        self.note(Note::End(rows.to_vec(), end)).await.map(drop)
    }

    /// Forgets what was done before `time`; says of how many deeds.
    pub async fn delete_audit_before(&self, time: Timestamp) -> Result<u64, StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE_BEFORE).bind(time.unix_ms());
        let done = delete.execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected())
    }
}

/// Notes a deed in the transaction that does it.
pub(super) async fn begin(
    deeds: &[AuditEntry],
    writing: &mut Writing,
) -> Result<Vec<AuditId>, StoreError> {
    let mut rows = Vec::with_capacity(deeds.len());
    for entry in deeds {
        let open = entry.clone().ended(DeedEnd::Unclear);
        rows.push(append(&open, writing).await?);
    }
    Ok(rows)
}

pub(super) async fn end(
    rows: &[AuditId],
    end: DeedEnd,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    for row in rows {
        let set = sqlx::query(SET_END).bind(row.number()).bind(end.name());
        set.execute(&mut **writing).await?;
    }
    Ok(())
}

pub(super) async fn append(
    audit: &AuditEntry,
    writing: &mut Writing,
) -> Result<AuditId, StoreError> {
    let actor = &audit.actor;
    let place = audit.path.as_ref().map(VirtualPath::key);
    let id = sqlx::query_scalar(INSERT)
        .bind(audit.at.unix_ms())
        .bind(actor.account.as_ref().map(AccountId::as_str))
        .bind(actor.username.as_ref().map(Username::as_str))
        .bind(actor.pass.as_deref())
        .bind(actor.address.map(|address| address.to_string()))
        .bind(actor.request_id.as_deref())
        .bind(audit.deed.name())
        .bind(audit.end.name())
        .bind(audit.subject.as_deref())
        .bind(audit.path.as_ref().map(VirtualPath::as_str))
        .bind(place.map(|key| format!("{}/", key.as_str())))
        .bind(audit.fields.join(" "))
        .fetch_one(&mut **writing)
        .await?;
    Ok(AuditId::from_number(id))
}
