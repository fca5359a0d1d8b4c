//! What is said of items goes along with them.

use super::{PlacedItem, place, read_item};
use crate::domain::{DriveId, ItemId, PathKey};
use crate::store::cells::Cells;
use crate::store::database::Store;
use crate::store::error::StoreError;

/// At or below a place: a range instead of LIKE, which needs no escapes. The slash is the character before the zero.
macro_rules! below {
    ($drive:literal, $key:literal) => {
        concat!(
            "drive_id = ",
            $drive,
            " AND path_key > ",
            $key,
            " || '/' AND path_key < ",
            $key,
            " || '0'"
        )
    };
}

const FORGET: &str = "DELETE FROM properties WHERE drive_id = $1 AND item_id = $2";
const FORGET_SUMS: &str = "DELETE FROM checksums WHERE drive_id = $1 AND item_id = $2";
const UNPLACE_BELOW: &str = concat!(
    "UPDATE properties SET path_key = NULL WHERE ",
    below!("$1", "$2")
);
const LIST_BELOW: &str = concat!(
    "SELECT DISTINCT item_id AS id, path_key, SUBSTR(path_key, LENGTH($2) + 1) AS rest \
    FROM properties WHERE ",
    below!("$1", "$2"),
    " AND (path_key, item_id) > ($4, $5) ORDER BY path_key, item_id LIMIT $3"
);
const MOVE_BELOW: &str = concat!(
    "UPDATE properties SET path_key = $3 || SUBSTR(path_key, LENGTH($2) + 1) WHERE ",
    below!("$1", "$2")
);
const COPY: &str = "\
    INSERT INTO properties (drive_id, item_id, namespace, name, value, lang, path_key, updated_at) \
    SELECT $3, $4, namespace, name, value, lang, $5, updated_at FROM properties \
    WHERE drive_id = $1 AND item_id = $2";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("FORGET", FORGET),
    ("FORGET_SUMS", FORGET_SUMS),
    ("UNPLACE_BELOW", UNPLACE_BELOW),
    ("LIST_BELOW", LIST_BELOW),
    ("MOVE_BELOW", MOVE_BELOW),
    ("COPY", COPY),
];

/// An item below a place, of which something is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemBelow {
    /// Which.
    pub item: ItemId,
    /// Where it lies, from the drive's root, as paths are compared.
    path_key: String,
    /// The same from the place it lies below.
    pub rest: String,
}

impl Store {
    /// Says of a copy what is said of the original, and nothing else. Answers whether that is anything.
    pub async fn copy_properties(
        &self,
        from: (&DriveId, &ItemId),
        to: &PlacedItem,
    ) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let forget = sqlx::query(FORGET).bind(to.drive.as_str());
        let forget = forget.bind(to.item.as_str());
        forget.execute(&mut *writing).await?;
        let copy = sqlx::query(COPY)
            .bind(from.0.as_str())
            .bind(from.1.as_str())
            .bind(to.drive.as_str())
            .bind(to.item.as_str())
            .bind(to.place.as_ref().map(PathKey::as_str));
        let copied = copy.execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(copied.rows_affected() > 0)
    }

    /// Items of which something is said and that lie below a place, as far as known, each with its path: those that
    /// come after the one that was `last`, in the order of their paths, and not more than `most`.
    pub async fn list_properties_below(
        &self,
        (drive, place): (&DriveId, &PathKey),
        last: Option<&ItemBelow>,
        most: u32,
    ) -> Result<Vec<ItemBelow>, StoreError> {
        let list = sqlx::query(LIST_BELOW)
            .bind(drive.as_str())
            .bind(place.as_str())
            .bind(most)
            .bind(last.map_or("", |last| &last.path_key))
            .bind(last.map_or("", |last| last.item.as_str()));
        let rows = list.fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::of("properties", row);
                Ok(ItemBelow {
                    item: read_item(row)?,
                    path_key: cells.read("path_key")?,
                    rest: cells.read("rest")?,
                })
            })
            .collect()
    }

    /// An item has moved within its drive, with all below it.
    pub async fn move_properties(
        &self,
        from: Option<&PathKey>,
        to: &PlacedItem,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        place(to, &mut writing).await?;
        if let (Some(from), Some(place)) = (from, &to.place) {
            let below = sqlx::query(MOVE_BELOW)
                .bind(to.drive.as_str())
                .bind(from.as_str())
                .bind(place.as_str());
            below.execute(&mut *writing).await?;
        }
        Ok(writing.commit().await?)
    }

    /// Forgets what is said of an item. Where that which lay below it, as far as was known, is now, nobody knows: it
    /// has gone along, or had left before.
    pub async fn forget_properties(&self, of: &PlacedItem) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        for statement in [FORGET, FORGET_SUMS] {
            let forget = sqlx::query(statement).bind(of.drive.as_str());
            let forget = forget.bind(of.item.as_str());
            forget.execute(&mut *writing).await?;
        }
        if let Some(place) = of.place.as_ref().filter(|place| !place.is_root()) {
            let below = sqlx::query(UNPLACE_BELOW).bind(of.drive.as_str());
            below.bind(place.as_str()).execute(&mut *writing).await?;
        }
        Ok(writing.commit().await?)
    }
}
