//! The children of a folder as they come in: all of them in the end, or an error.

use std::sync::Arc;

use crate::domain::{Diagnosis, Entry};

/// What the listing of one folder may weigh in bytes: some two million entries. Beyond it every other
/// visitor would suffer for the one folder.
pub(super) const LARGEST_LISTING: usize = 2 * 1024 * 1024 * 1024;

/// Entries on the way to a listing.
#[derive(Debug)]
pub(super) struct Gathering {
    entries: Vec<Arc<Entry>>,
    room: usize,
}

impl Gathering {
    /// With room for entries of so many bytes.
    pub(super) fn new(room: usize) -> Self {
        Self {
            entries: Vec::new(),
            room,
        }
    }

    /// Takes one more, as long as there is room.
    pub(super) fn add(&mut self, entry: Arc<Entry>) -> Result<(), Diagnosis> {
        let rest = self.room.checked_sub(entry.weight());
        self.room = rest.ok_or(Diagnosis::FolderTooLarge)?;
        self.entries.push(entry);
        Ok(())
    }

    /// All of them, in the order in which they came.
    pub(super) fn into_entries(self) -> Vec<Arc<Entry>> {
        self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EntryKind, ItemId, Segment};

    fn folder(name: &str) -> Arc<Entry> {
        let id = ItemId::parse("1").expect("an id");
        let name = Segment::parse(name).expect("a name");
        Arc::new(Entry::of(id, EntryKind::Folder, Some(name)))
    }

    #[test]
    fn a_folder_beyond_the_room_is_an_error_and_not_its_beginning() {
        let one = folder("a");
        let mut gathering = Gathering::new(2 * one.weight());
        assert_eq!(gathering.add(Arc::clone(&one)), Ok(()));
        assert_eq!(gathering.add(folder("b")), Ok(()));
        assert_eq!(gathering.add(folder("c")), Err(Diagnosis::FolderTooLarge));
        let mut exact = Gathering::new(one.weight());
        assert_eq!(exact.add(one), Ok(()));
        assert_eq!(exact.into_entries().len(), 1);
    }

    #[test]
    fn the_largest_listing_holds_more_entries_than_a_folder_of_life_has() {
        let weight = folder(&"n".repeat(64)).weight() + 512;
        assert!(LARGEST_LISTING / weight > 1_000_000);
    }
}
