//! All locks, as a value in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::domain::{AccountId, DriveId, Lock, LockDepth, PathKey};

use super::bounds::Count;

/// The locks of all drives.
#[derive(Debug, Default)]
pub(super) struct Table {
    drives: HashMap<DriveId, Shelf>,
}

/// The locks of one drive, by the key of what is locked.
#[derive(Debug, Default)]
struct Shelf {
    by_key: BTreeMap<String, Vec<Arc<Lock>>>,
    count: usize,
    /// How many each account has set here.
    held: HashMap<AccountId, usize>,
}

impl Table {
    pub(super) fn of(locks: impl IntoIterator<Item = Lock>) -> Self {
        let mut table = Self::default();
        for lock in locks {
            table.insert(Arc::new(lock));
        }
        table
    }

    /// Puts a lock in, in place of the one with its token.
    pub(super) fn insert(&mut self, lock: Arc<Lock>) {
        self.remove(&lock);
        let shelf = self.drives.entry(lock.drive_id.clone()).or_default();
        shelf.count += 1;
        *shelf.held.entry(lock.account.clone()).or_default() += 1;
        let key = lock.root.key().as_str().to_owned();
        shelf.by_key.entry(key).or_default().push(lock);
    }

    /// Takes a lock out; whether it was there.
    pub(super) fn remove(&mut self, lock: &Lock) -> bool {
        let Some(shelf) = self.drives.get_mut(&lock.drive_id) else {
            return false;
        };
        if !shelf.remove(lock) {
            return false;
        }
        if shelf.count == 0 {
            self.drives.remove(&lock.drive_id);
        }
        true
    }

    /// Whether a drive has any lock.
    pub(super) fn has_any(&self, drive: &DriveId) -> bool {
        self.drives.contains_key(drive)
    }

    /// How many locks there are where an account wants another: at the most, as some of them may be over.
    pub(super) fn count(&self, drive: &DriveId, account: &AccountId) -> Count {
        let held = |shelf: &Shelf| shelf.held.get(account).copied().unwrap_or(0);
        let shelf = self.drives.get(drive);
        Count {
            of_account: self.drives.values().map(held).sum(),
            in_drive: shelf.map_or(0, |shelf| shelf.count),
            of_account_in_drive: shelf.map_or(0, held),
        }
    }

    /// The locks of all drives.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Lock>> {
        let shelves = self.drives.values();
        shelves.flat_map(|shelf| shelf.by_key.values().flatten())
    }

    /// The locks right at a place, and those above it that reach down to it.
    pub(super) fn covering(&self, drive: &DriveId, key: &PathKey) -> Vec<Arc<Lock>> {
        let Some(shelf) = self.drives.get(drive) else {
            return Vec::new();
        };
        let mut found = shelf.at(key).to_vec();
        let mut above = key.parent();
        while let Some(folder) = above {
            let reaching = shelf.at(&folder).iter();
            found.extend(
                reaching
                    .filter(|lock| lock.depth == LockDepth::Infinity)
                    .cloned(),
            );
            above = folder.parent();
        }
        found
    }

    /// The locks of what lies below a place.
    pub(super) fn below(&self, drive: &DriveId, key: &PathKey) -> Vec<Arc<Lock>> {
        let Some(shelf) = self.drives.get(drive) else {
            return Vec::new();
        };
        // The slash is the character before the zero.
        let (first, end) = (format!("{}/", key.as_str()), format!("{}0", key.as_str()));
        let range = shelf.by_key.range(first..end);
        range.flat_map(|(_, locks)| locks).cloned().collect()
    }
}

impl Shelf {
    fn at(&self, key: &PathKey) -> &[Arc<Lock>] {
        self.by_key.get(key.as_str()).map_or(&[], Vec::as_slice)
    }

    fn remove(&mut self, lock: &Lock) -> bool {
        let key = lock.root.key();
        let Some(locks) = self.by_key.get_mut(key.as_str()) else {
            return false;
        };
        let Some(place) = locks.iter().position(|it| it.token == lock.token) else {
            return false;
        };
        locks.remove(place);
        if locks.is_empty() {
            self.by_key.remove(key.as_str());
        }
        self.count -= 1;
        if let Some(held) = self.held.get_mut(&lock.account) {
            *held -= 1;
            if *held == 0 {
                self.held.remove(&lock.account);
            }
        }
        true
    }
}
