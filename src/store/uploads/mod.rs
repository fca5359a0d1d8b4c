//! Uploads that are not finished: sealed, how far each has come.

#[cfg(test)]
mod tests;

use sqlx::Sqlite;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};

use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::{Conflict, StoreError, is_dangling};
use super::notes::Note;
use crate::domain::{DriveId, Sealed, TenantId, Timestamp, UploadId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, tenant_id, drive_id, sealed, created_at, updated_at, expires_at FROM uploads ",
            $rest
        )
    };
}

const LIST: &str = select!("ORDER BY created_at, id");
const FIND: &str = select!("WHERE id = $1");
const INSERT: &str = "\
    INSERT INTO uploads (id, tenant_id, drive_id, sealed, created_at, updated_at, expires_at, \
        claim, claimed_until) \
    VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)";
const KEEP: &str = "\
    UPDATE uploads SET sealed = $2, updated_at = $3, expires_at = $4, claimed_until = $6 \
    WHERE id = $1 AND claim = $5";
const CLAIM: &str = "\
    UPDATE uploads SET claim = $2, claimed_until = $3 \
    WHERE id = $1 AND (claim IS NULL OR claimed_until <= $4)";
const LEAVE: &str = "\
    UPDATE uploads SET claim = NULL, claimed_until = NULL WHERE id = $1 AND claim = $2";
const LEAVE_ALL: &str = "UPDATE uploads SET claim = NULL, claimed_until = NULL";
const DELETE: &str = "DELETE FROM uploads WHERE id = $1 AND claim = $2";
const DELETE_EXPIRED: &str = "DELETE FROM uploads WHERE expires_at <= $1 \
    AND (claimed_until IS NULL OR claimed_until <= $1)";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("FIND", FIND),
    ("INSERT", INSERT),
    ("KEEP", KEEP),
    ("CLAIM", CLAIM),
    ("LEAVE", LEAVE),
    ("LEAVE_ALL", LEAVE_ALL),
    ("DELETE", DELETE),
    ("DELETE_EXPIRED", DELETE_EXPIRED),
];

/// How far an upload has come, to be kept.
#[derive(Clone, Debug)]
pub struct KeptUpload {
    /// Its id, the same from its beginning to its end.
    pub id: UploadId,
    /// Whose application it uses.
    pub tenant_id: TenantId,
    /// The drive it goes to.
    pub drive_id: DriveId,
    /// How far it has come, sealed for table `uploads`, this id, column `sealed`.
    pub sealed: Sealed,
    /// When there is nothing to go on with any more.
    pub expires_at: Timestamp,
}

/// The right to work on an upload alone. It ends by itself, as whoever has it may be killed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadClaim {
    /// Whose it is: a text that nobody else has.
    pub holder: String,
    /// When somebody else may take it.
    pub until: Timestamp,
}

/// An upload as it is kept.
#[derive(Clone, Debug)]
pub struct UploadRecord {
    /// What was kept.
    pub kept: KeptUpload,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last came further.
    pub updated_at: Timestamp,
}

impl Store {
    /// Keeps a new upload; it belongs to who keeps it.
    ///
    /// # Errors
    /// [`Conflict::UnknownTenant`].
    pub async fn insert_upload(
        &self,
        upload: &KeptUpload,
        claim: &UploadClaim,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let kept = Box::new((upload.clone(), claim.clone(), now));
        self.note(Note::Keep(kept)).await.map(drop)
    }

    /// Keeps how far an upload has come, in place of what was known of it, and holds the claim on.
    ///
    /// # Errors
    /// [`Conflict::UploadTaken`] where the claim has ended and another has taken it, or the upload is over.
    pub async fn keep_upload(
        &self,
        upload: &KeptUpload,
        claim: &UploadClaim,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = sqlx::query(KEEP)
            .bind(upload.id.as_str())
            .bind(upload.sealed.as_bytes())
            .bind(now.unix_ms())
            .bind(upload.expires_at.unix_ms())
            .bind(&claim.holder)
            .bind(claim.until.unix_ms());
        self.change_claimed(keep).await
    }

    /// Takes an upload on which nobody is at work.
    ///
    /// # Errors
    /// [`Conflict::UploadTaken`] where somebody is, or the upload is over.
    pub async fn claim_upload(
        &self,
        id: &UploadId,
        claim: &UploadClaim,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let take = sqlx::query(CLAIM)
            .bind(id.as_str())
            .bind(&claim.holder)
            .bind(claim.until.unix_ms())
            .bind(now.unix_ms());
        self.change_claimed(take).await
    }

    /// Gives a claim back; nothing happens where it is another's by now.
    pub async fn leave_upload(&self, id: &UploadId, holder: &str) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let leave = sqlx::query(LEAVE).bind(id.as_str()).bind(holder);
        leave.execute(&mut *writing).await?;
        Ok(writing.commit().await?)
    }

    /// Ends all claims: those who had them are gone.
    pub async fn leave_all_uploads(&self) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        sqlx::query(LEAVE_ALL).execute(&mut *writing).await?;
        Ok(writing.commit().await?)
    }

    async fn change_claimed(
        &self,
        change: Query<'_, Sqlite, SqliteArguments>,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let done = change.execute(&mut *writing).await?;
        writing.commit().await?;
        match done.rows_affected() {
            0 => Err(Conflict::UploadTaken.into()),
            _ => Ok(()),
        }
    }

    /// One upload.
    pub async fn find_upload(&self, id: &UploadId) -> Result<Option<UploadRecord>, StoreError> {
        let find = sqlx::query(FIND).bind(id.as_str());
        let row = find.fetch_optional(self.readers()).await?;
        row.as_ref().map(read).transpose()
    }

    /// All of them, the oldest first.
    pub async fn list_uploads(&self) -> Result<Vec<UploadRecord>, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// Forgets an upload; nothing happens where there is none, or another has claimed it by now. After a power cut
    /// it may be there again.
    pub async fn delete_upload(&self, id: &UploadId, holder: &str) -> Result<(), StoreError> {
        let forget = Note::Forget(id.clone(), holder.to_owned());
        self.note(forget).await.map(drop)
    }

    /// Forgets those that expired at `until` or before; answers how many.
    pub async fn delete_expired_uploads(&self, until: Timestamp) -> Result<u64, StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE_EXPIRED).bind(until.unix_ms());
        let done = delete.execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected())
    }
}

pub(super) async fn insert(
    (upload, claim, now): (&KeptUpload, &UploadClaim, Timestamp),
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let insert = sqlx::query(INSERT)
        .bind(upload.id.as_str())
        .bind(upload.tenant_id.as_str())
        .bind(upload.drive_id.as_str())
        .bind(upload.sealed.as_bytes())
        .bind(now.unix_ms())
        .bind(upload.expires_at.unix_ms())
        .bind(&claim.holder)
        .bind(claim.until.unix_ms());
    match insert.execute(&mut **writing).await {
        Ok(_) => Ok(()),
        Err(error) if is_dangling(&error) => Err(Conflict::UnknownTenant.into()),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn delete(
    (id, holder): (&UploadId, &str),
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let delete = sqlx::query(DELETE).bind(id.as_str()).bind(holder);
    delete.execute(&mut **writing).await?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<UploadRecord, StoreError> {
    let cells = Cells::of("uploads", row);
    Ok(UploadRecord {
        kept: KeptUpload {
            id: cells.parsed("id", UploadId::parse)?,
            tenant_id: cells.parsed("tenant_id", TenantId::parse)?,
            drive_id: cells.parsed("drive_id", DriveId::parse)?,
            sealed: cells.sealed("sealed")?,
            expires_at: cells.time("expires_at")?,
        },
        created_at: cells.time("created_at")?,
        updated_at: cells.time("updated_at")?,
    })
}
