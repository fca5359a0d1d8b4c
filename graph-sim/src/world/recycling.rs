//! What is left of deleted items.

use uuid::Uuid;

use super::ItemKey;
use super::conflict::Form;
use super::drive::Drive;

/// What remains known of an item that is gone from its drive.
#[derive(Clone, Debug)]
pub(crate) struct Tombstone {
    pub(crate) guid: Uuid,
    pub(crate) parent: Uuid,
    pub(crate) name: Box<str>,
    pub(crate) form: Form,
    /// Whether it went with a folder above it, not by itself.
    pub(crate) with_parent: bool,
    /// The drive's sequence when it went.
    pub(crate) sequence: u64,
}

/// The recycle bin, as far as the quota knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecycleBin {
    /// Deleted items; a folder with all below it is one.
    pub items: u64,
    /// Their bytes: `quota.deleted`.
    pub bytes: u64,
}

impl Drive {
    /// Moves the item and all below it to the recycle bin.
    pub(crate) fn recycle(&mut self, key: ItemKey) {
        self.recycle_bin.items += 1;
        self.recycle_bin.bytes += self.item(key).size;
        self.remove(key);
    }

    /// Takes the item and all below it out of the drive for good.
    pub(crate) fn remove(&mut self, key: ItemKey) {
        self.remember(key);
        let (folder, name, size) = self.position(key);
        self.unplace(folder, &name);
        self.resize_ancestors(Some(folder), size, 0);
        let sequence = self.step();
        let mut doomed = vec![(key, self.item(folder).guid)];
        while let Some((doomed_key, parent)) = doomed.pop() {
            let Some(item) = self.take(doomed_key) else {
                continue;
            };
            self.tombstones.push(Tombstone {
                guid: item.guid,
                parent,
                form: Form::of(&item.kind),
                with_parent: doomed_key != key,
                sequence,
                name: item.name.clone(),
            });
            let children = item.children().into_iter();
            let children = children.flat_map(|children| children.values());
            doomed.extend(children.map(|child| (*child, item.guid)));
        }
    }
}
