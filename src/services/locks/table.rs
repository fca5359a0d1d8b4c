//! All locks, as a value in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::domain::{AccountId, Caller, DriveId, Lock, LockDepth, LockScope, LockToken, PathKey};

/// The locks of all drives.
#[derive(Debug, Default)]
pub(super) struct Table {
    drives: HashMap<DriveId, Shelf>,
    /// How many each account has set.
    held: HashMap<AccountId, usize>,
}

/// The locks of one drive, by the key of what is locked.
#[derive(Debug, Default)]
struct Shelf {
    by_key: BTreeMap<String, Vec<Arc<Lock>>>,
    count: usize,
}

/// What a change does to a place, and so which locks it must have the tokens of (RFC 4918, sections 6 and 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::services) enum Touch {
    /// It changes what is there, or what is said of it.
    Content,
    /// Something comes to lie there: its folder gets one more name.
    Arrival,
    /// What is there goes, with all below it: its folder loses a name.
    Departure,
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
        *self.held.entry(lock.account.clone()).or_default() += 1;
        let shelf = self.drives.entry(lock.drive_id.clone()).or_default();
        shelf.count += 1;
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
        if let Some(held) = self.held.get_mut(&lock.account) {
            *held -= 1;
            if *held == 0 {
                self.held.remove(&lock.account);
            }
        }
        true
    }

    /// Whether a drive has any lock.
    pub(super) fn has_any(&self, drive: &DriveId) -> bool {
        self.drives.contains_key(drive)
    }

    /// How many locks a drive has.
    pub(super) fn count_in(&self, drive: &DriveId) -> usize {
        self.drives.get(drive).map_or(0, |shelf| shelf.count)
    }

    /// How many locks an account has set.
    pub(super) fn count_of(&self, account: &AccountId) -> usize {
        self.held.get(account).copied().unwrap_or(0)
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
        true
    }
}

/// The locks that bind now: not those that are over, nor those of accounts that are gone.
pub(super) struct Live<'a, F> {
    pub(super) table: &'a Table,
    pub(super) binds: F,
}

impl<F: Fn(&Lock) -> bool> Live<'_, F> {
    /// [`Table::covering`].
    pub(super) fn covering(&self, drive: &DriveId, key: &PathKey) -> Vec<Arc<Lock>> {
        self.only(self.table.covering(drive, key))
    }

    /// [`Table::below`].
    pub(super) fn below(&self, drive: &DriveId, key: &PathKey) -> Vec<Arc<Lock>> {
        self.only(self.table.below(drive, key))
    }

    /// The locks whose tokens the caller has not shown and would have to. Of several that cover one place, which
    /// are shared, his own is enough.
    pub(super) fn in_the_way(
        &self,
        caller: &Caller,
        (drive, key): (&DriveId, &PathKey),
        touch: Touch,
    ) -> Vec<Arc<Lock>> {
        let mut places = vec![key.clone()];
        if touch != Touch::Content {
            places.extend(key.parent());
        }
        if touch == Touch::Departure {
            let below = self.below(drive, key);
            places.extend(below.iter().map(|lock| lock.root.key()));
            places.dedup();
        }
        let mut found: Vec<Arc<Lock>> = Vec::new();
        for place in &places {
            let covering = self.covering(drive, place);
            if covering.iter().any(|lock| is_shown(caller, lock)) {
                continue;
            }
            for lock in covering {
                if !found.iter().any(|it| it.token == lock.token) {
                    found.push(lock);
                }
            }
        }
        found
    }

    /// The locks beside which a new one can't be set.
    pub(super) fn at_odds_with(&self, new: &Lock) -> Vec<Arc<Lock>> {
        let key = new.root.key();
        let mut others = self.covering(&new.drive_id, &key);
        if new.depth == LockDepth::Infinity {
            others.extend(self.below(&new.drive_id, &key));
        }
        let shared = |lock: &Lock| lock.scope == LockScope::Shared;
        others.retain(|other| !(shared(new) && shared(other)));
        others
    }

    /// The lock with this token, if it covers the place.
    pub(super) fn find(
        &self,
        (drive, key): (&DriveId, &PathKey),
        token: &LockToken,
    ) -> Option<Arc<Lock>> {
        let mut covering = self.covering(drive, key).into_iter();
        covering.find(|lock| lock.token == *token)
    }

    fn only(&self, mut locks: Vec<Arc<Lock>>) -> Vec<Arc<Lock>> {
        locks.retain(|lock| (self.binds)(lock));
        locks
    }
}

/// Whether the caller has set a lock and shown its token.
fn is_shown(caller: &Caller, lock: &Lock) -> bool {
    let is_his = caller
        .account()
        .is_some_and(|account| account.id == lock.account);
    is_his && caller.lock_tokens().contains(&lock.token)
}
