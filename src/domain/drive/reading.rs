//! What reading a drive gives.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;

use crate::domain::clock::Timestamp;
use crate::domain::entry::Entry;
use crate::domain::error::Result;
use crate::domain::id::ItemId;
use crate::domain::path::DrivePath;
use crate::domain::range::ByteRange;
use crate::domain::tag::ETag;
use crate::domain::url::DownloadUrl;

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
    /// Tells apart what was made of one answer by putting our own later changes into it; 0 for the answer as
    /// it came.
    pub edition: u64,
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
