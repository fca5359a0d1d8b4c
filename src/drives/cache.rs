//! What is remembered of all drives, bounded by weight.
//!
//! Values carry when they were asked for and are judged by our own clock; the cache library bounds
//! the size and knows nothing of time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache as Memory;

use crate::domain::{
    Anchor, ContentTag, DownloadUrl, DriveId, DrivePath, Entry, ItemId, Listing, PathKey, Target,
    TenantId, Timestamp,
};

use super::changes::Changes;

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
    changes: Arc<Mutex<Changes>>,
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
    /// A folder's children, and since when they are believed.
    Listing(Arc<Listing>, Timestamp),
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
    /// Since when that is believed of a listing.
    pub(super) believed_since: Timestamp,
}

impl Cache {
    /// An empty memory. What was used longest ago goes first: by popularity, the library's own choice, a
    /// large folder would never get in beside many small ones, and be fetched anew for each page.
    pub fn new(options: CacheOptions) -> Self {
        let weigh = |_: &Key, value: &Value| u32::try_from(value.weight()).unwrap_or(u32::MAX);
        Self {
            memory: Memory::builder()
                .max_capacity(options.capacity)
                .eviction_policy(EvictionPolicy::lru())
                .weigher(weigh)
                .build(),
            changes: Arc::default(),
            options,
        }
    }

    /// Whether something that has been believed since a moment is believed still: mostly since it was asked for.
    pub(super) fn believes(&self, since: Timestamp, now: Timestamp) -> bool {
        now.since(since) < self.options.lifetime
    }

    /// How long a listing or an entry is believed.
    pub(super) const fn lifetime(&self) -> Duration {
        self.options.lifetime
    }

    /// What has changed lately.
    pub(super) fn changes(&self) -> MutexGuard<'_, Changes> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Forgets one value.
    pub(super) fn forget(&self, scope: &Arc<Scope>, what: What) {
        self.memory.invalidate(&Key {
            scope: Arc::clone(scope),
            what,
        });
    }

    /// Forgets what was seen of an item, and the listing it stood in: it is gone, or another. Rare, so
    /// the whole memory is looked through.
    pub(super) fn forget_item(&self, scope: &Arc<Scope>, item: &Entry) {
        if let Some(folder) = item.parent_id.clone() {
            self.changes().note(scope, folder.clone());
            self.forget(scope, What::Children(folder));
        }
        self.forget_where(|key, value| {
            *key.scope == **scope && matches!(value, Value::Entry(entry, _) if entry.id == item.id)
        });
    }

    /// Forgets a folder's listing and what was seen of its children.
    pub(super) fn forget_children(&self, scope: &Arc<Scope>, listing: &Listing) {
        let Some(folder) = &listing.folder_id else {
            return;
        };
        self.changes().note(scope, folder.clone());
        self.forget(scope, What::Children(folder.clone()));
        for entry in &listing.entries {
            let tag = entry.content_tag.clone();
            self.forget(scope, What::Renewed(entry.id.clone(), tag));
        }
        self.forget_where(|key, value| {
            *key.scope == **scope
                && matches!(value, Value::Entry(entry, _) if entry.parent_id.as_ref() == Some(folder))
        });
    }

    /// Forgets a folder's whole subtree, and which folder lies at which path of its drive: it has moved, or
    /// is gone. Where it was is the path from the drive's root; without it, all of the drive is meant.
    pub(super) fn forget_tree(&self, scope: &Arc<Scope>, was_at: Option<&DrivePath>) {
        self.changes().note_drive(scope);
        let top = was_at.map(DrivePath::key);
        let was_below = |place: Option<&DrivePath>| match (place, &top) {
            (Some(place), Some(top)) => place.key().is_at_or_below(top),
            (None, _) | (_, None) => true,
        };
        self.forget_where(|key, value| {
            *key.scope == **scope
                && match value {
                    Value::Listing(listing, _) => was_below(listing.found_at.as_ref()),
                    Value::Entry(entry, _) => was_below(entry.found_at.as_ref()),
                    Value::Folder(_) => true,
                    Value::Url(_) => false,
                }
        });
    }

    /// Forgets everything of the tenant's drives: its credential or a mount has changed.
    pub fn forget_tenant(&self, tenant: &TenantId) {
        self.changes().note_all();
        self.forget_where(|key, _| key.scope.tenant == *tenant);
    }

    fn forget_where(&self, meant: impl Fn(&Key, &Value) -> bool) {
        for (key, value) in &self.memory {
            if meant(&key, &value) {
                self.memory.invalidate(&*key);
            }
        }
    }
}

impl Value {
    /// About how many bytes it holds, its key included.
    fn weight(&self) -> usize {
        const KEY: usize = 256;
        let value = match self {
            Self::Listing(listing, _) => listing.weight(),
            Self::Folder(_) => 0,
            Self::Entry(entry, _) => entry.weight(),
            Self::Url(url) => url.expose().len(),
        };
        KEY + value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EntryKind, Segment};

    fn file(number: usize) -> Arc<Entry> {
        let url = "https://contoso-my.sharepoint.com/download.aspx?tempauth=v1".repeat(16);
        let id = ItemId::parse(&format!("01{number}")).expect("an id");
        let name = Segment::parse(&format!("file {number}.txt")).ok();
        Arc::new(Entry {
            download_url: Some(Ok(DownloadUrl::trusted(&url, Timestamp::default()))),
            ..Entry::of(id, EntryKind::File, name)
        })
    }

    fn folder(id: &str, children: usize) -> Arc<Listing> {
        Arc::new(Listing {
            folder_id: ItemId::parse(id).ok(),
            found_at: None,
            entries: (0..children).map(file).collect(),
            fetched_at: Timestamp::default(),
            edition: 0,
        })
    }

    #[test]
    fn a_large_folder_is_remembered_however_popular_the_small_ones_are() {
        let cache = Cache::new(CacheOptions {
            capacity: 4_000_000,
            ..CacheOptions::default()
        });
        let scope = Arc::new(Scope {
            tenant: TenantId::from_unique("1"),
            drive: DriveId::parse("b!1").expect("an id"),
        });
        let key = |id: &str| What::Children(ItemId::parse(id).expect("an id"));
        for number in 0..200 {
            let id = format!("small{number}");
            let small = Value::Listing(folder(&id, 10), Timestamp::default());
            cache.keep(&scope, key(&id), small);
            for _ in 0..5 {
                cache.recall(&scope, key(&id));
            }
            cache.memory.run_pending_tasks();
        }
        let large = Value::Listing(folder("large", 1_000), Timestamp::default());
        cache.keep(&scope, key("large"), large);
        cache.memory.run_pending_tasks();
        assert!(cache.recall(&scope, key("large")).is_some());
        assert!(cache.memory.weighted_size() <= 4_000_000);
    }

    #[test]
    fn a_listing_weighs_what_its_urls_do() {
        let url = file(0).url().expect("a URL").expose().len();
        assert!(folder("a", 100).weight() > 100 * (url + 512));
    }
}
