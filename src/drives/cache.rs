//! What is remembered of all drives, bounded by weight.
//!
//! Values carry when they were asked for and are judged by our own clock; the cache library bounds
//! the size and knows nothing of time.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache as Memory;

use crate::domain::{
    Anchor, ContentTag, DownloadUrl, DriveId, Entry, ItemId, Listing, PathKey, Target, TenantId,
    Timestamp,
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
enum What {
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
enum Value {
    Listing(Arc<Listing>),
    FolderId(ItemId),
    Entry(Arc<Entry>, Timestamp),
    Url(DownloadUrl),
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
    fn believes(&self, fetched_at: Timestamp, now: Timestamp) -> bool {
        now.since(fetched_at) < self.options.lifetime
    }

    fn recall(&self, scope: &Arc<Scope>, what: What) -> Option<Value> {
        self.memory.get(&Key {
            scope: Arc::clone(scope),
            what,
        })
    }

    fn keep(&self, scope: &Arc<Scope>, what: What, value: Value) {
        self.memory.insert(
            Key {
                scope: Arc::clone(scope),
                what,
            },
            value,
        );
    }

    /// The listing of the folder `target`, if one is remembered and still believed.
    pub(super) fn listing(
        &self,
        scope: &Arc<Scope>,
        target: &Target,
        now: Timestamp,
    ) -> Option<Arc<Listing>> {
        let id = match target {
            Target::Id(id) => id.clone(),
            Target::At(anchor, path) => {
                match self.recall(scope, What::Folder(anchor.clone(), path.key()))? {
                    Value::FolderId(id) => id,
                    _ => return None,
                }
            }
        };
        match self.recall(scope, What::Children(id))? {
            Value::Listing(listing) if self.believes(listing.fetched_at, now) => Some(listing),
            _ => None,
        }
    }

    /// Remembers a listing under its folder's id, and the path that led there.
    pub(super) fn keep_listing(&self, scope: &Arc<Scope>, target: &Target, listing: &Arc<Listing>) {
        let Some(id) = &listing.folder_id else {
            return;
        };
        self.keep(
            scope,
            What::Children(id.clone()),
            Value::Listing(Arc::clone(listing)),
        );
        if let Target::At(anchor, path) = target {
            self.keep(
                scope,
                What::Folder(anchor.clone(), path.key()),
                Value::FolderId(id.clone()),
            );
        }
    }

    /// The item that this very question gave, if still believed.
    pub(super) fn entry(
        &self,
        scope: &Arc<Scope>,
        target: &Target,
        now: Timestamp,
    ) -> Option<Arc<Entry>> {
        match self.recall(scope, What::Item(target.clone()))? {
            Value::Entry(entry, fetched_at) if self.believes(fetched_at, now) => Some(entry),
            _ => None,
        }
    }

    /// Remembers what a question for one item gave.
    pub(super) fn keep_entry(
        &self,
        scope: &Arc<Scope>,
        target: &Target,
        entry: &Arc<Entry>,
        fetched_at: Timestamp,
    ) {
        self.keep(
            scope,
            What::Item(target.clone()),
            Value::Entry(Arc::clone(entry), fetched_at),
        );
    }

    /// The URL that replaced a refused one.
    pub(super) fn renewed_url(&self, scope: &Arc<Scope>, entry: &Entry) -> Option<DownloadUrl> {
        match self.recall(
            scope,
            What::Renewed(entry.id.clone(), entry.content_tag.clone()),
        )? {
            Value::Url(url) => Some(url),
            _ => None,
        }
    }

    /// Remembers the URL that replaced a refused one, under the item and its content, never its name.
    pub(super) fn keep_renewed_url(&self, scope: &Arc<Scope>, entry: &Entry, url: &DownloadUrl) {
        let what = What::Renewed(entry.id.clone(), entry.content_tag.clone());
        self.keep(scope, what, Value::Url(url.clone()));
    }

    /// Forgets what is remembered of a file: it has changed. Exact questions for it are asked anew, and so
    /// is the listing it stands in.
    pub(super) fn forget_file(&self, scope: &Arc<Scope>, entry: &Entry) {
        if let Some(parent) = &entry.parent_id {
            self.forget(scope, What::Children(parent.clone()));
        }
        for (key, value) in &self.memory {
            let same = matches!(&value, Value::Entry(known, _) if known.id == entry.id);
            if same && key.scope == *scope {
                self.memory.invalidate(&*key);
            }
        }
    }

    fn forget(&self, scope: &Arc<Scope>, what: What) {
        self.memory.invalidate(&Key {
            scope: Arc::clone(scope),
            what,
        });
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
            Self::FolderId(_) => SMALL,
            Self::Entry(..) | Self::Url(_) => ENTRY,
        }
    }
}
