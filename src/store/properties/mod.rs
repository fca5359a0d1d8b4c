//! What programs say of items: properties by item, and sums of bytes.
//!
//! - `following`: what becomes of it when items are copied, moved and deleted
//! - `checksums`: sums of bytes

mod checksums;
mod following;

#[cfg(test)]
mod tests;

pub use checksums::ItemChecksums;
pub use following::ItemBelow;

use sqlx::sqlite::SqliteRow;

use super::audit;
use super::cells::Cells;
use super::database::{Store, Writing};
use super::error::StoreError;
use crate::domain::{
    AuditEntry, DriveId, ItemId, PathKey, Property, PropertyChange, PropertyName, PropertyValue,
    Timestamp,
};

const OF_ITEM: &str = "\
    SELECT item_id AS id, namespace, name, value, lang FROM properties \
    WHERE drive_id = $1 AND item_id = $2 ORDER BY namespace, name";
const OF_ITEMS: &str = "\
    SELECT item_id AS id, namespace, name, value, lang FROM properties \
    WHERE drive_id = $1 AND item_id IN (SELECT value FROM json_each($2)) \
    ORDER BY item_id, namespace, name";
const SET: &str = "\
    INSERT INTO properties (drive_id, item_id, namespace, name, value, lang, path_key, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
    ON CONFLICT (drive_id, item_id, namespace, name) DO UPDATE SET value = excluded.value, \
        lang = excluded.lang, updated_at = excluded.updated_at";
const REMOVE: &str = "\
    DELETE FROM properties \
    WHERE drive_id = $1 AND item_id = $2 AND namespace = $3 AND name = $4";
const PLACE: &str = "\
    UPDATE properties SET path_key = $3 WHERE drive_id = $1 AND item_id = $2";
const WEIGH: &str = "\
    SELECT COUNT(*) AS properties, \
        COALESCE(SUM(OCTET_LENGTH(namespace) + OCTET_LENGTH(name) + OCTET_LENGTH(value) \
            + COALESCE(OCTET_LENGTH(lang), 0)), 0) AS bytes \
    FROM properties WHERE drive_id = $1 AND item_id = $2";
const SPOKEN_OF: &str = "\
    SELECT DISTINCT drive_id, item_id AS id FROM properties";

#[cfg(test)]
pub(super) const ALL: &[&[(&str, &str)]] = &[OWN, following::ALL, checksums::ALL];

#[cfg(test)]
const OWN: &[(&str, &str)] = &[
    ("OF_ITEM", OF_ITEM),
    ("OF_ITEMS", OF_ITEMS),
    ("SET", SET),
    ("REMOVE", REMOVE),
    ("PLACE", PLACE),
    ("WEIGH", WEIGH),
    ("SPOKEN_OF", SPOKEN_OF),
];

/// An item of a drive, and where it lies, from the drive's root, as far as that is known.
#[derive(Clone, Debug)]
pub struct PlacedItem {
    /// The drive.
    pub drive: DriveId,
    /// The item.
    pub item: ItemId,
    /// Where it lies.
    pub place: Option<PathKey>,
}

impl Store {
    /// What is said of an item, by name.
    pub async fn list_properties(
        &self,
        drive: &DriveId,
        item: &ItemId,
    ) -> Result<Vec<Property>, StoreError> {
        let query = sqlx::query(OF_ITEM).bind(drive.as_str());
        let query = query.bind(item.as_str());
        let rows = query.fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// What is said of each of several items, item by item.
    pub async fn list_properties_of(
        &self,
        drive: &DriveId,
        items: &[&ItemId],
    ) -> Result<Vec<(ItemId, Property)>, StoreError> {
        let query = sqlx::query(OF_ITEMS).bind(drive.as_str());
        let query = query.bind(json_list(items));
        let rows = query.fetch_all(self.readers()).await?;
        rows.iter()
            .map(|row| Ok((read_item(row)?, read(row)?)))
            .collect()
    }

    /// The items of which anything is said.
    pub async fn list_items_with_properties(&self) -> Result<Vec<(DriveId, ItemId)>, StoreError> {
        let rows = sqlx::query(SPOKEN_OF).fetch_all(self.readers()).await?;
        let read = |row: &SqliteRow| Ok((read_drive(row)?, read_item(row)?));
        rows.iter().map(read).collect()
    }

    /// Changes what is said of an item, step by step, all of it or nothing. Answers whether anything is left.
    ///
    /// # Errors
    /// [`StoreError::Full`] where more would be said than is kept of an item; nothing has changed then.
    pub async fn change_properties(
        &self,
        of: &PlacedItem,
        changes: &[PropertyChange],
        audit: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let count = apply_all(of, changes, audit.at, &mut writing).await?;
        audit::append(audit, &mut writing).await?;
        writing.commit().await?;
        Ok(count > 0)
    }

    /// Whether [`Store::change_properties`] could change it so. Nothing is changed.
    ///
    /// # Errors
    /// As there.
    pub async fn check_properties(
        &self,
        of: &PlacedItem,
        changes: &[PropertyChange],
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let now = Timestamp::from_unix_ms(0);
        apply_all(of, changes, now, &mut writing).await.map(drop)
    }
}

/// Changes all of it, and tells how many properties there are then.
async fn apply_all(
    of: &PlacedItem,
    changes: &[PropertyChange],
    now: Timestamp,
    writing: &mut Writing,
) -> Result<usize, StoreError> {
    for change in changes {
        apply(of, change, now, writing).await?;
    }
    place(of, writing).await?;
    let (count, bytes) = weigh(of, writing).await?;
    if count > Property::MOST || bytes > Property::MOST_BYTES {
        return Err(StoreError::Full);
    }
    Ok(count)
}

async fn apply(
    of: &PlacedItem,
    change: &PropertyChange,
    now: Timestamp,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let (statement, name) = match change {
        PropertyChange::Set(property) => (SET, &property.name),
        PropertyChange::Remove(name) => (REMOVE, name),
    };
    let query = sqlx::query(statement)
        .bind(of.drive.as_str())
        .bind(of.item.as_str())
        .bind(name.namespace())
        .bind(name.local());
    let query = match change {
        PropertyChange::Set(property) => query
            .bind(&*property.value.xml)
            .bind(property.value.lang.as_deref())
            .bind(of.place.as_ref().map(PathKey::as_str))
            .bind(now.unix_ms()),
        PropertyChange::Remove(_) => query,
    };
    query.execute(&mut **writing).await?;
    Ok(())
}

/// Notes where an item lies of which something is said.
async fn place(of: &PlacedItem, writing: &mut Writing) -> Result<(), StoreError> {
    let Some(key) = &of.place else {
        return Ok(());
    };
    let query = sqlx::query(PLACE)
        .bind(of.drive.as_str())
        .bind(of.item.as_str())
        .bind(key.as_str());
    query.execute(&mut **writing).await?;
    Ok(())
}

/// How many properties an item has, and how many bytes they take.
async fn weigh(of: &PlacedItem, writing: &mut Writing) -> Result<(usize, usize), StoreError> {
    let query = sqlx::query(WEIGH).bind(of.drive.as_str());
    let query = query.bind(of.item.as_str());
    let row = query.fetch_one(&mut **writing).await?;
    let cells = Cells::of("properties", &row);
    let size = |number: i64| usize::try_from(number).expect("a sum of lengths is never negative");
    Ok((size(cells.read("properties")?), size(cells.read("bytes")?)))
}

/// Ids as a JSON list: they hold nothing that JSON would escape.
fn json_list(items: &[&ItemId]) -> String {
    let quoted: Vec<_> = items.iter().map(|item| format!("\"{item}\"")).collect();
    format!("[{}]", quoted.join(","))
}

fn read(row: &SqliteRow) -> Result<Property, StoreError> {
    let cells = Cells::of("properties", row);
    let namespace = cells.text("namespace")?;
    Ok(Property {
        name: cells.parsed("name", |local| PropertyName::new(namespace, local))?,
        value: PropertyValue {
            xml: cells.text("value")?.into(),
            lang: cells.read::<Option<&str>>("lang")?.map(Into::into),
        },
    })
}

fn read_item(row: &SqliteRow) -> Result<ItemId, StoreError> {
    Cells::of("properties", row).parsed("id", ItemId::parse)
}

fn read_drive(row: &SqliteRow) -> Result<DriveId, StoreError> {
    Cells::of("properties", row).parsed("drive_id", DriveId::parse)
}
