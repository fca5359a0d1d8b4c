//! What is remembered of one drive.

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

/// The oldest answer that is ever told: an old copy of a listing, or one that was long under way.
const OLDEST_ANSWER: Duration = Duration::from_mins(15);

impl Shelf {
    pub(super) fn new(
        cache: Cache,
        (tenant, drive): (TenantId, DriveId),
        clock: Arc<dyn Clock>,
    ) -> Self {
        let recent = Recent::new(cache.lifetime().max(OLDEST_ANSWER));
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
        self.old_listing(target, self.cache.lifetime())
    }

    /// The same, where it is less than `age` old.
    pub(super) fn old_listing(&self, target: &Target, age: Duration) -> Option<Arc<Listing>> {
        let young = |fetched_at: Timestamp| self.now().since(fetched_at) < age;
        let id = match target {
            Target::Id(id) => id.clone(),
            Target::At(anchor, path) => {
                match self.recall(What::Folder(anchor.clone(), path.key()))? {
                    Value::Folder(known) if known.path == *path && young(known.fetched_at) => {
                        known.id
                    }
                    _ => return None,
                }
            }
        };
        match self.recall(What::Children(id.clone()))? {
            Value::Listing(listing) if young(listing.fetched_at) => self.mended(id, &listing),
            _ => None,
        }
    }

    /// A remembered listing with our latest changes put in, and kept so.
    fn mended(&self, id: ItemId, listing: &Arc<Listing>) -> Option<Arc<Listing>> {
        if !self.recent.can_mend(listing.fetched_at) {
            return None;
        }
        let mended = self.recent.mend_listing(Arc::clone(listing));
        if !Arc::ptr_eq(&mended, listing) {
            self.keep(What::Children(id), Value::Listing(Arc::clone(&mended)));
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

    /// Remembers a listing under its folder's id, and the path that led there; unless the folder has
    /// changed since the question `began`, which the listing may not show.
    pub(super) fn keep_listing(&self, target: &Target, listing: &Arc<Listing>, began: Begun) {
        let Some(id) = &listing.folder_id else {
            return;
        };
        if self.changed_since(began, id) {
            return;
        }
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
            Value::Listing(listing) if is_believed && self.believes(listing.fetched_at) => {
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
        Some((self.listing(&folder)?, path.name()?))
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

/// What our own writes do to the memory.
impl Shelf {
    /// An item has been written or changed; `asked` is a path that leads to it.
    pub(super) fn note_put(&self, entry: &Arc<Entry>, asked: Option<&Target>) {
        self.note_folder(entry.parent_id.as_ref());
        self.recent.put(entry, asked, self.now());
    }

    /// An item is no longer where it was: it is gone, or moved. Of a folder, so is all below it.
    pub(super) fn note_gone(&self, item: &Entry) {
        self.note_folder(item.parent_id.as_ref());
        if item.kind == EntryKind::Folder {
            self.cache.forget_tree(&self.scope, item.found_at.as_ref());
            self.recent.forget_below(&item.id);
        }
        self.recent
            .take_away(&item.id, item.parent_id.as_ref(), self.now());
    }

    /// An item lies elsewhere, or has another name; of a folder, so does all below it. `asked` is a path
    /// that leads to it now.
    pub(super) fn note_moved(&self, before: &Entry, now: &Arc<Entry>, asked: Option<&Target>) {
        self.note_folder(before.parent_id.as_ref());
        if before.kind == EntryKind::Folder {
            self.cache
                .forget_tree(&self.scope, before.found_at.as_ref());
            let (old, new) = (before.found_at.as_ref(), now.found_at.as_ref());
            self.recent.move_below(&before.id, old, new);
        }
        self.recent
            .take_away(&before.id, before.parent_id.as_ref(), self.now());
        self.note_put(now, asked);
    }

    /// What we have put where the question leads, so lately that the service may not find it yet.
    pub(super) fn just_put(&self, target: &Target) -> Option<Arc<Entry>> {
        self.recent.put_at(target, self.now())
    }

    /// Waits for the service to catch up.
    pub(super) async fn back_off(&self, wait: Duration) {
        self.clock.back_off_until(self.now().after(wait)).await;
    }

    /// A write failed, and may have been done all the same: what was seen of the place is forgotten.
    pub(super) fn note_doubt(&self, target: &Target) {
        self.recent.forget(target, self.now());
        self.cache.changes().note_drive(&self.scope);
        self.forget_place(target);
        if let Some((folder, _)) = target.split() {
            self.forget_place(&folder);
        }
    }

    fn note_folder(&self, folder: Option<&ItemId>) {
        if let Some(folder) = folder {
            self.cache.changes().note(&self.scope, folder.clone());
        }
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
