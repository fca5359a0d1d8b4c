//! Uploads that are not finished: sealed, how far each has come.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::Store;
use super::error::{Conflict, StoreError, is_dangling};
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
const KEEP: &str = "\
    INSERT INTO uploads (id, tenant_id, drive_id, sealed, created_at, updated_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $5, $6) \
    ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at, \
        expires_at = excluded.expires_at";
const DELETE: &str = "DELETE FROM uploads WHERE id = $1";
const DELETE_EXPIRED: &str = "DELETE FROM uploads WHERE expires_at <= $1";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("FIND", FIND),
    ("KEEP", KEEP),
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
    /// Keeps how far an upload has come, in place of what was known of it.
    ///
    /// # Errors
    /// [`Conflict::UnknownTenant`].
    pub async fn keep_upload(&self, upload: &KeptUpload, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let keep = sqlx::query(KEEP)
            .bind(upload.id.as_str())
            .bind(upload.tenant_id.as_str())
            .bind(upload.drive_id.as_str())
            .bind(upload.sealed.as_bytes())
            .bind(now.unix_ms())
            .bind(upload.expires_at.unix_ms());
        match keep.execute(&mut *writing).await {
            Ok(_) => Ok(writing.commit().await?),
            Err(error) if is_dangling(&error) => Err(Conflict::UnknownTenant.into()),
            Err(error) => Err(error.into()),
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

    /// Forgets an upload; nothing happens where there is none.
    pub async fn delete_upload(&self, id: &UploadId) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let delete = sqlx::query(DELETE).bind(id.as_str());
        delete.execute(&mut *writing).await?;
        Ok(writing.commit().await?)
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::fixtures::{self, NOW, TestStore};

    const HOUR: Duration = Duration::from_hours(1);

    fn upload(unique: &str, tenant: &TenantId) -> KeptUpload {
        KeptUpload {
            id: UploadId::from_unique(unique),
            tenant_id: tenant.clone(),
            drive_id: DriveId::parse("b!drive").expect("an id"),
            sealed: Sealed::from_bytes(b"at the beginning".to_vec()),
            expires_at: NOW.after(HOUR),
        }
    }

    #[tokio::test]
    async fn an_upload_is_kept_as_far_as_it_has_come_until_it_is_forgotten() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let begun = upload("one", &tenant.id);
        let kept = test.store.keep_upload(&begun, NOW).await;
        kept.expect("the tenant is there");
        let further = KeptUpload {
            sealed: Sealed::from_bytes(b"further".to_vec()),
            expires_at: NOW.after(2 * HOUR),
            ..begun
        };
        let later = NOW.after(HOUR);
        let kept = test.store.keep_upload(&further, later).await;
        kept.expect("the tenant is there");
        let found = test.store.find_upload(&further.id).await;
        let found = found.expect("readable").expect("it is there");
        assert_eq!(found.kept.sealed, further.sealed);
        assert_eq!(found.kept.expires_at, further.expires_at);
        assert_eq!((found.created_at, found.updated_at), (NOW, later));
        assert_eq!(test.store.list_uploads().await.expect("readable").len(), 1);
        let forgotten = test.store.delete_upload(&further.id).await;
        forgotten.expect("it is writable");
        assert!(
            test.store
                .list_uploads()
                .await
                .expect("readable")
                .is_empty()
        );
    }

    #[tokio::test]
    async fn what_has_expired_is_forgotten_and_nothing_else() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        for (unique, hours) in [("one", 1), ("two", 2)] {
            let upload = KeptUpload {
                expires_at: NOW.after(hours * HOUR),
                ..upload(unique, &tenant.id)
            };
            let kept = test.store.keep_upload(&upload, NOW).await;
            kept.expect("the tenant is there");
        }
        for (hours, forgotten) in [(0, 0), (1, 1), (1, 0), (3, 1)] {
            let done = test.store.delete_expired_uploads(NOW.after(hours * HOUR));
            assert_eq!(done.await.expect("it is writable"), forgotten);
        }
    }

    #[tokio::test]
    async fn an_upload_belongs_to_a_tenant_and_goes_with_it() {
        let test = TestStore::new().await;
        let nobody = fixtures::tenant(9).id;
        let refused = test.store.keep_upload(&upload("one", &nobody), NOW).await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Conflict::UnknownTenant))
        ));
        let tenant = test.with_tenant(1).await;
        let kept = test
            .store
            .keep_upload(&upload("one", &tenant.id), NOW)
            .await;
        kept.expect("the tenant is there");
        let deleted = test.store.delete_tenant(&tenant.id, false).await;
        deleted.expect("it has no mounts");
        assert!(
            test.store
                .list_uploads()
                .await
                .expect("readable")
                .is_empty()
        );
    }
}
