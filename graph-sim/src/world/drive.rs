//! A drive: items by id, children by name, and the changes that keep both true.

use std::collections::{BTreeMap, HashMap, HashSet};

use icu_normalizer::ComposingNormalizerBorrowed;
use jiff::Timestamp;
use uuid::Uuid;

use super::changes::Moments;
use super::item::{Item, Kind};
use super::name::FoldedName;
use super::owner::{Home, Owner};
use super::past::Past;
use super::recycling::{RecycleBin, Tombstone};
use super::sharing::SharingLink;
use super::times::{AskedTimes, FileTimes};
use super::{DriveState, Quota, SharingGrant};
use crate::ids::{self, DriveGuids, ROOT_GUID};

/// What a drive holds unless said otherwise.
const TEBIBYTE: u64 = 1 << 40;

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
    /// What all in the drive and its recycle bin may take up together.
    pub(crate) total_bytes: u64,
    pub(crate) recycle_bin: RecycleBin,
    /// Counts the changes of the drive.
    pub(crate) sequence: u64,
    /// What is gone, in the order in which it went.
    pub(crate) tombstones: Vec<Tombstone>,
    /// The time that changes bear.
    pub(super) now: Timestamp,
    pub(super) past: Past,
    pub(super) moments: Moments,
    items: Vec<Option<Item>>,
    by_guid: HashMap<Uuid, ItemKey>,
    retired: HashSet<Uuid>,
    /// Sharing links by the item they lead to.
    pub(super) links: HashMap<Uuid, Vec<SharingLink>>,
    /// What people were given, by the item.
    pub(super) grants: HashMap<Uuid, Vec<SharingGrant>>,
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
            times: FileTimes::new(AskedTimes::default(), now),
            appeared_at: now,
            changed_at_sequence: 0,
            lock: None,
            version: 1,
            content_version: 1,
            written_by: None,
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
            total_bytes: TEBIBYTE,
            recycle_bin: RecycleBin::default(),
            sequence: 0,
            tombstones: Vec::new(),
            now,
            past: Past::default(),
            moments: Moments::default(),
            items: vec![Some(root)],
            by_guid: HashMap::from([(ROOT_GUID, Self::ROOT)]),
            retired: HashSet::new(),
            links: HashMap::new(),
            grants: HashMap::new(),
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

    /// All items with their places, in no order.
    pub(crate) fn items(&self) -> impl Iterator<Item = (ItemKey, &Item)> {
        (0..)
            .map(ItemKey)
            .zip(&self.items)
            .filter_map(|(key, item)| Some((key, item.as_ref()?)))
    }

    /// How many bytes still fit.
    pub(crate) fn room(&self) -> u64 {
        let used = self.root().size + self.recycle_bin.bytes;
        match self.quota {
            Quota::Exceeded => 0,
            Quota::Normal | Quota::Hidden | Quota::Zero => self.total_bytes.saturating_sub(used),
        }
    }

    /// Whether the item is `folder` or lies somewhere below it.
    pub(crate) fn is_within(&self, key: ItemKey, folder: ItemKey) -> bool {
        let mut place = Some(key);
        while let Some(key) = place {
            if key == folder {
                return true;
            }
            place = self.item(key).parent;
        }
        false
    }

    /// Whether an item has or had that GUID.
    pub(super) fn is_known(&self, guid: Uuid) -> bool {
        self.by_guid.contains_key(&guid) || self.retired.contains(&guid)
    }

    /// Where the next item will be kept.
    pub(super) fn next_key(&self) -> ItemKey {
        ItemKey(u32::try_from(self.items.len()).expect("fewer than 2^32 items"))
    }

    /// Keeps an item at [`Self::next_key`].
    pub(super) fn keep(&mut self, item: Item) {
        self.by_guid.insert(item.guid, self.next_key());
        self.items.push(Some(item));
    }

    /// Takes out what is kept there; its GUID is never given again.
    pub(super) fn take(&mut self, key: ItemKey) -> Option<Item> {
        let item = self.items[key.0 as usize].take()?;
        self.by_guid.remove(&item.guid);
        self.retired.insert(item.guid);
        Some(item)
    }

    /// Notes that the item has changed.
    pub(super) fn touch(&mut self, key: ItemKey) {
        self.item_mut(key).changed_at_sequence = self.step();
    }
}
