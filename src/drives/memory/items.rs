//! All items of a drive.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::{
    Anchor, Change, Changes, ChangesSince, DrivePath, Entry, EntryKind, Error, ItemId, Listing,
    Result, Segment, Target, Timestamp,
};
use crate::drives::lookup;

use super::item::{Content, Item};
use super::log::Log;

/// All items, by their ids.
#[derive(Debug)]
pub(super) struct Items {
    by_id: BTreeMap<ItemId, Item>,
    last: u64,
    pub(super) log: Log,
    /// Bytes that there is room for.
    pub(super) total: u64,
    /// Bytes in the recycle bin.
    pub(super) recycled: u64,
}

impl Items {
    /// Nothing but a root.
    pub(super) fn new(now: Timestamp) -> Self {
        let mut items = Self {
            by_id: BTreeMap::new(),
            last: 0,
            log: Log::default(),
            total: 1 << 40,
            recycled: 0,
        };
        items.insert(None, None, Content::Folder, now);
        items
    }

    pub(super) fn root(&self) -> ItemId {
        let first = self.by_id.keys().next();
        first
            .cloned()
            .expect("the root is put first and never taken away")
    }

    /// Makes an item. Whether it may lie there has been decided.
    pub(super) fn insert(
        &mut self,
        parent: Option<ItemId>,
        name: Option<Segment>,
        content: Content,
        now: Timestamp,
    ) -> ItemId {
        self.last += 1;
        let id = ItemId::parse(&format!("{:08}", self.last)).expect("digits are an id");
        self.log.note(&id);
        let item = Item::new(parent, name, content, now);
        self.by_id.insert(id.clone(), item);
        id
    }

    /// The folder at `path`, made with those above it where they are missing.
    pub(super) fn folders_to(&mut self, path: &DrivePath, now: Timestamp) -> ItemId {
        path.segments().fold(self.root(), |parent, name| {
            self.child(&parent, name).unwrap_or_else(|_| {
                let name = Segment::parse(name).ok();
                self.insert(Some(parent), name, Content::Folder, now)
            })
        })
    }

    pub(super) fn item(&self, id: &ItemId) -> Result<&Item> {
        self.by_id.get(id).ok_or(Error::NotFound)
    }

    /// An item that is about to change, which is noted.
    pub(super) fn change(&mut self, id: &ItemId) -> Result<&mut Item> {
        let item = self.by_id.get_mut(id).ok_or(Error::NotFound)?;
        item.revision += 1;
        self.log.note(id);
        Ok(item)
    }

    pub(super) fn find(&self, target: &Target) -> Result<ItemId> {
        let (start, path) = match target {
            Target::Id(id) => (id.clone(), DrivePath::root()),
            Target::At(Anchor::Root, path) => (self.root(), path.clone()),
            Target::At(Anchor::Folder(id), path) => (id.clone(), path.clone()),
        };
        self.item(&start)?;
        path.segments()
            .try_fold(start, |parent, name| self.child(&parent, name))
    }

    /// The child of this name, as the drive compares names.
    pub(super) fn child(&self, folder: &ItemId, name: &str) -> Result<ItemId> {
        let listing = self.listing(folder, Timestamp::default());
        lookup::child(&listing, name).map(|entry| entry.id.clone())
    }

    pub(super) fn children(&self, folder: &ItemId) -> impl Iterator<Item = (&ItemId, &Item)> {
        let of_folder = |(_, item): &(&ItemId, &Item)| item.parent.as_ref() == Some(folder);
        self.by_id.iter().filter(of_folder)
    }

    pub(super) fn listing(&self, folder: &ItemId, now: Timestamp) -> Listing {
        let found_at = self.path_of(folder);
        let entries = self.children(folder).map(|(id, item)| {
            let place = found_at.as_ref().zip(item.name.as_ref());
            Arc::new(Entry {
                found_at: place.map(|(folder, name)| folder.join(name)),
                ..item.describe(id)
            })
        });
        Listing {
            folder_id: Some(folder.clone()),
            entries: entries.collect(),
            found_at: found_at.clone(),
            fetched_at: now,
            edition: 0,
        }
    }

    pub(super) fn describe(&self, id: &ItemId) -> Result<Arc<Entry>> {
        let entry = self.item(id)?.describe(id);
        let found_at = self.path_of(id);
        Ok(Arc::new(Entry { found_at, ..entry }))
    }

    /// Where an item lies, from the root.
    pub(super) fn path_of(&self, id: &ItemId) -> Option<DrivePath> {
        let item = self.by_id.get(id)?;
        match (&item.parent, &item.name) {
            (Some(parent), Some(name)) => Some(self.path_of(parent)?.join(name)),
            _ => Some(DrivePath::root()),
        }
    }

    pub(super) fn is_at_or_below(&self, id: &ItemId, ancestor: &ItemId) -> bool {
        let parent = |id: &&ItemId| self.by_id.get(*id)?.parent.as_ref();
        std::iter::successors(Some(id), parent).any(|above| above == ancestor)
    }

    /// Takes an item away with all below it, and says how many bytes they held.
    pub(super) fn remove(&mut self, id: &ItemId) -> u64 {
        let below: Vec<_> = self.children(id).map(|(id, _)| id.clone()).collect();
        let below: u64 = below.iter().map(|child| self.remove(child)).sum();
        let item = self.by_id.remove(id);
        self.log.note(id);
        below + item.map_or(0, |item| item.content.weight())
    }

    /// Bytes in all contents that are kept.
    pub(super) fn weight(&self) -> u64 {
        let items = self.by_id.values();
        items.map(|item| item.content.weight()).sum()
    }

    pub(super) fn changes(&self, since: &ChangesSince) -> Changes {
        let page = match since {
            ChangesSince::Beginning => self.log.all(),
            ChangesSince::Now => self.log.none(),
            ChangesSince::Mark(mark) => match self.log.after(mark) {
                Some(page) => page,
                None => return Changes::Resync(None),
            },
        };
        let change = |id: ItemId| match self.item(&id) {
            // As Graph tells changes: without saying where the item lies.
            Ok(item) => Change::Present(Arc::new(item.describe(&id))),
            Err(_) => Change::Gone(id),
        };
        let changes = page.changed.into_iter().map(change).collect();
        if page.more {
            Changes::More(changes, page.mark)
        } else {
            Changes::UpToDate(changes, page.mark)
        }
    }

    /// A folder's id; what it is instead where it is none.
    pub(super) fn find_folder(&self, target: &Target) -> Result<ItemId> {
        let id = self.find(target)?;
        match self.item(&id)?.content.kind() {
            EntryKind::Folder => Ok(id),
            EntryKind::File => Err(Error::not_a_folder()),
            EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
        }
    }
}
