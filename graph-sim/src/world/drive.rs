//! A drive: items by id, children by name, and the changes that keep both true.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use icu_normalizer::ComposingNormalizerBorrowed;
use jiff::Timestamp;
use uuid::Uuid;

use super::item::{Item, Kind};
use super::name::FoldedName;
use super::owner::{Home, Owner};
use super::sharing::SharingLink;
use super::{DriveState, Quota};
use crate::ids::{self, DriveGuids, ROOT_GUID};
use crate::seed::Mixer;

/// Place of an item in its drive; never used again after the item is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ItemKey(u32);

/// A OneDrive for Business or a document library.
#[derive(Debug)]
pub(crate) struct Drive {
    pub(crate) id: String,
    pub(crate) home: Home,
    pub(crate) guids: DriveGuids,
    pub(crate) state: DriveState,
    pub(crate) quota: Quota,
    pub(crate) owner: Owner,
    pub(crate) created: Timestamp,
    items: Vec<Option<Item>>,
    by_guid: HashMap<Uuid, ItemKey>,
    retired: HashSet<Uuid>,
    /// Sharing links by the item they lead to.
    pub(super) links: HashMap<Uuid, Vec<SharingLink>>,
}

/// The folder can't take a child of that name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PlaceError {
    NotAFolder,
    NameTaken,
}

impl Drive {
    /// A drive with nothing but its root.
    pub(crate) fn new(guids: DriveGuids, home: Home, owner: Owner, now: Timestamp) -> Self {
        let root = Item {
            guid: ROOT_GUID,
            name: "root".into(),
            parent: None,
            kind: Kind::Folder(BTreeMap::new()),
            size: 0,
            created: now,
            modified: now,
            version: 1,
            content_version: 1,
            shared: false,
        };
        Self {
            id: guids.drive_id(),
            home,
            guids,
            state: DriveState::Ready,
            quota: Quota::Normal,
            owner,
            created: now,
            items: vec![Some(root)],
            by_guid: HashMap::from([(ROOT_GUID, Self::ROOT)]),
            retired: HashSet::new(),
            links: HashMap::new(),
        }
    }

    /// The root's place.
    pub(crate) const ROOT: ItemKey = ItemKey(0);

    /// The item at a place that is known to exist.
    pub(crate) fn item(&self, key: ItemKey) -> &Item {
        self.items[key.0 as usize]
            .as_ref()
            .expect("keys are kept only of items that are there")
    }

    pub(crate) fn item_mut(&mut self, key: ItemKey) -> &mut Item {
        self.items[key.0 as usize]
            .as_mut()
            .expect("keys are kept only of items that are there")
    }

    pub(crate) fn root(&self) -> &Item {
        self.item(Self::ROOT)
    }

    /// The id clients use for the item.
    pub(crate) fn id_of(&self, item: &Item) -> String {
        ids::item_id(self.guids.drive_hash(), item.guid)
    }

    pub(crate) fn find_id(&self, id: &str) -> Option<ItemKey> {
        let guid = ids::parse_item_id(self.guids.drive_hash(), id)?;
        self.find_guid(guid)
    }

    pub(crate) fn find_guid(&self, guid: Uuid) -> Option<ItemKey> {
        self.by_guid.get(&guid).copied()
    }

    /// The child of that name, without regard to case.
    pub(crate) fn find_child(&self, folder: ItemKey, name: &str) -> Option<ItemKey> {
        self.item(folder)
            .children()?
            .get(&FoldedName::new(name))
            .copied()
    }

    /// The child of that name, without regard to case or to the Unicode normalization form.
    pub(crate) fn find_child_normalized(&self, folder: ItemKey, name: &str) -> Option<ItemKey> {
        if let Some(found) = self.find_child(folder, name) {
            return Some(found);
        }
        if name.is_ascii() {
            return None;
        }
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        let wanted = FoldedName::new(&nfc.normalize(name));
        let children = self.item(folder).children()?;
        let same = |kept: &FoldedName| nfc.normalize(kept.as_str()) == wanted.as_str();
        children
            .iter()
            .find(|(kept, _)| same(kept))
            .map(|(_, key)| *key)
    }

    /// The names from below the root down to the item.
    pub(crate) fn path_of(&self, key: ItemKey) -> Vec<&str> {
        let mut names = Vec::new();
        let mut item = self.item(key);
        while let Some(parent) = item.parent {
            names.push(&*item.name);
            item = self.item(parent);
        }
        names.reverse();
        names
    }

    /// Puts a new item into a folder. Its GUID comes from where it is made, so that a world loaded
    /// twice has the same ids, and is never one that a deleted item had.
    pub(crate) fn insert(
        &mut self,
        folder: ItemKey,
        name: &str,
        kind: Kind,
        modified: Timestamp,
    ) -> Result<ItemKey, PlaceError> {
        let guid = self.fresh_guid(folder, name);
        let key = ItemKey(u32::try_from(self.items.len()).expect("fewer than 2^32 items"));
        self.place(folder, name, key)?;
        let size = match &kind {
            Kind::File { blob, .. } => blob.size(),
            Kind::Folder(_) | Kind::Package { .. } | Kind::Shortcut(_) => 0,
        };
        self.items.push(Some(Item {
            guid,
            name: name.into(),
            parent: Some(folder),
            kind,
            size,
            created: modified,
            modified,
            version: 1,
            content_version: 1,
            shared: false,
        }));
        self.by_guid.insert(guid, key);
        self.resize_ancestors(Some(folder), 0, size);
        Ok(key)
    }

    fn fresh_guid(&self, folder: ItemKey, name: &str) -> Uuid {
        let mut mixer = Mixer::new(0);
        mixer.write(self.guids.list.as_bytes());
        mixer.write(self.item(folder).guid.as_bytes());
        mixer.write(name.as_bytes());
        let mut attempt = 0;
        loop {
            mixer.write_number(attempt);
            let guid = mixer.guid();
            if !self.by_guid.contains_key(&guid) && !self.retired.contains(&guid) {
                return guid;
            }
            attempt += 1;
        }
    }

    fn place(&mut self, folder: ItemKey, name: &str, key: ItemKey) -> Result<(), PlaceError> {
        let children = self
            .item_mut(folder)
            .children_mut()
            .ok_or(PlaceError::NotAFolder)?;
        match children.entry(FoldedName::new(name)) {
            Entry::Vacant(place) => {
                place.insert(key);
                Ok(())
            }
            Entry::Occupied(_) => Err(PlaceError::NameTaken),
        }
    }

    /// Gives the item another name, another folder, or both; its id stays.
    pub(crate) fn relocate(
        &mut self,
        key: ItemKey,
        folder: ItemKey,
        name: &str,
    ) -> Result<(), PlaceError> {
        let (old_folder, old_name, size) = self.position(key);
        self.unplace(old_folder, &old_name);
        if let Err(error) = self.place(folder, name, key) {
            self.place(old_folder, &old_name, key)
                .expect("it was there a moment ago");
            return Err(error);
        }
        self.resize_ancestors(Some(old_folder), size, 0);
        self.resize_ancestors(Some(folder), 0, size);
        let item = self.item_mut(key);
        item.parent = Some(folder);
        item.name = name.into();
        item.version += 1;
        Ok(())
    }

    /// Takes the item and all below it out of the drive.
    pub(crate) fn remove(&mut self, key: ItemKey) {
        let (folder, name, size) = self.position(key);
        self.unplace(folder, &name);
        self.resize_ancestors(Some(folder), size, 0);
        let mut doomed = vec![key];
        while let Some(key) = doomed.pop() {
            let Some(item) = self.items[key.0 as usize].take() else {
                continue;
            };
            self.by_guid.remove(&item.guid);
            self.retired.insert(item.guid);
            doomed.extend(
                item.children()
                    .into_iter()
                    .flat_map(|children| children.values()),
            );
        }
    }

    /// Tells the ancestors that an item grew or shrank.
    pub(crate) fn resize_ancestors(&mut self, mut folder: Option<ItemKey>, old: u64, new: u64) {
        while let Some(key) = folder {
            let item = self.item_mut(key);
            item.size = item.size + new - old;
            folder = item.parent;
        }
    }

    fn position(&self, key: ItemKey) -> (ItemKey, Box<str>, u64) {
        let item = self.item(key);
        let folder = item.parent.expect("the root stays where it is");
        (folder, item.name.clone(), item.size)
    }

    fn unplace(&mut self, folder: ItemKey, name: &str) {
        if let Some(children) = self.item_mut(folder).children_mut() {
            children.remove(&FoldedName::new(name));
        }
    }
}
