//! The port to storage: one Microsoft drive.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;

use super::clock::Timestamp;
use super::entry::Entry;
use super::error::Result;
use super::id::ItemId;
use super::path::DrivePath;
use super::range::{ByteRange, RangeRequest};
use super::tag::ETag;
use super::urgency::Urgency;
use super::url::DownloadUrl;

/// Where a path in a drive begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The drive's root.
    Root,
    /// A folder of the drive.
    Folder(ItemId),
}

/// Which item is meant. Ids that come from callers are never a target: they would lead around the
/// rights, which go by path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The item at a path below an anchor.
    At(Anchor, DrivePath),
    /// An item that a drive has named before.
    Id(ItemId),
}

/// The children of a folder: all of them. There is no such thing as a part of a listing.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The folder's id; unknown for an empty folder that was asked for by path.
    pub folder_id: Option<ItemId>,
    /// Where the service says the folder is, from the drive's root; unknown for an empty folder.
    pub found_at: Option<DrivePath>,
    /// The children, in no order that means anything.
    pub entries: Vec<Arc<Entry>>,
    /// When the answer was asked for.
    pub fetched_at: Timestamp,
}

impl Listing {
    /// About how many bytes it takes in memory, for what is bounded by weight.
    pub fn weight(&self) -> usize {
        let entries = self.entries.iter().map(|entry| entry.weight());
        size_of::<Self>() + entries.sum::<usize>()
    }
}

/// A file, and a way to its bytes that needs nothing of ours.
#[derive(Clone, Debug)]
pub struct Download {
    /// Microsoft's pre-authenticated URL.
    pub url: DownloadUrl,
    /// The file, as it was when the URL was handed out.
    pub entry: Arc<Entry>,
}

/// Bytes in order. An error ends the stream, and no client may take what came before for the whole.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;

/// An open file.
pub struct Opened {
    /// Length of the whole in bytes, as the answer that carries the bytes says it; a listing's size is
    /// not always true.
    pub length: u64,
    /// Which of them the stream holds; `None` for the whole.
    pub range: Option<ByteRange>,
    /// The tag of what is sent, where the answer names one.
    pub etag: Option<ETag>,
    /// The bytes.
    pub bytes: ByteStream,
}

impl fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Opened");
        shown
            .field("length", &self.length)
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}

/// One Microsoft drive, shared by all its mounts.
///
/// What every implementation promises is written down as tests in `drives::contract`: names are found
/// without regard to letter case and reported as stored; a listing is complete or an error; a missing
/// item is [`Error::NotFound`](super::Error::NotFound), and nothing else is.
#[async_trait]
pub trait Drive: Send + Sync + fmt::Debug {
    /// The item itself.
    async fn stat(&self, target: &Target, urgency: Urgency) -> Result<Arc<Entry>>;

    /// The children of a folder. [`Error::WrongKind`](super::Error::WrongKind) for anything else.
    async fn list(&self, target: &Target, urgency: Urgency) -> Result<Arc<Listing>>;

    /// The children of a folder as they were at most `age` ago, from memory alone: for whoever would
    /// rather see an old copy than an error, and is told how old it is.
    fn remembered(&self, target: &Target, age: Duration) -> Option<Arc<Listing>> {
        let _ = (target, age);
        None
    }

    /// The file, and a URL of its bytes with at least `life` left. `WrongKind` for anything but a file.
    async fn download(&self, target: &Target, life: Duration, urgency: Urgency)
    -> Result<Download>;

    /// The bytes of a file, or a part of them, resolved against the true length:
    /// [`Error::RangeNotSatisfiable`](super::Error::RangeNotSatisfiable) where none of it exists. A
    /// service may ignore the range and give the whole.
    async fn open(
        &self,
        download: &Download,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened>;
}
