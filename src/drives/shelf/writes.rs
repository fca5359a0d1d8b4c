//! What our own writes do to the memory.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Entry, EntryKind, ItemId, Target};

use super::Shelf;

impl Shelf {
    /// An item has been written or changed; `asked` is a path that leads to it.
    pub(in crate::drives) fn note_put(&self, entry: &Arc<Entry>, asked: Option<&Target>) {
        self.note_folder(entry.parent_id.as_ref());
        self.recent.put(entry, asked, self.now());
    }

    /// An item is no longer where it was: it is gone, or moved. Of a folder, so is all below it.
    pub(in crate::drives) fn note_gone(&self, item: &Entry) {
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
    pub(in crate::drives) fn note_moved(
        &self,
        before: &Entry,
        now: &Arc<Entry>,
        asked: Option<&Target>,
    ) {
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
    pub(in crate::drives) fn just_put(&self, target: &Target) -> Option<Arc<Entry>> {
        self.recent.put_at(target, self.now())
    }

    /// Waits for the service to catch up.
    pub(in crate::drives) async fn back_off(&self, wait: Duration) {
        self.clock.back_off_until(self.now().after(wait)).await;
    }

    /// A write failed, and may have been done all the same: what was seen of the place is forgotten.
    pub(in crate::drives) fn note_doubt(&self, target: &Target) {
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
