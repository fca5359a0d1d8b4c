//! Our own keys, sealed. Not the master key: that one never comes near the database.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::database::Store;
use super::error::StoreError;
use crate::domain::{Sealed, Timestamp};

const LIST: &str = "\
    SELECT id, sealed, created_at FROM keys WHERE purpose = $1 AND retired_at IS NULL \
    ORDER BY created_at DESC, id DESC";
const INSERT: &str = "INSERT INTO keys (id, purpose, sealed, created_at) VALUES ($1, $2, $3, $4)";
const RETIRE: &str = "UPDATE keys SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL";

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

    /// Keeps a new key.
    pub async fn insert_key(&self, key: &NewKey, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        sqlx::query(INSERT)
            .bind(key.id.as_str())
            .bind(key.purpose)
            .bind(key.sealed.as_bytes())
            .bind(now.unix_ms())
            .execute(&mut *writing)
            .await?;
        Ok(writing.commit().await?)
    }

    /// Takes a key out of use; what it has signed is void.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where no live key has this id.
    pub async fn retire_key(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let retire = sqlx::query(RETIRE).bind(id).bind(now.unix_ms());
        if retire.execute(&mut *writing).await?.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        Ok(writing.commit().await?)
    }
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
    use crate::store::fixtures::{NOW, TestStore};

    #[tokio::test]
    async fn live_keys_of_a_purpose_come_newest_first() {
        let test = TestStore::new().await;
        let store = &test.store;
        for (id, purpose, age) in [("a", "cursors", 1), ("b", "cursors", 2), ("c", "links", 3)] {
            let sealed = Sealed::from_bytes(id.as_bytes().to_vec());
            let key = NewKey {
                id: id.to_owned(),
                purpose,
                sealed,
            };
            let now = Timestamp::from_unix_ms(age);
            store.insert_key(&key, now).await.expect("it is new");
        }
        let ids = async || -> Vec<String> {
            let keys = store.list_keys("cursors").await.expect("readable");
            keys.into_iter().map(|key| key.id).collect()
        };
        assert_eq!(ids().await, ["b", "a"]);
        store.retire_key("b", NOW).await.expect("it is live");
        assert_eq!(ids().await, ["a"]);
        let again = store.retire_key("b", NOW).await;
        assert!(matches!(again, Err(StoreError::NotFound)));
    }
}
