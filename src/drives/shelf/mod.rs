//! What is remembered of one drive.
//!
//! - `writes`: what our own writes do to the memory

mod writes;

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    Clock, Diagnosis, DownloadUrl, DriveId, Entry, EntryKind, Error, ItemId, Listing, Result,
    Service, Target, TenantId, Timestamp, UpstreamFailure,
};

use super::cache::{Cache, KnownFolder, Scope, Value, What};
use super::changes::Mark;
use super::lookup;
use super::recent::Recent;

/// When a question began, on our clock and among the changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    pub(super) at: Timestamp,
    mark: Mark,
}

/// One drive's part of the memory, with the clock that judges it. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    cache: Cache,
    scope: Arc<Scope>,
    clock: Arc<dyn Clock>,
    recent: Arc<Recent>,
}

/// The longest that a listing may take, whoever waits for it.
pub(super) const LONGEST_FLIGHT: Duration = Duration::from_mins(5);

/// The oldest copy of a listing that is ever told.
const OLDEST_COPY: Duration = Duration::from_mins(10);

impl Shelf {
    pub(super) fn new(
        cache: Cache,
        (tenant, drive): (TenantId, DriveId),
        clock: Arc<dyn Clock>,
    ) -> Self {
        let oldest_answer = cache.lifetime().max(OLDEST_COPY) + LONGEST_FLIGHT;
        let recent = Recent::new(oldest_answer);
        Self {
            cache,
            scope: Arc::new(Scope { tenant, drive }),
            clock,
            recent: Arc::new(recent),
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// How long a listing is believed.
    pub(super) fn lifetime(&self) -> Duration {
        self.cache.lifetime()
    }

    /// Now, before a question: what it will bring may be out of date by then.
    pub(super) fn begin(&self) -> Begun {
        Begun {
            at: self.now(),
            mark: self.cache.changes().mark(),
        }
    }

    /// Gives a question up after some time.
    pub(super) async fn within<T>(
        &self,
        time: Duration,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        tokio::select! {
            result = work => result,
            () = self.clock.sleep_until(self.now().after(time)) => {
                let failure = UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamTimeout);
                let tenant = Some(self.scope.tenant.clone());
                Err(UpstreamFailure { tenant, ..failure }.into())
            }
        }
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
        self.find_listing(target, |_, believed_since| self.believes(believed_since))
    }

    /// The same, where it was asked for less than `age` ago.
    pub(super) fn old_listing(&self, target: &Target, age: Duration) -> Option<Arc<Listing>> {
        self.find_listing(target, |fetched_at, _| self.now().since(fetched_at) < age)
    }

    /// The remembered listing of a folder, where both it and the path to it are good: by when they were asked for,
    /// and since when they are believed.
    fn find_listing(
        &self,
        target: &Target,
        is_good: impl Fn(Timestamp, Timestamp) -> bool,
    ) -> Option<Arc<Listing>> {
        let id = match target {
            Target::Id(id) => id.clone(),
            Target::At(anchor, path) => {
                match self.recall(What::Folder(anchor.clone(), path.key()))? {
                    Value::Folder(known)
                        if known.path == *path
                            && is_good(known.fetched_at, known.believed_since) =>
                    {
                        known.id
                    }
                    _ => return None,
                }
            }
        };
        match self.recall(What::Children(id.clone()))? {
            Value::Listing(listing, since) if is_good(listing.fetched_at, since) => {
                self.mended(id, &listing, since)
            }
            _ => None,
        }
    }

    /// A remembered listing with our latest changes put in, and kept so.
    fn mended(
        &self,
        id: ItemId,
        listing: &Arc<Listing>,
        believed_since: Timestamp,
    ) -> Option<Arc<Listing>> {
        if !self.recent.can_mend(listing.fetched_at) {
            return None;
        }
        let mended = self.recent.mend_listing(Arc::clone(listing));
        if !Arc::ptr_eq(&mended, listing) {
            let value = Value::Listing(Arc::clone(&mended), believed_since);
            self.keep(What::Children(id), value);
        }
        Some(mended)
    }

    /// An answer about a folder, with our latest changes put in.
    pub(super) fn mend_listing(&self, listing: Arc<Listing>) -> Arc<Listing> {
        self.recent.mend_listing(listing)
    }

    /// An answer about an item, with our latest changes put in. `asked_at`: when its question began.
    pub(super) fn mend_entry(
        &self,
        target: &Target,
        told: Result<Arc<Entry>>,
        asked_at: Timestamp,
    ) -> Result<Arc<Entry>> {
        self.recent.mend_entry(target, told, asked_at)
    }

    /// Remembers a listing under its folder's id, and the path that led there, to be believed since a moment; unless
    /// the folder has changed since the question `began`, which the listing may not show.
    pub(super) fn keep_listing(
        &self,
        target: &Target,
        (listing, believed_since): (&Arc<Listing>, Timestamp),
        began: Begun,
    ) {
        let Some(id) = &listing.folder_id else {
            return;
        };
        if self.changed_since(began, id) {
            return;
        }
        self.keep(
            What::Children(id.clone()),
            Value::Listing(Arc::clone(listing), believed_since),
        );
        if let Target::At(anchor, path) = target {
            let known = KnownFolder {
                id: id.clone(),
                path: path.clone(),
                fetched_at: listing.fetched_at,
                believed_since,
            };
            self.keep(
                What::Folder(anchor.clone(), path.key()),
                Value::Folder(known),
            );
        }
    }

    fn changed_since(&self, began: Begun, folder: &ItemId) -> bool {
        let changes = self.cache.changes();
        changes.since(began.mark, &self.scope, folder)
    }

    /// What memory says about an item: the younger of the answer to this very question and the listing of
    /// its folder, whose silence says that it is not there.
    pub(super) fn item(&self, target: &Target) -> Option<Result<Arc<Entry>>> {
        let listing = self.listing_around(target);
        let listed_at = listing.as_ref().map(|(listing, _)| listing.fetched_at);
        match self.recall(What::Item(target.clone())) {
            Some(Value::Entry(entry, fetched_at))
                if self.believes(fetched_at)
                    && Some(fetched_at) >= listed_at
                    && self.recent.can_mend(fetched_at) =>
            {
                Some(self.mend_entry(target, Ok(entry), fetched_at))
            }
            _ => listing.map(|(listing, name)| lookup::child(&listing, name)),
        }
    }

    /// The folder at a place, where one is remembered there and still believed.
    pub(super) fn folder(&self, target: &Target) -> Option<ItemId> {
        self.listed_folder(target).or_else(|| {
            let entry = self.item(target)?.ok()?;
            (entry.kind == EntryKind::Folder).then(|| entry.id.clone())
        })
    }

    /// The folder at a path whose listing is believed.
    fn listed_folder(&self, target: &Target) -> Option<ItemId> {
        let Target::At(anchor, path) = target else {
            return None;
        };
        let what = What::Folder(anchor.clone(), path.key());
        let Value::Folder(known) = self.recall(what)? else {
            return None;
        };
        let is_believed = known.path == *path && self.believes(known.fetched_at);
        match self.recall(What::Children(known.id.clone()))? {
            Value::Listing(listing, _) if is_believed && self.believes(listing.fetched_at) => {
                Some(known.id)
            }
            _ => None,
        }
    }

    fn listing_around<'t>(&self, target: &'t Target) -> Option<(Arc<Listing>, &'t str)> {
        let Target::At(anchor, path) = target else {
            return None;
        };
        let folder = Target::At(anchor.clone(), path.parent()?);
        // One that took long is believed of the folder alone: an item costs no more than one call.
        let listing = self.old_listing(&folder, self.lifetime())?;
        Some((listing, path.name()?))
    }

    /// Remembers what a question for one item gave, unless its folder has changed since it `began`.
    pub(super) fn keep_item(&self, target: &Target, entry: &Arc<Entry>, began: Begun) {
        let folder = entry.parent_id.as_ref();
        if !folder.is_some_and(|folder| self.changed_since(began, folder)) {
            self.keep(
                What::Item(target.clone()),
                Value::Entry(Arc::clone(entry), began.at),
            );
        }
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

    /// Passes an answer on; where it says that the place asked about is not there, or no longer ours to
    /// see, old copies of it go, with their URLs.
    pub(super) fn forget_if_refused<T>(&self, target: &Target, answer: Result<T>) -> Result<T> {
        if answer.as_ref().err().is_some_and(is_refusal) {
            self.forget_place(target);
        }
        answer
    }

    fn forget_place(&self, target: &Target) {
        self.cache.forget(&self.scope, What::Item(target.clone()));
        if let Some(listing) = self.old_listing(target, Duration::MAX) {
            self.cache.forget_children(&self.scope, &listing);
        }
        let Target::At(anchor, path) = target else {
            return;
        };
        let (Some(folder), Some(name)) = (path.parent(), path.name()) else {
            return;
        };
        let around = self.old_listing(&Target::At(anchor.clone(), folder), Duration::MAX);
        if let Some(gone) = around.and_then(|listing| lookup::child(&listing, name).ok()) {
            self.forget(&gone);
        }
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

/// Whether the service says that there is nothing, or nothing for us.
fn is_refusal(error: &Error) -> bool {
    match error {
        Error::NotFound => true,
        Error::Upstream(failure) => {
            failure.service == Service::Graph
                && failure.diagnosis != Diagnosis::UpstreamMalformed
                && matches!(failure.status, Some(401 | 403 | 404))
        }
        _ => false,
    }
}

fn renewed(entry: &Entry) -> What {
    What::Renewed(entry.id.clone(), entry.content_tag.clone())
}
