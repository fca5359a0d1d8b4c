//! How folders looked a while ago: what a listing shows that comes late.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::ItemKey;
use super::drive::Drive;
use super::item::Item;
use super::name::FoldedName;

/// How many changes are remembered of a drive; listings don't lag by more.
const REMEMBERED: usize = 512;

/// The last changes of the folders of a drive.
#[derive(Debug, Default)]
pub(crate) struct Past {
    changes: VecDeque<Before>,
    sizes: VecDeque<SizeBefore>,
}

/// What a folder had under a name before a change.
#[derive(Debug)]
struct Before {
    changed_at: Timestamp,
    folder: ItemKey,
    name: FoldedName,
    item: Option<(ItemKey, Item)>,
}

/// What a folder's size was before a change.
#[derive(Debug)]
struct SizeBefore {
    changed_at: Timestamp,
    folder: ItemKey,
    size: u64,
}

/// An item with the key it has or had.
pub(crate) type Keyed<'a> = (ItemKey, &'a Item);

impl Drive {
    /// Remembers the item as it is, before it changes or goes.
    pub(super) fn remember(&mut self, key: ItemKey) {
        let item = self.item(key);
        if let Some(folder) = item.parent {
            let (name, copy) = (FoldedName::new(&item.name), item.clone());
            self.push_past(folder, name, Some((key, copy)));
        }
    }

    /// Remembers that there was nothing of that name.
    pub(super) fn remember_absence(&mut self, folder: ItemKey, name: &str) {
        self.push_past(folder, FoldedName::new(name), None);
    }

    fn push_past(&mut self, folder: ItemKey, name: FoldedName, item: Option<(ItemKey, Item)>) {
        if self.past.changes.len() == REMEMBERED {
            self.past.changes.pop_front();
        }
        self.past.changes.push_back(Before {
            changed_at: self.now,
            folder,
            name,
            item,
        });
    }

    /// Remembers the size of a folder, before it changes.
    pub(super) fn remember_size(&mut self, folder: ItemKey) {
        if self.past.sizes.len() == REMEMBERED {
            self.past.sizes.pop_front();
        }
        self.past.sizes.push_back(SizeBefore {
            changed_at: self.now,
            folder,
            size: self.item(folder).size,
        });
    }

    /// The size of a folder at that time; none if it is the same now.
    pub(crate) fn size_at(&self, folder: ItemKey, at: Timestamp) -> Option<u64> {
        let mut later = self.past.sizes.iter();
        let earliest = later.find(|size| size.changed_at > at && size.folder == folder);
        earliest.map(|size| size.size)
    }

    /// The children of a folder as they were at that time; none if they are the same now.
    pub(crate) fn children_at(
        &self,
        folder: ItemKey,
        at: Timestamp,
    ) -> Option<BTreeMap<FoldedName, Keyed<'_>>> {
        let later = self.past.changes.iter().rev();
        let later = later.take_while(|before| before.changed_at > at);
        // The last one that is put in counts, and that is the earliest change.
        let undone: BTreeMap<&FoldedName, Option<Keyed<'_>>> = later
            .filter(|before| before.folder == folder)
            .map(|before| {
                let item = before.item.as_ref();
                (&before.name, item.map(|(key, item)| (*key, item)))
            })
            .collect();
        if undone.is_empty() {
            return None;
        }
        let now = self.item(folder).children().into_iter().flatten();
        let mut children: BTreeMap<FoldedName, Keyed<'_>> = now
            .map(|(name, key)| (name.clone(), (*key, self.item(*key))))
            .collect();
        for (name, item) in undone {
            match item {
                Some(item) => children.insert(name.clone(), item),
                None => children.remove(name),
            };
        }
        Some(children)
    }
}
