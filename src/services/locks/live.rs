//! What the locks that bind now stand in the way of.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::{AccountId, Caller, DriveId, Lock, LockDepth, LockScope, LockToken, PathKey};

use super::bounds::{Count, Crowd};
use super::table::Table;

/// So many locks in the way are enough to know that nothing is done.
pub(super) const ENOUGH: usize = 100;

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
        let mut found = Vec::new();
        let mut tokens = HashSet::new();
        for place in &places {
            let covering = self.covering(drive, place);
            if covering.iter().any(|lock| is_shown(caller, lock)) {
                continue;
            }
            found.extend(
                { covering }
                    .into_iter()
                    .filter(|it| tokens.insert(it.token.clone())),
            );
            if found.len() >= ENOUGH {
                break;
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

    /// How many shared locks lie over the place at which they would be most with a new one.
    pub(super) fn crowd(&self, new: &Lock) -> Crowd {
        let (drive, key) = (&new.drive_id, new.root.key());
        let at = |key: &PathKey| {
            let mut shared = self.covering(drive, key);
            shared.retain(|lock| lock.scope == LockScope::Shared);
            let own = shared.iter().filter(|lock| lock.account == new.account);
            Crowd {
                of_account: own.count(),
                all: shared.len(),
            }
        };
        let here = at(&key);
        if new.depth == LockDepth::Zero {
            return here;
        }
        let mut below: Vec<_> = { self.below(drive, &key) }
            .iter()
            .map(|lock| lock.root.key())
            .collect();
        below.dedup();
        below.iter().map(at).fold(here, Crowd::or)
    }

    /// How many locks there are where an account wants another.
    pub(super) fn count(&self, drive: &DriveId, account: &AccountId) -> Count {
        let binding = self.table.all().filter(|lock| (self.binds)(lock));
        let mut count = Count {
            of_account: 0,
            in_drive: 0,
            of_account_in_drive: 0,
        };
        for lock in binding {
            let (is_here, is_own) = (lock.drive_id == *drive, lock.account == *account);
            count.in_drive += usize::from(is_here);
            count.of_account += usize::from(is_own);
            count.of_account_in_drive += usize::from(is_here && is_own);
        }
        count
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DrivePath, Timestamp};

    fn drive() -> DriveId {
        DriveId::parse("b!one").expect("an id")
    }

    fn key(at: &str) -> PathKey {
        DrivePath::parse(at).expect("a path").key()
    }

    fn lock(number: usize, of: &str, at: &str, depth: LockDepth) -> Lock {
        let now = Timestamp::from_unix_ms(0);
        Lock {
            token: LockToken::from_uuid(format!("00000000-0000-4000-8000-{number:012}")),
            drive_id: drive(),
            root: DrivePath::parse(at).expect("a path"),
            scope: LockScope::Shared,
            depth,
            owner: None,
            account: AccountId::from_unique(of),
            created_at: now,
            expires_at: now.after(Lock::USUAL),
            timeout: Lock::USUAL,
        }
    }

    fn all(table: &Table) -> Live<'_, fn(&Lock) -> bool> {
        Live {
            table,
            binds: |_| true,
        }
    }

    #[test]
    fn what_is_over_takes_no_room() {
        let own = |number| lock(number, "ann", &format!("/{number}"), LockDepth::Zero);
        let table = Table::of((0..1_000).map(own));
        let (drive, ann) = (drive(), AccountId::from_unique("ann"));
        assert!(!table.count(&drive, &ann).has_room());
        assert_eq!(all(&table).count(&drive, &ann), table.count(&drive, &ann));
        let over = Live {
            table: &table,
            binds: |_: &Lock| false,
        };
        assert!(over.count(&drive, &ann).has_room());
        let ben = AccountId::from_unique("ben");
        assert!(
            table.count(&drive, &ben).has_room(),
            "hers take none of his"
        );
    }

    #[test]
    fn of_thousands_of_locks_in_the_way_some_are_enough() {
        let below = |number| lock(number, "ann", &format!("/a/{number}"), LockDepth::Zero);
        let table = Table::of((0..5_000).map(below));
        let (drive, caller) = (drive(), Caller::anonymous());
        let found = all(&table).in_the_way(&caller, (&drive, &key("/a")), Touch::Departure);
        assert_eq!(found.len(), ENOUGH);
        let found = all(&table).in_the_way(&caller, (&drive, &key("/a/7")), Touch::Departure);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn shared_locks_are_counted_where_they_lie_over_each_other() {
        let (deep, flat) = (LockDepth::Infinity, LockDepth::Zero);
        let table = Table::of([
            lock(1, "ann", "/a/b", deep),
            lock(2, "ben", "/a/b/c", flat),
            lock(3, "ann", "/a/x", flat),
            lock(4, "ben", "/", flat),
        ]);
        for (at, depth, of_account, all_there) in [
            ("/a", flat, 0, 0),
            ("/a", deep, 1, 2),
            ("/a/x", deep, 1, 1),
            ("/a/b/c", flat, 1, 2),
            ("/a/b/d", flat, 1, 1),
            ("/", deep, 1, 2),
        ] {
            let expected = Crowd {
                of_account,
                all: all_there,
            };
            let crowd = all(&table).crowd(&lock(9, "ann", at, depth));
            assert_eq!(crowd, expected, "{at} {depth:?}");
        }
    }
}
