//! What writing to a drive needs and gives.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::clock::Timestamp;
use crate::domain::entry::Entry;
use crate::domain::error::Result;
use crate::domain::path::Segment;
use crate::domain::tag::ETag;

use super::reading::ByteStream;
use super::upload::UploadKeeper;
use super::{Anchor, Target};

/// What happens where the name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IfExists {
    /// Nothing: the answer is [`Error::name_taken`](crate::domain::Error::name_taken).
    Fail,
    /// The new takes the place of the old. A file keeps its id and its versions; a folder is never
    /// replaced.
    Replace,
    /// The new gets a number behind its name.
    Rename,
}

impl IfExists {
    /// `fail`, `replace` or `rename`, as Graph calls them.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Replace => "replace",
            Self::Rename => "rename",
        }
    }

    /// What bears this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Fail, Self::Replace, Self::Rename]
            .into_iter()
            .find(|known| known.name() == name)
    }
}

/// Times as the client's own clock has them. Microsoft keeps whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// When the content was changed.
    pub modified_at: Timestamp,
    /// When it was made; taken to be the same where the client does not say.
    pub created_at: Option<Timestamp>,
}

/// A content that can be read as often as needed, from any byte: a file on disk.
#[async_trait]
pub trait Reread: Send + Sync + fmt::Debug {
    /// Its length in bytes.
    fn size(&self) -> u64;

    /// The bytes from position `from` to the end.
    async fn read_from(&self, from: u64) -> Result<ByteStream>;
}

/// Bytes on their way in.
pub enum ByteSource {
    /// They pass by once. What has gone can't be had again.
    Once {
        /// The length that was announced; where it is unknown the bytes are spooled first.
        size: Option<u64>,
        /// Where in the whole they begin: 0, but for an upload that goes on.
        from: u64,
        /// The bytes.
        bytes: ByteStream,
    },
    /// They can be read as often as needed.
    Again(Arc<dyn Reread>),
}

impl ByteSource {
    /// Bytes that pass by once, all of them.
    pub const fn once(size: Option<u64>, bytes: ByteStream) -> Self {
        Self::Once {
            size,
            from: 0,
            bytes,
        }
    }

    /// Length of the whole in bytes, where it is known.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::Once { size, .. } => *size,
            Self::Again(source) => Some(source.size()),
        }
    }
}

impl fmt::Debug for ByteSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Once { .. } => "Once",
            Self::Again(_) => "Again",
        };
        let mut shown = formatter.debug_struct(kind);
        shown.field("size", &self.size()).finish_non_exhaustive()
    }
}

/// How a file is written.
#[derive(Clone, Debug)]
pub struct PutOptions {
    /// What happens where the name is taken.
    pub if_exists: IfExists,
    /// The file must be there and bear this tag, else
    /// [`Error::PreconditionFailed`](crate::domain::Error::PreconditionFailed) and nothing is changed.
    pub if_match: Option<ETag>,
    /// The client's times of the content.
    pub times: Option<Times>,
    /// Who writes down how far a long upload has come, so that another process can go on.
    pub keeper: Option<Arc<dyn UploadKeeper>>,
}

impl PutOptions {
    /// Writes whatever is there already; no condition, no times, nobody who writes down.
    pub const fn new(if_exists: IfExists) -> Self {
        Self {
            if_exists,
            if_match: None,
            times: None,
            keeper: None,
        }
    }
}

/// What has been written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The item as the service describes it after the write.
    pub entry: Arc<Entry>,
    /// It was not there before.
    pub created: bool,
}

/// A change of an item that leaves its bytes alone; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Update {
    /// Another name. One that differs in letter case alone is another name too.
    pub name: Option<Segment>,
    /// Another folder of the same drive. What is moved keeps its id, its versions and all below it.
    pub folder: Option<Target>,
    /// Other times. On business drives they make a new version.
    pub times: Option<Times>,
    /// What happens where the name is taken there.
    pub if_exists: IfExists,
    /// The item must bear this tag.
    pub if_match: Option<ETag>,
}

impl Update {
    /// Changes nothing yet; a taken name is an error.
    pub const fn nothing() -> Self {
        Self {
            name: None,
            folder: None,
            times: None,
            if_exists: IfExists::Fail,
            if_match: None,
        }
    }
}

/// What has been changed.
#[derive(Clone, Debug)]
pub struct Updated {
    /// The item as it was.
    pub before: Arc<Entry>,
    /// The item as it is now.
    pub entry: Arc<Entry>,
}

/// What becomes of what is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deletion {
    /// It lies in the recycle bin for some time (93 days on business drives).
    Recycle,
    /// It is gone. Not on every drive: see [`Capabilities`](super::Capabilities).
    Permanent,
}

impl Target {
    /// The folder in which a new item of this path would lie, and the name it would bear; `None` for what
    /// has no name: an id, or the anchor itself.
    pub fn split(&self) -> Option<(Self, Segment)> {
        let Self::At(anchor, path) = self else {
            return None;
        };
        let name = Segment::parse(path.name()?).ok()?;
        let folder = path.parent()?;
        Some((Self::At(anchor.clone(), folder), name))
    }

    /// The child of this name, seen from a folder's id.
    pub fn child_of(folder: &crate::domain::id::ItemId, name: &Segment) -> Self {
        let path = crate::domain::path::DrivePath::root().join(name);
        Self::At(Anchor::Folder(folder.clone()), path)
    }
}
