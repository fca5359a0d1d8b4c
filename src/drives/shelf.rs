//! What is remembered of one drive.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    Clock, DownloadUrl, DriveId, Entry, Error, Listing, Result, Target, TenantId, Timestamp,
};

use super::cache::{Cache, KnownFolder, Scope, Value, What};
use super::lookup;

/// One drive's part of the memory, with the clock that judges it. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    cache: Cache,
    scope: Arc<Scope>,
    clock: Arc<dyn Clock>,
}

impl Shelf {
    pub(super) fn new(
        cache: Cache,
        (tenant, drive): (TenantId, DriveId),
        clock: Arc<dyn Clock>,
    ) -> Self {
        let scope = Arc::new(Scope { tenant, drive });
        Self {
            cache,
            scope,
            clock,
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn recall(&self, what: What) -> Option<Value> {
        self.cache.recall(&self.scope, what)
    }

    fn keep(&self, what: What, value: Value) {
        self.cache.keep(&self.scope, what, value);
    }

    fn believes(&self, fetched_at: Timestamp) -> bool {
        self.cache.believes(fetched_at, self.now())
    }

    /// The listing of the folder `target`, if one is remembered and still believed. That the path leads
    /// there must be believed too: the folder may have been seen since under another name.
    pub(super) fn listing(&self, target: &Target) -> Option<Arc<Listing>> {
        let id = match target {
            Target::Id(id) => id.clone(),
            Target::At(anchor, path) => {
                match self.recall(What::Folder(anchor.clone(), path.key()))? {
                    Value::Folder(known)
                        if known.path == *path && self.believes(known.fetched_at) =>
                    {
                        known.id
                    }
                    _ => return None,
                }
            }
        };
        match self.recall(What::Children(id))? {
            Value::Listing(listing) if self.believes(listing.fetched_at) => Some(listing),
            _ => None,
        }
    }

    /// Remembers a listing under its folder's id, and the path that led there.
    pub(super) fn keep_listing(&self, target: &Target, listing: &Arc<Listing>) {
        let Some(id) = &listing.folder_id else {
            return;
        };
        self.keep(
            What::Children(id.clone()),
            Value::Listing(Arc::clone(listing)),
        );
        if let Target::At(anchor, path) = target {
            let known = KnownFolder {
                id: id.clone(),
                path: path.clone(),
                fetched_at: listing.fetched_at,
            };
            self.keep(
                What::Folder(anchor.clone(), path.key()),
                Value::Folder(known),
            );
        }
    }

    /// What memory says about an item: the younger of the answer to this very question and the listing of
    /// its folder, whose silence says that it is not there.
    pub(super) fn item(&self, target: &Target) -> Option<Result<Arc<Entry>>> {
        let listing = self.listing_around(target);
        let listed_at = listing.as_ref().map(|(listing, _)| listing.fetched_at);
        match self.recall(What::Item(target.clone())) {
            Some(Value::Entry(entry, fetched_at))
                if self.believes(fetched_at) && Some(fetched_at) >= listed_at =>
            {
                Some(Ok(entry))
            }
            _ => listing.map(|(listing, name)| lookup::child(&listing, name)),
        }
    }

    fn listing_around<'t>(&self, target: &'t Target) -> Option<(Arc<Listing>, &'t str)> {
        let Target::At(anchor, path) = target else {
            return None;
        };
        let folder = Target::At(anchor.clone(), path.parent()?);
        Some((self.listing(&folder)?, path.name()?))
    }

    /// Remembers what a question for one item gave.
    pub(super) fn keep_item(&self, target: &Target, entry: &Arc<Entry>, fetched_at: Timestamp) {
        self.keep(
            What::Item(target.clone()),
            Value::Entry(Arc::clone(entry), fetched_at),
        );
    }

    /// The youngest URL we hold of this file, if it has enough life left.
    pub(super) fn url(&self, entry: &Entry, life: Duration) -> Option<DownloadUrl> {
        let renewed = match self.recall(renewed(entry)) {
            Some(Value::Url(url)) => Some(url),
            _ => None,
        };
        // Of two of one moment the last is taken: the first is the one that was refused.
        let held = [entry.url().cloned(), renewed].into_iter().flatten();
        held.max_by_key(DownloadUrl::issued_at)
            .filter(|url| url.lives(self.now(), life))
    }

    /// Remembers the URL that replaced a refused one, under the item and its content, never its name.
    pub(super) fn keep_renewed_url(&self, entry: &Entry, url: &DownloadUrl) {
        self.keep(renewed(entry), Value::Url(url.clone()));
    }

    /// Passes an answer on; where it says that the item is gone, what was seen of it is forgotten.
    pub(super) fn forget_if_gone<T>(&self, item: &Entry, answer: Result<T>) -> Result<T> {
        if matches!(answer, Err(Error::NotFound)) {
            self.forget(item);
        }
        answer
    }

    /// Forgets what was seen of an item.
    pub(super) fn forget(&self, item: &Entry) {
        self.cache.forget_item(&self.scope, item);
    }
}

fn renewed(entry: &Entry) -> What {
    What::Renewed(entry.id.clone(), entry.content_tag.clone())
}
