//! Our own latest changes, which the service's answers may not show yet.
//!
//! Graph lists late: for some seconds after a write its answers may be those of before. And a question
//! that began before the write, and was joined after it, brings the state of before in any case. So
//! whatever is told from such an answer is told with our change put in.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::domain::{
    Anchor, DrivePath, Entry, Error, ItemId, Listing, PathKey, Result, Target, Timestamp,
};

/// How long the service's answers may lag behind a write.
const LAG: Duration = Duration::from_secs(10);

/// More changes than this are not put into old answers: these are not believed any more instead.
const MOST: usize = 50_000;

/// Old changes are looked for when there are more than this.
const FEW: usize = 1_000;

/// The latest changes of one drive.
#[derive(Debug)]
pub(super) struct Recent {
    deeds: Mutex<Deeds>,
    /// How old an answer may be that is still told.
    keep: Duration,
    /// How many listings were mended.
    editions: AtomicU64,
}

#[derive(Debug, Default)]
struct Deeds {
    by_item: HashMap<ItemId, Deed>,
    /// Which items of a folder came, went or changed. An item that was moved is in both folders.
    by_folder: HashMap<ItemId, HashSet<ItemId>>,
    by_path: HashMap<Place, ItemId>,
    /// Which item bears a name in a folder.
    by_name: HashMap<(ItemId, String), ItemId>,
    /// Where there are more, old ones are let go.
    enough: usize,
    /// No answer from before this moment can be mended any more.
    forgotten: Option<Timestamp>,
}

/// A path, as paths are compared.
type Place = (Anchor, PathKey);

/// How an item is since a change of ours.
#[derive(Clone, Debug)]
struct Deed {
    at: Timestamp,
    now: Option<Arc<Entry>>,
    /// A path that leads to it.
    place: Option<Place>,
}

impl Recent {
    /// No changes yet. Answers are told that are at most so old.
    pub(super) fn new(oldest_answer: Duration) -> Self {
        Self {
            deeds: Mutex::default(),
            keep: oldest_answer + LAG,
            editions: AtomicU64::new(0),
        }
    }

    /// An item is now like this; `asked` is a path that leads to it.
    pub(super) fn put(&self, entry: &Arc<Entry>, asked: Option<&Target>, at: Timestamp) {
        let deed = Deed {
            at,
            now: Some(Arc::clone(entry)),
            place: asked.and_then(place),
        };
        self.lock()
            .note(&entry.id, entry.parent_id.as_ref(), deed, self.keep);
    }

    /// An item is no longer in this folder. Where it is elsewhere, [`put`](Self::put) says so next.
    pub(super) fn take_away(&self, item: &ItemId, folder: Option<&ItemId>, at: Timestamp) {
        let deed = Deed {
            at,
            now: None,
            place: None,
        };
        self.lock().note(item, folder, deed, self.keep);
    }

    /// A folder is gone, and all below it.
    pub(super) fn forget_below(&self, folder: &ItemId) {
        let mut deeds = self.lock();
        for item in deeds.below(folder) {
            deeds.by_item.remove(&item);
        }
    }

    /// A folder lies elsewhere, and all below it too.
    pub(super) fn move_below(
        &self,
        folder: &ItemId,
        old: Option<&DrivePath>,
        new: Option<&DrivePath>,
    ) {
        let mut deeds = self.lock();
        for item in deeds.below(folder) {
            deeds.carry(&item, old.zip(new));
        }
    }

    /// What was put where the question leads is no longer as it was put.
    pub(super) fn forget(&self, target: &Target, asked_at: Timestamp) {
        let mut deeds = self.lock();
        if let Some(entry) = deeds.put_at(target, asked_at) {
            deeds.by_item.remove(&entry.id);
        }
    }

    /// Whether an answer of that moment can still be told, with our changes put in.
    pub(super) fn can_mend(&self, asked_at: Timestamp) -> bool {
        let forgotten = self.lock().forgotten;
        forgotten.is_none_or(|forgotten| asked_at > forgotten)
    }

    /// The listing with our changes put in.
    pub(super) fn mend_listing(&self, listing: Arc<Listing>) -> Arc<Listing> {
        let Some(folder) = &listing.folder_id else {
            return listing;
        };
        let deeds = self.lock().of_folder(folder, listing.fetched_at);
        if deeds.is_empty() || shows(&listing, &deeds) {
            return listing;
        }
        // What bears the name of something that we have put was replaced by it.
        let names: HashSet<_> = deeds
            .values()
            .flatten()
            .filter_map(|now| key(now))
            .collect();
        let is_replaced = |entry: &Entry| key(entry).is_some_and(|key| names.contains(&key));
        let stays = |entry: &&Arc<Entry>| !deeds.contains_key(&entry.id) && !is_replaced(entry);
        let mut entries: Vec<_> = listing.entries.iter().filter(stays).cloned().collect();
        entries.extend(deeds.into_values().flatten());
        Arc::new(Listing {
            entries,
            edition: self.editions.fetch_add(1, Ordering::Relaxed) + 1,
            ..(*listing).clone()
        })
    }

    /// What was said about an item, with our changes put in.
    pub(super) fn mend_entry(
        &self,
        target: &Target,
        told: Result<Arc<Entry>>,
        asked_at: Timestamp,
    ) -> Result<Arc<Entry>> {
        let deeds = self.lock();
        if let (Target::At(..), Some(now)) = (target, deeds.put_at(target, asked_at)) {
            return Ok(match told {
                // It shows our change already, and has a fresh URL.
                Ok(entry) if entry.id == now.id && entry.etag == now.etag => entry,
                _ => now,
            });
        }
        match told {
            Ok(entry) => match deeds.of_item(&entry.id, asked_at).map(|deed| &deed.now) {
                // It shows our change already, and has a fresh URL.
                Some(Some(now)) if now.etag == entry.etag && now.parent_id == entry.parent_id => {
                    Ok(entry)
                }
                Some(Some(now)) if still_leads_to(target, &entry, now) => Ok(Arc::clone(now)),
                // Something of ours may have taken its name.
                Some(_) => deeds.namesake(&entry, asked_at).ok_or(Error::NotFound),
                None if matches!(target, Target::Id(_)) => Ok(entry),
                None => Ok(deeds.namesake(&entry, asked_at).unwrap_or(entry)),
            },
            Err(Error::NotFound) => deeds.put_at(target, asked_at).ok_or(Error::NotFound),
            Err(error) => Err(error),
        }
    }

    /// The item that we have put where the question leads, so lately that an answer of that moment may not
    /// show it.
    pub(super) fn put_at(&self, target: &Target, asked_at: Timestamp) -> Option<Arc<Entry>> {
        self.lock().put_at(target, asked_at)
    }

    fn lock(&self) -> MutexGuard<'_, Deeds> {
        self.deeds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deeds {
    fn note(&mut self, item: &ItemId, folder: Option<&ItemId>, deed: Deed, keep: Duration) {
        self.make_room(deed.at, keep);
        if let Some(folder) = folder {
            let items = self.by_folder.entry(folder.clone()).or_default();
            items.insert(item.clone());
        }
        if let Some(place) = &deed.place {
            self.by_path.insert(place.clone(), item.clone());
        }
        if let Some(name) = folder.cloned().zip(deed.now.as_deref().and_then(key)) {
            self.take_name(&name, item, deed.at);
        }
        self.by_item.insert(item.clone(), deed);
    }

    /// Gives an item a name. Who bore it was replaced.
    fn take_name(&mut self, name: &(ItemId, String), item: &ItemId, at: Timestamp) {
        let Some(other) = self.by_name.insert(name.clone(), item.clone()) else {
            return;
        };
        let bears = |now: &Arc<Entry>| {
            now.parent_id.as_ref() == Some(&name.0) && key(now).as_ref() == Some(&name.1)
        };
        if let Some(deed) = self.by_item.get_mut(&other).filter(|_| other != *item)
            && deed.now.as_ref().is_some_and(bears)
        {
            deed.at = at;
            deed.now = None;
        }
    }

    /// Lets go of what no answer needs any more; of everything where there is too much.
    fn make_room(&mut self, now: Timestamp, keep: Duration) {
        if self.by_item.len() <= self.enough.max(FEW) {
            return;
        }
        self.by_item.retain(|_, deed| now.since(deed.at) <= keep);
        if self.by_item.len() > MOST {
            self.by_item.clear();
            self.forgotten = Some(now);
        }
        let by_item = &self.by_item;
        self.by_path.retain(|_, item| by_item.contains_key(item));
        self.by_name.retain(|_, item| by_item.contains_key(item));
        self.by_folder.retain(|_, items| {
            items.retain(|item| by_item.contains_key(item));
            !items.is_empty()
        });
        self.enough = (2 * self.by_item.len()).min(MOST);
    }

    /// All items of which we know that they lie below a folder now. What has moved out does not.
    fn below(&self, folder: &ItemId) -> HashSet<ItemId> {
        let lies_in = |item: &ItemId, folder: &ItemId| {
            let now = self.by_item.get(item).and_then(|deed| deed.now.as_ref());
            now.is_some_and(|now| now.parent_id.as_ref() == Some(folder))
        };
        let mut found = HashSet::new();
        let mut folders = vec![folder.clone()];
        while let Some(folder) = folders.pop() {
            let items = self.by_folder.get(&folder).into_iter().flatten();
            for item in items.filter(|item| lies_in(item, &folder)) {
                if found.insert(item.clone()) {
                    folders.push(item.clone());
                }
            }
        }
        found
    }

    /// Says of an item where it lies since a folder above it has moved.
    fn carry(&mut self, item: &ItemId, paths: Option<(&DrivePath, &DrivePath)>) {
        let Some(deed) = self.by_item.get_mut(item) else {
            return;
        };
        let Some(now) = &deed.now else {
            return;
        };
        let found_at = now
            .found_at
            .as_ref()
            .zip(paths)
            .map(|(path, (old, new))| new.append(&path.below(old.segments().count())));
        deed.place = found_at.as_ref().map(|path| (Anchor::Root, path.key()));
        deed.now = Some(Arc::new(Entry {
            found_at,
            ..(**now).clone()
        }));
        if let Some(place) = deed.place.clone() {
            self.by_path.insert(place, item.clone());
        }
    }

    /// The change of an item that an answer of that moment may not show.
    fn of_item(&self, item: &ItemId, asked_at: Timestamp) -> Option<&Deed> {
        let deed = self.by_item.get(item)?;
        (deed.at.after(LAG) >= asked_at).then_some(deed)
    }

    /// How those items of a folder are that an answer of that moment may show otherwise; `None` for what
    /// is not in it any more.
    fn of_folder(
        &self,
        folder: &ItemId,
        asked_at: Timestamp,
    ) -> HashMap<ItemId, Option<Arc<Entry>>> {
        let is_here = |entry: &&Arc<Entry>| entry.parent_id.as_ref() == Some(folder);
        let items = self.by_folder.get(folder).into_iter().flatten();
        let deeds = items.filter_map(|item| {
            let now = &self.of_item(item, asked_at)?.now;
            Some((item.clone(), now.as_ref().filter(is_here).cloned()))
        });
        deeds.collect()
    }

    /// The item that we have put where another was.
    fn namesake(&self, other: &Entry, asked_at: Timestamp) -> Option<Arc<Entry>> {
        let name = other.parent_id.clone().zip(key(other))?;
        let item = self.by_name.get(&name)?;
        let now = self.of_item(item, asked_at)?.now.clone()?;
        let bears_it = now.parent_id == other.parent_id && key(&now) == key(other);
        bears_it.then_some(now)
    }

    /// The item that we have put where the question leads.
    fn put_at(&self, target: &Target, asked_at: Timestamp) -> Option<Arc<Entry>> {
        let wanted = place(target);
        let item = match (target, &wanted) {
            (Target::Id(id), _) => id,
            (Target::At(..), Some(wanted)) => self.by_path.get(wanted)?,
            (Target::At(..), None) => return None,
        };
        let deed = self.of_item(item, asked_at)?;
        let leads_there = wanted.is_none() || deed.place == wanted;
        deed.now.clone().filter(|_| leads_there)
    }
}

/// Whether a listing has the changes in it already.
fn shows(listing: &Listing, deeds: &HashMap<ItemId, Option<Arc<Entry>>>) -> bool {
    let listed = listing
        .entries
        .iter()
        .filter_map(|entry| Some((entry, deeds.get(&entry.id)?)));
    let mut shown = 0;
    for (entry, now) in listed {
        match now {
            Some(now) if Arc::ptr_eq(entry, now) => shown += 1,
            Some(_) | None => return false,
        }
    }
    shown == deeds.values().flatten().count()
}

fn place(target: &Target) -> Option<Place> {
    match target {
        Target::At(anchor, path) => Some((anchor.clone(), path.key())),
        Target::Id(_) => None,
    }
}

/// The name, as names are compared.
fn key(entry: &Entry) -> Option<String> {
    let name = entry.name.as_ref()?;
    Some(PathKey::of_name(name.as_str()))
}

/// Whether a question that found the item as it was would find it as it is now.
fn still_leads_to(target: &Target, before: &Entry, now: &Entry) -> bool {
    let key = |entry: &Entry| {
        entry
            .name
            .as_ref()
            .map(|name| PathKey::of_name(name.as_str()))
    };
    let same_place = || before.parent_id == now.parent_id && key(before) == key(now);
    matches!(target, Target::Id(_)) || same_place()
}

#[cfg(test)]
mod tests;
