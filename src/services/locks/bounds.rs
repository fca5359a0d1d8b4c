//! How many locks there may be.

/// An account can hold so many locks: more is no person's work.
const MOST_PER_ACCOUNT: usize = 1_000;

/// A drive can have so many: every change in it looks among them.
const MOST_PER_DRIVE: usize = 20_000;

/// Of a drive an account can have one lock for so many that there is still room for: each that fills it leaves less to
/// the next, so that a handful of accounts don't take it from the rest.
const SHARE: usize = 10;

/// So many shared locks of one account can lie over one place.
const MOST_OVER_PLACE_OF_ACCOUNT: usize = 10;

/// And so many of all accounts: each of them is told with all that lies there.
const MOST_OVER_PLACE: usize = 100;

/// How many locks there are where another is to be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// Of the account.
    pub(super) of_account: usize,
    /// In the drive.
    pub(super) in_drive: usize,
    /// Of the account in the drive.
    pub(super) of_account_in_drive: usize,
}

impl Count {
    /// Whether the account can have one more there.
    pub(super) const fn has_room(self) -> bool {
        let left = MOST_PER_DRIVE.saturating_sub(self.in_drive);
        self.of_account < MOST_PER_ACCOUNT && self.of_account_in_drive * SHARE < left
    }
}

/// How many shared locks lie over one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Crowd {
    /// Of the account that wants another.
    pub(super) of_account: usize,
    /// Of all.
    pub(super) all: usize,
}

impl Crowd {
    /// Whether the account can add one.
    pub(super) const fn has_room(self) -> bool {
        self.of_account < MOST_OVER_PLACE_OF_ACCOUNT && self.all < MOST_OVER_PLACE
    }

    /// The larger of either.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            of_account: self.of_account.max(other.of_account),
            all: self.all.max(other.all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_many_greedy_accounts_to_fill_a_drive() {
        let (mut in_drive, mut accounts) = (0, 0);
        while in_drive < MOST_PER_DRIVE {
            let mut own = 0;
            let count = |own, in_drive| Count {
                of_account: own,
                in_drive,
                of_account_in_drive: own,
            };
            while count(own, in_drive).has_room() {
                (own, in_drive) = (own + 1, in_drive + 1);
            }
            assert!(own > 0 && own <= MOST_PER_ACCOUNT, "{accounts}: {own}");
            accounts += 1;
        }
        assert_eq!((in_drive, accounts), (MOST_PER_DRIVE, 88));
    }

    #[test]
    fn an_account_has_so_many_locks_wherever_they_are() {
        let count = |of_account| Count {
            of_account,
            in_drive: 0,
            of_account_in_drive: 0,
        };
        assert!(count(MOST_PER_ACCOUNT - 1).has_room());
        assert!(!count(MOST_PER_ACCOUNT).has_room());
    }
}
