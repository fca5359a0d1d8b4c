//! One row of a listing.

use super::clock::Timestamp;
use super::error::Error;
use super::id::{DriveId, ItemId};
use super::path::{DrivePath, Segment};
use super::tag::{ContentTag, ETag};
use super::url::DownloadUrl;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// Has children.
    Folder,
    /// Has bytes.
    File,
    /// Opaque, such as a `OneNote` notebook: neither opened nor downloaded.
    Package,
    /// Points into another drive; following it is a right to decide (design, section 5).
    Shortcut,
}

impl EntryKind {
    /// `folder`, `file`, `package` or `shortcut`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::File => "file",
            Self::Package => "package",
            Self::Shortcut => "shortcut",
        }
    }
}

/// An item as a drive describes it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Microsoft's id of the item.
    pub id: ItemId,
    /// The folder it lies in; absent for a drive's root.
    pub parent_id: Option<ItemId>,
    /// Its name; `None` for a drive's root, whose name says nothing.
    pub name: Option<Segment>,
    /// What it is.
    pub kind: EntryKind,
    /// Size in bytes; of a folder, with all below it, lagging behind. A download's length is told by
    /// its first answer, not by this.
    pub size: Option<u64>,
    /// When the content was made, by the client's clock where it told.
    pub created_at: Option<Timestamp>,
    /// When the content was changed, by the client's clock where it told.
    pub modified_at: Option<Timestamp>,
    /// Media type as the service sees it; files only.
    pub mime_type: Option<String>,
    /// Tag of the whole item.
    pub etag: Option<ETag>,
    /// Tag of its bytes; files only.
    pub content_tag: Option<ContentTag>,
    /// Base64 of the 160-bit `QuickXorHash`; files only, and not always there.
    pub quick_xor_hash: Option<String>,
    /// Where the service says the item is, from the drive's root. Rights are decided again on it.
    pub found_at: Option<DrivePath>,
    /// A pre-authenticated URL that came along, or why the one that came is not trusted; files only. A
    /// URL that is refused harms nobody who only looks at the folder.
    pub download_url: Option<Result<DownloadUrl, Error>>,
    /// The service holds the file to be infected and won't hand it out.
    pub infected: bool,
    /// What a shortcut points to, as far as it was told soundly.
    pub remote: Option<RemoteItem>,
}

/// An item of any drive, as a shortcut names it. That a shortcut names it gives no right to it: the
/// application could read it for anybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RemoteItem {
    /// Its drive.
    pub drive: DriveId,
    /// Its id there.
    pub id: ItemId,
}

impl Entry {
    /// An item of which nothing but this is known yet.
    pub fn of(id: ItemId, kind: EntryKind, name: Option<Segment>) -> Self {
        Self {
            id,
            parent_id: None,
            name,
            kind,
            size: None,
            created_at: None,
            modified_at: None,
            mime_type: None,
            etag: None,
            content_tag: None,
            quick_xor_hash: None,
            found_at: None,
            download_url: None,
            infected: false,
            remote: None,
        }
    }

    /// The URL that came along, if one did that can be used.
    pub fn url(&self) -> Option<&DownloadUrl> {
        self.download_url.as_ref()?.as_ref().ok()
    }

    /// About how many bytes it takes in memory, for what is bounded by weight. Most of it is the URL,
    /// whose token alone may be a kilobyte.
    pub fn weight(&self) -> usize {
        /// Ids, tags and the hash, and what each text costs beside its letters.
        const REST: usize = 512;
        let texts = [
            self.name.as_ref().map(Segment::as_str),
            self.mime_type.as_deref(),
            self.found_at.as_ref().map(DrivePath::as_str),
            self.url().map(DownloadUrl::expose),
        ];
        let texts = texts.into_iter().flatten().map(str::len);
        size_of::<Self>() + REST + texts.sum::<usize>()
    }
}
