//! A drive in memory: a double that behaves, for tests of what stands above and as the second
//! implementation that keeps the contract honest.
//!
//! - `items`, `item`: what there is, found and described
//! - `log`: in which order it has changed
//! - `placing`, `writing`: where new items go, and what becomes of old ones
//! - `uploads`, `incoming`, `copying`: what takes its time
//! - `facts`: versions, quota, links, permissions
//! - `port`: all of it as a [`Drive`](crate::domain::Drive)

mod copying;
mod facts;
mod incoming;
mod item;
mod items;
mod log;
mod placing;
mod port;
#[cfg(test)]
mod tests;
mod uploads;
mod writing;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use crate::domain::{Clock, DrivePath, EntryKind, ItemId, RemoteItem, Segment};

use copying::Copies;
use item::Content;
use items::Items;
use uploads::Uploads;

/// A drive whose items live in memory. Holds everything behind locks that are never kept while something
/// is waited for.
#[derive(Debug)]
pub struct MemoryDrive {
    items: Mutex<Items>,
    uploads: Mutex<Uploads>,
    copies: Mutex<Copies>,
    clock: Arc<dyn Clock>,
}

impl MemoryDrive {
    /// A drive with nothing but its root, and room for a tebibyte.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            items: Mutex::new(Items::new(clock.now())),
            uploads: Mutex::default(),
            copies: Mutex::default(),
            clock,
        }
    }

    /// Puts a folder at `path`, and those above it where they are missing.
    pub fn put_folder(&self, path: &DrivePath) -> ItemId {
        let now = self.clock.now();
        self.items().folders_to(path, now)
    }

    /// Puts a file at `path`, with the folders above it.
    pub fn put_file(&self, path: &DrivePath, bytes: impl Into<Bytes>) -> ItemId {
        let now = self.clock.now();
        self.put_content(path, Content::file(bytes.into(), now))
    }

    /// Puts a shortcut at `path`, to an item of whichever drive.
    pub fn put_shortcut(&self, path: &DrivePath, remote: RemoteItem) -> ItemId {
        self.put_content(path, Content::Shortcut(remote))
    }

    /// Puts something opaque at `path`, such as a notebook.
    pub fn put_opaque(&self, path: &DrivePath, kind: EntryKind) -> ItemId {
        self.put_content(path, Content::Opaque(kind))
    }

    /// Gives the drive room for so many bytes in all.
    pub fn set_room(&self, total: u64) {
        self.items().set_room(total);
    }

    /// Forgets which changes were told, as the service does after months: every mark is too old now.
    pub fn forget_changes(&self) {
        self.items().log.forget();
    }

    fn put_content(&self, path: &DrivePath, content: Content) -> ItemId {
        let now = self.clock.now();
        let mut items = self.items();
        let parent = items.folders_to(&path.parent().unwrap_or_else(DrivePath::root), now);
        let name = path.name().and_then(|name| Segment::parse(name).ok());
        items.insert(Some(parent), name, content, now)
    }

    fn items(&self) -> MutexGuard<'_, Items> {
        lock(&self.items)
    }
}

/// A test that has failed while it held the lock has left nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
