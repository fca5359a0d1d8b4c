//! One item, and what it holds and has held.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::domain::{
    ContentTag, ETag, Entry, EntryKind, Error, ItemId, Link, QuickXor, RemoteItem, Result, Segment,
    Times, Timestamp, VersionId,
};

/// An item.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) parent: Option<ItemId>,
    pub(super) name: Option<Segment>,
    pub(super) content: Content,
    pub(super) times: Times,
    /// How often anything of it has changed.
    pub(super) revision: u64,
    pub(super) links: Vec<Link>,
}

/// What an item is.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Folder,
    File(History),
    Opaque(EntryKind),
    Shortcut(RemoteItem),
}

/// All contents of a file that are kept, the oldest first.
#[derive(Clone, Debug)]
pub(super) struct History {
    earlier: Vec<Held>,
    pub(super) current: Held,
}

/// A content of a file.
#[derive(Clone, Debug)]
pub(super) struct Held {
    number: u64,
    pub(super) bytes: Bytes,
    pub(super) modified_at: Timestamp,
    hash: String,
}

impl Content {
    /// A file that has held nothing else yet.
    pub(super) fn file(bytes: Bytes, now: Timestamp) -> Self {
        Self::File(History {
            earlier: Vec::new(),
            current: Held::new(1, bytes, now),
        })
    }

    pub(super) const fn kind(&self) -> EntryKind {
        match self {
            Self::Folder => EntryKind::Folder,
            Self::File(_) => EntryKind::File,
            Self::Opaque(kind) => *kind,
            Self::Shortcut(_) => EntryKind::Shortcut,
        }
    }

    /// What a file holds and has held; nothing else holds anything.
    pub(super) const fn history(&self) -> Result<&History> {
        match self {
            Self::File(history) => Ok(history),
            Self::Folder => Err(Error::not_a_file()),
            Self::Opaque(_) | Self::Shortcut(_) => Err(Error::opaque()),
        }
    }

    pub(super) const fn history_mut(&mut self) -> Result<&mut History> {
        match self {
            Self::File(history) => Ok(history),
            Self::Folder => Err(Error::not_a_file()),
            Self::Opaque(_) | Self::Shortcut(_) => Err(Error::opaque()),
        }
    }

    /// The same, as a copy has it: without what it has held before.
    pub(super) fn copied(&self, now: Timestamp) -> Self {
        match self {
            Self::File(history) => Self::file(history.current.bytes.clone(), now),
            other => other.clone(),
        }
    }

    /// Bytes in it, earlier contents included.
    pub(super) fn weight(&self) -> u64 {
        match self {
            Self::File(history) => history.held().map(Held::size).sum(),
            Self::Folder | Self::Opaque(_) | Self::Shortcut(_) => 0,
        }
    }
}

impl History {
    /// All that is kept, the latest first.
    pub(super) fn held(&self) -> impl Iterator<Item = &Held> {
        std::iter::once(&self.current).chain(self.earlier.iter().rev())
    }

    pub(super) fn find(&self, version: &VersionId) -> Result<&Held> {
        let mut held = self.held();
        held.find(|held| held.id() == *version)
            .ok_or(Error::NotFound)
    }

    /// Makes this what the file holds now.
    pub(super) fn push(&mut self, bytes: Bytes, now: Timestamp) {
        let next = Held::new(self.current.number + 1, bytes, now);
        self.earlier
            .push(std::mem::replace(&mut self.current, next));
    }

    /// Removes an earlier content.
    pub(super) fn remove(&mut self, version: &VersionId) -> Result<()> {
        if self.current.id() == *version {
            let what = "removing what a file holds now";
            return Err(Error::Unsupported { what });
        }
        self.find(version)?;
        self.earlier.retain(|held| held.id() != *version);
        Ok(())
    }
}

impl Held {
    fn new(number: u64, bytes: Bytes, now: Timestamp) -> Self {
        let mut hash = QuickXor::default();
        hash.update(&bytes);
        Self {
            number,
            hash: STANDARD.encode(hash.digest()),
            bytes,
            modified_at: whole_seconds(now),
        }
    }

    pub(super) fn id(&self) -> VersionId {
        VersionId::parse(&format!("{}.0", self.number)).expect("digits and a dot are an id")
    }

    pub(super) const fn size(&self) -> u64 {
        self.bytes.len() as u64
    }
}

impl Item {
    /// An item that has just been made.
    pub(super) fn new(
        parent: Option<ItemId>,
        name: Option<Segment>,
        content: Content,
        now: Timestamp,
    ) -> Self {
        Self {
            parent,
            name,
            content,
            times: made_at(now),
            revision: 1,
            links: Vec::new(),
        }
    }

    pub(super) fn etag(&self, id: &ItemId) -> Option<ETag> {
        ETag::requote(&format!("{id},{}", self.revision))
    }

    /// Everything about it but where it lies.
    pub(super) fn describe(&self, id: &ItemId) -> Entry {
        let remote = match &self.content {
            Content::Shortcut(remote) => Some(remote.clone()),
            Content::Folder | Content::File(_) | Content::Opaque(_) => None,
        };
        let plain = Entry {
            remote,
            parent_id: self.parent.clone(),
            created_at: self.times.created_at,
            modified_at: Some(self.times.modified_at),
            etag: self.etag(id),
            ..Entry::of(id.clone(), self.content.kind(), self.name.clone())
        };
        let Ok(History { current, .. }) = self.content.history() else {
            return plain;
        };
        let content_tag = format!("{id},{}", current.number);
        Entry {
            size: Some(current.size()),
            content_tag: ContentTag::choose(Some(&content_tag), None, None),
            quick_xor_hash: Some(current.hash.clone()),
            ..plain
        }
    }
}

/// Times of something that is made or changed now.
pub(super) fn made_at(now: Timestamp) -> Times {
    Times {
        modified_at: whole_seconds(now),
        created_at: Some(whole_seconds(now)),
    }
}

/// The client's times as they are kept.
pub(super) fn kept(times: Times) -> Times {
    let created_at = times.created_at.unwrap_or(times.modified_at);
    Times {
        modified_at: whole_seconds(times.modified_at),
        created_at: Some(whole_seconds(created_at)),
    }
}

fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_unix_ms(time.unix_ms() - time.unix_ms().rem_euclid(1_000))
}
