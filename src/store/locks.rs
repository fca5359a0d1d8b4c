//! Locks of places in drives.

use std::time::Duration;

use sqlx::sqlite::SqliteRow;

use super::audit;
use super::cells::Cells;
use super::database::Store;
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

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("INSERT", INSERT),
    ("RENEW", RENEW),
    ("DELETE", DELETE),
    ("DELETE_EXPIRED", DELETE_EXPIRED),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Checksums, ContentTag, ItemId, MountSource, Property, PropertyChange, PropertyName,
        PropertyValue,
    };
    use crate::store::PlacedItem;
    use crate::store::fixtures::{self, NOW, TestStore, audit};

    const HOUR: Duration = Duration::from_hours(1);

    fn lock(number: u32, account: &AccountId, drive: &str) -> Lock {
        Lock {
            token: LockToken::from_uuid(format!("00000000-0000-4000-8000-{number:012}")),
            drive_id: DriveId::parse(drive).expect("an id"),
            root: DrivePath::parse("/Plans/a.txt").expect("a path"),
            scope: LockScope::Shared,
            depth: LockDepth::Infinity,
            owner: Some("<x/>".to_owned()),
            account: account.clone(),
            created_at: NOW,
            expires_at: NOW.after(HOUR),
            timeout: HOUR,
        }
    }

    async fn tokens(test: &TestStore) -> Vec<LockToken> {
        let locks = test.store.list_locks().await.expect("readable");
        locks.into_iter().map(|lock| lock.token).collect()
    }

    /// Says something of an item of a drive, and sums its bytes up.
    async fn say(test: &TestStore, drive: &DriveId) {
        let item = ItemId::parse("01A").expect("an id");
        let tag = ContentTag::choose(Some("1"), None, None).expect("a tag");
        let sums = Checksums::parse("ADLER32:00000001").expect("sums");
        let kept = test.store.keep_checksums((drive, &item), &tag, &sums, NOW);
        kept.await.expect("writable");
        let change = PropertyChange::Set(Property {
            name: PropertyName::new("urn:x", "a").expect("a name"),
            value: PropertyValue {
                xml: "1".into(),
                lang: None,
            },
        });
        let of = PlacedItem {
            drive: drive.clone(),
            item,
            place: None,
        };
        let said = test.store.change_properties(&of, &[change], &audit()).await;
        said.expect("there is room");
    }

    /// Of how many items something is said, and how many are summed up.
    async fn known(test: &TestStore) -> (usize, usize) {
        let said = test.store.list_items_with_properties().await;
        let summed_up = test.store.list_items_with_checksums().await;
        let said = said.expect("readable").len();
        (said, summed_up.expect("readable").len())
    }

    #[tokio::test]
    async fn a_lock_is_read_as_it_was_kept_until_it_ends() {
        let test = TestStore::new().await;
        let ann = test.with_account("ann").await.id;
        let first = lock(1, &ann, "b!one");
        let second = lock(2, &ann, "b!one").lasting(2 * HOUR, NOW);
        for lock in [&first, &second] {
            test.store.insert_lock(lock).await.expect("it is new");
        }
        let stranger = lock(3, &AccountId::from_unique("nobody"), "b!one");
        let refused = test.store.insert_lock(&stranger).await;
        let refused = refused.expect_err("there is no such account");
        assert!(matches!(
            refused,
            StoreError::Conflict(Conflict::UnknownAccount)
        ));
        let kept = test.store.list_locks().await.expect("readable");
        assert_eq!(kept, [first.clone(), second.clone()]);
        let ended = test.store.delete_expired_locks(NOW.after(HOUR)).await;
        assert_eq!(ended.expect("writable"), 1);
        let late = test.store.renew_lock(&first).await;
        assert!(matches!(late, Err(StoreError::NotFound)));
        let renewed = second.clone().lasting(HOUR, NOW.after(HOUR));
        test.store.renew_lock(&renewed).await.expect("it is there");
        let kept = test.store.list_locks().await.expect("readable");
        assert_eq!(kept, [renewed]);
        let (gone, audit) = ([&second.token], audit());
        let ended = test.store.delete_locks(&gone, Some(&audit));
        ended.await.expect("writable");
        assert_eq!(tokens(&test).await, []);
    }

    #[tokio::test]
    async fn locks_and_what_is_said_go_with_the_last_mount_of_their_drive() {
        let test = TestStore::new().await;
        let ann = test.with_account("ann").await.id;
        let tenant = test.with_tenant(1).await;
        let mut mounts = Vec::new();
        for (name, drive) in [("a", "b!one"), ("b", "b!one"), ("c", "b!two")] {
            let mut mount = fixtures::mount(&tenant, name);
            mount.source = MountSource::Drive(DriveId::parse(drive).expect("an id"));
            let made = test.store.insert_mount(&mount, &audit()).await;
            made.expect("it is new");
            mounts.push(mount.id);
        }
        let (one, two) = (lock(1, &ann, "b!one"), lock(2, &ann, "b!two"));
        for lock in [&one, &two] {
            test.store.insert_lock(lock).await.expect("it is new");
            say(&test, &lock.drive_id).await;
        }
        for (mount, left) in [
            (&mounts[0], vec![one.token.clone(), two.token.clone()]),
            (&mounts[1], vec![two.token.clone()]),
            (&mounts[2], vec![]),
        ] {
            let deleted = test.store.delete_mount(mount, &audit()).await;
            deleted.expect("it is there");
            assert_eq!(tokens(&test).await, left);
            assert_eq!(known(&test).await, (left.len(), left.len()));
        }
    }
}
