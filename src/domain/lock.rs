//! Locks of RFC 4918, sections 6 and 7: who has set one may change what it covers, and nobody else.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::clock::Timestamp;
use super::error::{Error, Result};
use super::id::{AccountId, DriveId};
use super::path::DrivePath;

/// The name of a lock: a URN that nobody guesses (RFC 4918, section 6.5). Showing it is no proof of anything;
/// it counts only for the account that set the lock.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LockToken(Arc<str>);

impl LockToken {
    /// What each of ours begins with.
    const PREFIX: &'static str = "urn:uuid:";

    /// The token with this UUID, which must have been drawn at random.
    pub fn from_uuid(uuid: impl fmt::Display) -> Self {
        let text = format!("{}{uuid}", Self::PREFIX);
        Self(Arc::from(text.to_ascii_lowercase()))
    }

    /// A token as a client sends it back, without angle brackets. A UUID's letter case says nothing.
    ///
    /// # Errors
    /// [`Error::lock_token_mismatch`] for whatever can't be a token of ours, because no lock has it.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.to_ascii_lowercase();
        match text.strip_prefix(Self::PREFIX) {
            Some(uuid) if is_uuid(uuid) => Ok(Self(Arc::from(text))),
            _ => Err(Error::lock_token_mismatch()),
        }
    }

    /// The token as text, without angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether it is written like `0198f3a2-0000-4000-8000-000000000000`.
fn is_uuid(text: &str) -> bool {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = text.split('-');
    parts.clone().map(str::len).eq(LENGTHS) && { parts }.all(is_hex)
}

impl fmt::Debug for LockToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LockToken({})", self.0)
    }
}

/// Whether others may have one as well (RFC 4918, section 6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LockScope {
    /// Nobody else.
    Exclusive,
    /// Whoever asks for a shared one, too.
    Shared,
}

impl LockScope {
    /// `exclusive` or `shared`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive",
            Self::Shared => "shared",
        }
    }

    /// The scope of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = [Self::Exclusive, Self::Shared].into_iter();
        all.find(|scope| scope.name() == name)
    }
}

/// How far a lock reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LockDepth {
    /// The entry; of a folder also what it has in it, as far as names go.
    Zero,
    /// The entry and all below it.
    Infinity,
}

impl LockDepth {
    /// `0` or `infinity`, as RFC 4918 writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "0",
            Self::Infinity => "infinity",
        }
    }

    /// The depth of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = [Self::Zero, Self::Infinity].into_iter();
        all.find(|depth| depth.name() == name)
    }
}

/// A lock. It belongs to a place in a drive, not to a path of the tree: whichever way somebody comes, it binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Its name.
    pub token: LockToken,
    /// In which drive.
    pub drive_id: DriveId,
    /// What is locked, from the drive's root.
    pub root: DrivePath,
    /// Whether others may have one as well.
    pub scope: LockScope,
    /// How far it reaches.
    pub depth: LockDepth,
    /// What the client says of its user, to be shown to others: the content of `DAV:owner`, as XML.
    pub owner: Option<String>,
    /// Who has set it.
    pub account: AccountId,
    /// When it was set.
    pub created_at: Timestamp,
    /// When it ends, if it is not refreshed.
    pub expires_at: Timestamp,
    /// How long it was granted for, in whole seconds, when it was set or refreshed last.
    pub timeout: Duration,
}

impl Lock {
    /// How long a lock lives whose client does not say.
    pub const USUAL: Duration = Duration::from_mins(10);
    /// The longest that a lock lives without being refreshed: who forgets it does not close a file forever.
    pub const LONGEST: Duration = Duration::from_hours(1);
    /// The most that may be said of the user, in bytes.
    pub const MOST_OWNER_BYTES: usize = 4_096;

    /// How long is granted: what is wanted in whole seconds, from one second up to [`Lock::LONGEST`].
    pub fn granted(wanted: Option<Duration>) -> Duration {
        let wanted = wanted.unwrap_or(Self::USUAL).min(Self::LONGEST);
        Duration::from_secs(wanted.as_secs().max(1))
    }

    /// The same lock, set or refreshed now for so long.
    #[must_use]
    pub fn lasting(self, timeout: Duration, now: Timestamp) -> Self {
        Self {
            timeout,
            expires_at: now.after(timeout),
            ..self
        }
    }

    /// Whether it has ended by itself.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }

    /// What is left of it, in whole seconds; one that has begun is counted, so that what was granted just now is told
    /// as it was granted.
    pub fn left(&self, now: Timestamp) -> Duration {
        let left = self.expires_at.since(now);
        Duration::from_secs(left.as_secs() + u64::from(left.subsec_nanos() > 0))
    }
}

/// What lock is wanted.
#[derive(Clone, Debug)]
pub struct LockRequest {
    /// Whether others may have one as well.
    pub scope: LockScope,
    /// How far it reaches.
    pub depth: LockDepth,
    /// What the client says of its user: the content of `DAV:owner`, as XML.
    pub owner: Option<String>,
    /// For how long; `None` leaves it to us.
    pub timeout: Option<Duration>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_again_in_any_letter_case_and_foreign_ones_are_none_of_ours() {
        let token = LockToken::from_uuid("0198F3A2-1111-4222-8333-444455556666");
        let again = LockToken::parse("URN:UUID:0198f3a2-1111-4222-8333-444455556666");
        assert_eq!(again.expect("it is ours"), token);
        for foreign in [
            "",
            "urn:uuid:",
            "opaquelocktoken:0198f3a2-1111-4222-8333-444455556666",
            "urn:uuid:0198f3a2111142228333444455556666",
            "urn:uuid:0198f3a2-1111-4222-8333-44445555666g",
            "urn:uuid:0198f3a2-1111-4222-8333-444455556666-",
        ] {
            let refused = LockToken::parse(foreign).expect_err("it is not ours");
            assert_eq!(refused.code(), "lock_token_mismatch", "{foreign}");
        }
    }

    #[test]
    fn a_lock_is_granted_for_a_second_at_least_and_for_an_hour_at_most() {
        let seconds = |wanted| Lock::granted(wanted).as_secs();
        assert_eq!(seconds(None), 600);
        assert_eq!(seconds(Some(Duration::from_millis(10))), 1);
        assert_eq!(seconds(Some(Duration::from_millis(2_900))), 2);
        assert_eq!(seconds(Some(Duration::MAX)), 3_600);
    }

    #[test]
    fn what_is_left_of_a_lock_is_told_as_it_was_granted_until_a_second_has_passed() {
        let now = Timestamp::from_unix_ms(1_000_000);
        let second = Duration::from_secs(1);
        let lock = Lock {
            token: LockToken::from_uuid("0198F3A2-1111-4222-8333-444455556666"),
            drive_id: DriveId::parse("b!1").expect("an id"),
            root: DrivePath::parse("/a").expect("a path"),
            scope: LockScope::Exclusive,
            depth: LockDepth::Zero,
            owner: None,
            account: AccountId::from_unique("ann"),
            created_at: now,
            expires_at: now,
            timeout: second,
        };
        let lock = lock.lasting(second, now);
        for (passed, left) in [(0, 1), (1, 1), (999, 1), (1_000, 0), (2_000, 0)] {
            let then = now.after(Duration::from_millis(passed));
            assert_eq!(lock.left(then).as_secs(), left, "{passed} ms");
        }
    }

    #[test]
    fn scopes_and_depths_have_names_of_their_own() {
        for scope in [LockScope::Exclusive, LockScope::Shared] {
            assert_eq!(LockScope::from_name(scope.name()), Some(scope));
        }
        for depth in [LockDepth::Zero, LockDepth::Infinity] {
            assert_eq!(LockDepth::from_name(depth.name()), Some(depth));
        }
    }
}
