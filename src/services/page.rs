//! A listing as a face shows it: sorted, in pages.

use std::sync::Arc;

use super::authority::Shown;
use super::stale::Stale;
use crate::domain::{
    ContentTag, Diagnosis, ETag, Entry, EntryKind, ItemId, MountId, RemoteItem, Segment, Sort,
    Timestamp, View, VirtualPath,
};

/// Which part of a listing is wanted.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// At most this many rows: 1 to [`ListQuery::MAX_LIMIT`].
    pub limit: usize,
    /// Where to go on; `None` begins at the first row of a fresh snapshot.
    pub cursor: Option<String>,
    /// The order; `None` for the folder's own, by name where it has none. With a cursor it must come to the order
    /// the cursor was made with.
    pub sort: Option<Sort>,
}

impl ListQuery {
    /// The most rows in one answer.
    pub const MAX_LIMIT: usize = 10_000;
    /// Rows where nobody says how many.
    pub const DEFAULT_LIMIT: usize = 1_000;
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name in the tree.
    pub name: Segment,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes; `None` for virtual folders.
    pub size: Option<u64>,
    /// Last change; `None` for virtual folders.
    pub modified_at: Option<Timestamp>,
    /// Creation; `None` for virtual folders.
    pub created_at: Option<Timestamp>,
    /// Media type; files only.
    pub mime_type: Option<String>,
    /// Tag of the item; `None` for virtual folders.
    pub etag: Option<ETag>,
    /// Tag of its bytes; files only.
    pub content_tag: Option<ContentTag>,
    /// Microsoft's id; `None` for virtual folders.
    pub id: Option<ItemId>,
    /// Base64 of the `QuickXorHash`, where the service gave one.
    pub quick_xor_hash: Option<String>,
    /// The service holds it to be infected.
    pub infected: bool,
    /// The mount that stands here, where one does.
    pub mount: Option<MountId>,
    /// What is wrong with the mount that stands here, as far as known.
    pub trouble: Option<Diagnosis>,
    /// The mounts here and below.
    pub below: Tally,
    /// What is known of it as a shortcut.
    pub shortcut: Option<Box<Shortcut>>,
}

/// What is known of a shortcut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// What it points to on Microsoft's side. Not for showing: these ids are nobody's business.
    pub remote: RemoteItem,
    /// The place to which it leads its reader, as far as that is known without asking.
    pub target: Option<VirtualPath>,
}

/// How many mounts stand at or below a place, and how many of them are in trouble as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    /// All.
    pub mounts: usize,
    /// Those that don't work.
    pub in_trouble: usize,
}

impl Row {
    /// The row of an entry; `None` for a drive's root, which has no name of its own.
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        let shortcut = entry.remote.clone().map(|remote| Shortcut {
            remote,
            target: None,
        });
        Some(Self {
            name: entry.name.clone()?,
            kind: entry.kind,
            size: entry.size,
            modified_at: entry.modified_at,
            created_at: entry.created_at,
            mime_type: entry.mime_type.clone(),
            etag: entry.etag.clone(),
            content_tag: entry.content_tag.clone(),
            id: Some(entry.id.clone()),
            quick_xor_hash: entry.quick_xor_hash.clone(),
            infected: entry.infected,
            mount: None,
            trouble: None,
            below: Tally::default(),
            shortcut: shortcut.map(Box::new),
        })
    }

    /// As much of it as somebody is shown: all, or name and kind.
    pub(super) fn reduced_to(self, shown: Shown) -> Self {
        match shown {
            Shown::Full => self,
            Shown::NameOnly | Shown::Absent => Self {
                kind: self.kind,
                ..Self::virtual_folder(self.name)
            },
        }
    }

    /// The row of a folder that mounts bring about.
    pub(super) fn virtual_folder(name: Segment) -> Self {
        Self {
            name,
            kind: EntryKind::Folder,
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
}

/// What administrators say about a folder: each part by the nearest rule that has it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FolderNotes {
    /// Text above the listing.
    pub header: Option<Arc<str>>,
    /// Text below the listing.
    pub readme: Option<Arc<str>>,
    /// How the listing is drawn.
    pub view: Option<View>,
    /// How the listing is sorted for whoever does not say.
    pub sort: Option<Sort>,
}

/// A part of a sorted listing.
#[derive(Clone, Debug)]
pub struct Page {
    /// The folder.
    pub path: VirtualPath,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// Position of the first of them in the whole, from zero.
    pub offset: usize,
    /// How many rows there are in all.
    pub total: usize,
    /// How to get the next page; `None` on the last.
    pub next_cursor: Option<String>,
    /// The order.
    pub sort: Sort,
    /// What its administrators say about it; nothing where only a part of it is shown.
    pub notes: FolderNotes,
    /// When the listing was fetched from Microsoft; `None` for virtual folders.
    pub fetched_at: Option<Timestamp>,
    /// That this is an old copy, and why; only where the caller accepts one.
    pub stale: Option<Stale>,
}
