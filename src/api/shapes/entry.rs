//! Rows of a listing.

use serde::Serialize;
use utoipa::ToSchema;

use crate::services::{Page, Row};

use super::time::rfc3339;

/// One item of the tree. What Microsoft alone knows is null on the folders that mounts imply.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Entry {
    name: String,
    /// `folder`, `file`, `package` or `shortcut`
    kind: &'static str,
    /// Bytes; of a folder, with all below it, lagging behind.
    size: Option<u64>,
    #[schema(format = DateTime)]
    modified_at: Option<String>,
    #[schema(format = DateTime)]
    created_at: Option<String>,
    mime_type: Option<String>,
    etag: Option<String>,
    hashes: Hashes,
    /// Microsoft's id of the item.
    id: Option<String>,
    /// Where a shortcut leads you, as far as that is known without asking Microsoft; null on everything else.
    #[schema(example = "/contoso/projects")]
    target: Option<String>,
}

/// Hashes of a file's bytes, as far as Microsoft gives them.
#[derive(Debug, Serialize, ToSchema)]
struct Hashes {
    /// `QuickXorHash` in Base64.
    quickxor: Option<String>,
}

/// A part of a listing.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Entries {
    items: Vec<Entry>,
    /// To be sent as `cursor` for the next part; null on the last.
    next_cursor: Option<String>,
    /// How many items there are in all.
    total: usize,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        let target = row.shortcut.and_then(|shortcut| shortcut.target);
        Self {
            name: row.name.to_string(),
            kind: row.kind.name(),
            size: row.size,
            modified_at: row.modified_at.map(rfc3339),
            created_at: row.created_at.map(rfc3339),
            mime_type: row.mime_type,
            etag: row.etag.map(|etag| etag.as_str().to_owned()),
            hashes: Hashes {
                quickxor: row.quick_xor_hash,
            },
            id: row.id.map(|id| id.to_string()),
            target: target.map(|path| path.to_string()),
        }
    }
}

impl From<Page> for Entries {
    fn from(page: Page) -> Self {
        Self {
            items: page.rows.into_iter().map(Entry::from).collect(),
            next_cursor: page.next_cursor,
            total: page.total,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::Sort;
    use crate::domain::{
        DriveId, ETag, EntryKind, ItemId, RemoteItem, Segment, Timestamp, VirtualPath,
    };
    use crate::services::{FolderNotes, Shortcut, Tally};

    fn row(name: &str, kind: EntryKind) -> Row {
        Row {
            name: Segment::parse(name).expect("a name"),
            kind,
            size: None,
            modified_at: None,
            created_at: None,
            mime_type: None,
            etag: None,
            content_tag: None,
            id: None,
            quick_xor_hash: None,
            infected: false,
            mount: None,
            trouble: None,
            below: Tally::default(),
            shortcut: None,
        }
    }

    #[test]
    fn a_listing_has_the_shape_that_scripts_rely_on() {
        let file = Row {
            size: Some(7),
            modified_at: Some(Timestamp::from_unix_ms(1_999)),
            created_at: Some(Timestamp::from_unix_ms(0)),
            mime_type: Some("text/plain".to_owned()),
            etag: ETag::requote("x,1"),
            id: ItemId::parse("01ABC").ok(),
            quick_xor_hash: Some("AAAA".to_owned()),
            ..row("a <b>.txt", EntryKind::File)
        };
        let remote = RemoteItem {
            drive: DriveId::parse("b!never").expect("an id"),
            id: ItemId::parse("01NEVER").expect("an id"),
        };
        let target = VirtualPath::parse("/contoso/a b").ok();
        let shortcut = Row {
            shortcut: Some(Box::new(Shortcut { remote, target })),
            ..row("s", EntryKind::Shortcut)
        };
        let page = Page {
            path: VirtualPath::root(),
            rows: vec![row("contoso", EntryKind::Folder), file, shortcut],
            offset: 0,
            total: 4,
            next_cursor: Some("c".to_owned()),
            sort: Sort::default(),
            notes: FolderNotes::default(),
            fetched_at: None,
            stale: None,
        };
        let shown = serde_json::to_value(Entries::from(page)).expect("it is JSON");
        let expected = json!({
            "items": [
                {"name": "contoso", "kind": "folder", "size": null, "modified_at": null, "created_at": null,
                 "mime_type": null, "etag": null, "hashes": {"quickxor": null}, "id": null, "target": null},
                {"name": "a <b>.txt", "kind": "file", "size": 7, "modified_at": "1970-01-01T00:00:01Z",
                 "created_at": "1970-01-01T00:00:00Z", "mime_type": "text/plain", "etag": "\"x,1\"",
                 "hashes": {"quickxor": "AAAA"}, "id": "01ABC", "target": null},
                {"name": "s", "kind": "shortcut", "size": null, "modified_at": null, "created_at": null,
                 "mime_type": null, "etag": null, "hashes": {"quickxor": null}, "id": null,
                 "target": "/contoso/a b"},
            ],
            "next_cursor": "c",
            "total": 4,
        });
        assert_eq!(shown, expected);
    }
}
