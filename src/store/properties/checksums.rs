//! Sums of files' bytes.

use sqlx::sqlite::SqliteRow;

use super::json_list;
use crate::domain::{Checksums, ContentTag, DriveId, ItemId, Timestamp};
use crate::store::cells::Cells;
use crate::store::database::Store;
use crate::store::error::StoreError;

const KEEP: &str = "\
    INSERT INTO checksums (drive_id, item_id, content_tag, sums, updated_at) \
    VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (drive_id, item_id) DO UPDATE SET content_tag = excluded.content_tag, \
        sums = excluded.sums, updated_at = excluded.updated_at";
const COPY: &str = "\
    INSERT INTO checksums (drive_id, item_id, content_tag, sums, updated_at) \
    SELECT $4, $5, $6, sums, updated_at FROM checksums \
    WHERE drive_id = $1 AND item_id = $2 AND content_tag = $3 \
    ON CONFLICT (drive_id, item_id) DO UPDATE SET content_tag = excluded.content_tag, \
        sums = excluded.sums, updated_at = excluded.updated_at";
const OF_ITEMS: &str = "\
    SELECT item_id AS id, content_tag, sums FROM checksums \
    WHERE drive_id = $1 AND item_id IN (SELECT value FROM json_each($2))";
const SUMMED_UP: &str = "SELECT drive_id, item_id AS id FROM checksums";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("KEEP", KEEP),
    ("COPY", COPY),
    ("OF_ITEMS", OF_ITEMS),
    ("SUMMED_UP", SUMMED_UP),
];

/// Sums of the content of an item that bore a tag.
#[derive(Clone, Debug)]
pub struct ItemChecksums {
    /// The item.
    pub item: ItemId,
    /// The tag, as [`ContentTag::as_str`] writes it.
    pub content_tag: String,
    /// The sums.
    pub sums: Checksums,
}

impl Store {
    /// Keeps the sums of an item's content, in place of those of another.
    pub async fn keep_checksums(
        &self,
        (drive, item): (&DriveId, &ItemId),
        content: &ContentTag,
        sums: &Checksums,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let keep = sqlx::query(KEEP)
            .bind(drive.as_str())
            .bind(item.as_str())
            .bind(content.as_str())
            .bind(sums.to_string())
            .bind(now.unix_ms());
        keep.execute(&mut *writing).await?;
        Ok(writing.commit().await?)
    }

    /// Keeps of one item's content the sums that are kept of another's, each content by its tag. Answers whether there
    /// are any.
    pub async fn copy_checksums(
        &self,
        ((drive, item), content): ((&DriveId, &ItemId), &ContentTag),
        ((to_drive, to_item), to_content): ((&DriveId, &ItemId), &ContentTag),
    ) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let copy = sqlx::query(COPY)
            .bind(drive.as_str())
            .bind(item.as_str())
            .bind(content.as_str())
            .bind(to_drive.as_str())
            .bind(to_item.as_str())
            .bind(to_content.as_str());
        let copied = copy.execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(copied.rows_affected() > 0)
    }

    /// What is known of several items.
    pub async fn list_checksums(
        &self,
        drive: &DriveId,
        items: &[&ItemId],
    ) -> Result<Vec<ItemChecksums>, StoreError> {
        let query = sqlx::query(OF_ITEMS).bind(drive.as_str());
        let query = query.bind(json_list(items));
        let rows = query.fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }

    /// The items of which sums are known.
    pub async fn list_items_with_checksums(&self) -> Result<Vec<(DriveId, ItemId)>, StoreError> {
        let rows = sqlx::query(SUMMED_UP).fetch_all(self.readers()).await?;
        let read = |row: &SqliteRow| {
            let cells = Cells::of("checksums", row);
            Ok((
                cells.parsed("drive_id", DriveId::parse)?,
                cells.parsed("id", ItemId::parse)?,
            ))
        };
        rows.iter().map(read).collect()
    }
}

fn read(row: &SqliteRow) -> Result<ItemChecksums, StoreError> {
    let cells = Cells::of("checksums", row);
    Ok(ItemChecksums {
        item: cells.parsed("id", ItemId::parse)?,
        content_tag: cells.read("content_tag")?,
        sums: cells.parsed("sums", Checksums::parse)?,
    })
}
