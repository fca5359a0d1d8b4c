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
pub(crate) struct Past(VecDeque<Before>);

/// What a folder had under a name before a change.
#[derive(Debug)]
struct Before {
    changed_at: Timestamp,
    folder: ItemKey,
    name: FoldedName,
    item: Option<Item>,
}

/// What a folder had under some names at an earlier time.
pub(crate) type Overlay<'a> = BTreeMap<&'a FoldedName, Option<&'a Item>>;

impl Drive {
    /// Remembers the item as it is, before it changes or goes.
    pub(super) fn remember(&mut self, key: ItemKey) {
        let item = self.item(key);
        if let Some(folder) = item.parent {
            let (name, copy) = (FoldedName::new(&item.name), item.clone());
            self.push_past(folder, name, Some(copy));
        }
    }

    /// Remembers that there was nothing of that name.
    pub(super) fn remember_absence(&mut self, folder: ItemKey, name: &str) {
        self.push_past(folder, FoldedName::new(name), None);
    }

    fn push_past(&mut self, folder: ItemKey, name: FoldedName, item: Option<Item>) {
        if self.past.0.len() == REMEMBERED {
            self.past.0.pop_front();
        }
        self.past.0.push_back(Before {
            changed_at: self.now,
            folder,
            name,
            item,
        });
    }

    /// What was different in the folder at that time.
    pub(crate) fn overlay(&self, folder: ItemKey, at: Timestamp) -> Overlay<'_> {
        let later = self.past.0.iter().rev();
        later
            .take_while(|before| before.changed_at > at)
            .filter(|before| before.folder == folder)
            .map(|before| (&before.name, before.item.as_ref()))
            .collect()
    }
}
