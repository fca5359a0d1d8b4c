//! What is remembered of all drives, bounded by weight.
//!
//! Values carry when they were asked for and are judged by our own clock; the cache library bounds
//! the size and knows nothing of time.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache as Memory;

use crate::domain::{
    Anchor, ContentTag, DownloadUrl, DriveId, DrivePath, Entry, ItemId, Listing, PathKey, Target,
    TenantId, Timestamp,
};

/// How much is remembered, and for how long it is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheOptions {
    /// How long a listing or an entry is believed.
    pub lifetime: Duration,
    /// The most that is kept, in bytes (an estimate).
    pub capacity: u64,
}

impl Default for CacheOptions {
    fn default() -> Self {
        Self {
            lifetime: Duration::from_mins(1),
            capacity: 128 * 1024 * 1024,
        }
    }
}

/// The memory shared by all drives. Clones share it.
#[derive(Clone, Debug)]
pub struct Cache {
    memory: Memory<Key, Value>,
    options: CacheOptions,
}

/// Whose memory: two tenant rows never share what they saw, even of one drive.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Scope {
    pub(super) tenant: TenantId,
    pub(super) drive: DriveId,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    scope: Arc<Scope>,
    what: What,
}

/// What a value is about. Never a mount's path: several mounts may show one folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// The children of a folder.
    Children(ItemId),
    /// Which folder lies at a path.
    Folder(Anchor, PathKey),
    /// The item that an exact question gave.
    Item(Target),
    /// A URL that replaced one which was refused before its time.
    Renewed(ItemId, Option<ContentTag>),
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Listing(Arc<Listing>),
    Folder(KnownFolder),
    Entry(Arc<Entry>, Timestamp),
    Url(DownloadUrl),
}

/// Which folder a path led to, and when. Names that differ in normal form are one key and may be two
/// folders upstream, so the path is kept as it was asked.
#[derive(Clone, Debug)]
pub(super) struct KnownFolder {
    pub(super) id: ItemId,
    pub(super) path: DrivePath,
    pub(super) fetched_at: Timestamp,
}

impl Cache {
    /// An empty memory.
    pub fn new(options: CacheOptions) -> Self {
        let weigh = |_: &Key, value: &Value| u32::try_from(value.weight()).unwrap_or(u32::MAX);
        Self {
            memory: Memory::builder()
                .max_capacity(options.capacity)
                .weigher(weigh)
                .build(),
            options,
        }
    }

    /// Whether something that was asked for at `fetched_at` is still believed.
    pub(super) fn believes(&self, fetched_at: Timestamp, now: Timestamp) -> bool {
        now.since(fetched_at) < self.options.lifetime
    }

    pub(super) fn recall(&self, scope: &Arc<Scope>, what: What) -> Option<Value> {
        self.memory.get(&Key {
            scope: Arc::clone(scope),
            what,
        })
    }

    pub(super) fn keep(&self, scope: &Arc<Scope>, what: What, value: Value) {
        self.memory.insert(
            Key {
                scope: Arc::clone(scope),
                what,
            },
            value,
        );
    }

    /// Forgets what was seen of an item, and the listing it stood in: it is gone, or another. Rare, so
    /// the whole memory is looked through.
    pub(super) fn forget_item(&self, scope: &Arc<Scope>, item: &Entry) {
        let listed_in = item.parent_id.clone().map(What::Children);
        for (key, value) in &self.memory {
            let about_it = match &value {
                Value::Entry(entry, _) => entry.id == item.id,
                Value::Listing(_) => Some(&key.what) == listed_in.as_ref(),
                Value::Folder(_) | Value::Url(_) => false,
            };
            if about_it && key.scope == *scope {
                self.memory.invalidate(&*key);
            }
        }
    }

    /// Forgets everything of the tenant's drives: its credential or a mount has changed.
    pub fn forget_tenant(&self, tenant: &TenantId) {
        for (key, _) in &self.memory {
            if key.scope.tenant == *tenant {
                self.memory.invalidate(&*key);
            }
        }
    }
}

impl Value {
    /// About how many bytes it holds. An entry with its URL is about a kilobyte.
    fn weight(&self) -> usize {
        const SMALL: usize = 256;
        const ENTRY: usize = 1_024;
        match self {
            Self::Listing(listing) => SMALL + ENTRY * listing.entries.len(),
            Self::Folder(_) => SMALL,
            Self::Entry(..) | Self::Url(_) => ENTRY,
        }
    }
}
