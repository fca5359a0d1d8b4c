//! Our own keys, sealed. Not the master key: that one never comes near the database.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::StoreError;
use super::{audit, generation};
use crate::domain::{AuditEntry, Sealed, Timestamp};

const LIST: &str = "\
    SELECT id, sealed, created_at FROM keys WHERE purpose = $1 AND retired_at IS NULL \
    ORDER BY created_at DESC, id DESC";
const INSERT: &str = "INSERT INTO keys (id, purpose, sealed, created_at) VALUES ($1, $2, $3, $4)";
const RETIRE: &str = "\
    UPDATE keys SET retired_at = $2 \
    WHERE purpose = $1 AND retired_at IS NULL AND id NOT IN ( \
        SELECT id FROM keys WHERE purpose = $1 AND retired_at IS NULL \
        ORDER BY created_at DESC, id DESC LIMIT $3)";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[("LIST", LIST), ("INSERT", INSERT), ("RETIRE", RETIRE)];

/// A key to be kept. It is sealed for table `keys`, this id, column `sealed`.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its id, opaque and unique.
    pub id: String,
    /// What it is for, such as `cursors`.
    pub purpose: &'static str,
    /// The key.
    pub sealed: Sealed,
}

/// A key as it is kept.
#[derive(Clone, Debug)]
pub struct KeyRecord {
    /// Its id, which is part of what it is sealed for.
    pub id: String,
    /// The key.
    pub sealed: Sealed,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Store {
    /// The live keys of a purpose, newest first: the first one signs, all of them verify.
    pub async fn list_keys(&self, purpose: &str) -> Result<Vec<KeyRecord>, StoreError> {
        let rows = sqlx::query(LIST)
            .bind(purpose)
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Keeps the first key of a purpose.
    pub async fn insert_key(&self, key: &NewKey, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        insert(key, now, &mut writing).await?;
        Ok(writing.commit().await?)
    }

    /// Keeps a new key, and takes all but the newest `live` of its purpose out of use: what they have signed
    /// is void. Whoever has keys in memory sees by the generation that there are others now.
    pub async fn rotate_key(
        &self,
        key: &NewKey,
        live: u32,
        audit: &AuditEntry,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        insert(key, audit.at, &mut writing).await?;
        let retire = sqlx::query(RETIRE)
            .bind(key.purpose)
            .bind(audit.at.unix_ms())
            .bind(live);
        retire.execute(&mut *writing).await?;
        audit::append(audit, &mut writing).await?;
        generation::commit(writing).await
    }
}

async fn insert(key: &NewKey, now: Timestamp, writing: &mut Writing) -> Result<(), StoreError> {
    let insert = sqlx::query(INSERT)
        .bind(key.id.as_str())
        .bind(key.purpose)
        .bind(key.sealed.as_bytes())
        .bind(now.unix_ms());
    insert.execute(&mut **writing).await?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<KeyRecord, StoreError> {
    let cells = Cells::of("keys", row);
    Ok(KeyRecord {
        id: cells.text("id")?.to_owned(),
        sealed: cells.sealed("sealed")?,
        created_at: cells.time("created_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Actor, Deed};
    use crate::store::fixtures::{TestStore, audit};

    fn key(id: &str, purpose: &'static str) -> NewKey {
        NewKey {
            id: id.to_owned(),
            purpose,
            sealed: Sealed::from_bytes(id.as_bytes().to_vec()),
        }
    }

    async fn ids(store: &Store, purpose: &str) -> Vec<String> {
        let keys = store.list_keys(purpose).await.expect("readable");
        keys.into_iter().map(|key| key.id).collect()
    }

    #[tokio::test]
    async fn live_keys_of_a_purpose_come_newest_first() {
        let test = TestStore::new().await;
        for (id, purpose, age) in [("a", "cursors", 1), ("b", "cursors", 2), ("c", "links", 3)] {
            let now = Timestamp::from_unix_ms(age);
            let kept = test.store.insert_key(&key(id, purpose), now).await;
            kept.expect("it is new");
        }
        assert_eq!(ids(&test.store, "cursors").await, ["b", "a"]);
        assert_eq!(ids(&test.store, "links").await, ["c"]);
    }

    #[tokio::test]
    async fn of_keys_that_are_replaced_the_newest_stay_and_everybody_learns_of_it() {
        let test = TestStore::new().await;
        let store = &test.store;
        let (other, first) = (key("other", "links"), Timestamp::from_unix_ms(1));
        let kept = store.insert_key(&other, first).await;
        kept.expect("it is new");
        for (id, live) in [
            ("a", vec!["a"]),
            ("b", vec!["b", "a"]),
            ("c", vec!["c", "b"]),
        ] {
            let before = store.generation().await.expect("readable");
            let now = Timestamp::from_unix_ms(10 + i64::from(id.as_bytes()[0]));
            let audit = AuditEntry::new(now, Actor::default(), Deed::KeysRotate);
            let rotated = store.rotate_key(&key(id, "cursors"), 2, &audit).await;
            rotated.expect("it is new");
            assert_eq!(ids(store, "cursors").await, live);
            assert_ne!(store.generation().await.expect("readable"), before);
        }
        assert_eq!(ids(store, "links").await, ["other"]);
        let again = store.rotate_key(&key("c", "cursors"), 1, &audit()).await;
        assert!(again.is_err(), "an id is given once");
        assert_eq!(
            ids(store, "cursors").await,
            ["c", "b"],
            "and nothing is done"
        );
    }
}
