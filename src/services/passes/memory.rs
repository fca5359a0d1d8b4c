//! A short memory of right passwords, for programs that send theirs with every request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;

use crate::domain::{Clock, Secret};
use crate::doors::Random;
use crate::vault::{MacKey, Tag};

/// Knows for a few minutes which passwords were right, without knowing them: it holds their marks under a
/// key that no other process has. A mark is for one generation of a password, so that a new one makes the
/// memory of the old one worthless.
pub(super) struct Memory {
    key: MacKey,
    marks: Cache<Tag, Duration>,
    clock: Arc<dyn Clock>,
}

/// What a right password was right for.
#[derive(Clone, Copy, Debug)]
pub(in crate::services) struct Lock<'a> {
    /// Our id of the account or the folder rule.
    pub(in crate::services) id: &'a str,
    /// The generation of its password.
    pub(in crate::services) generation: i64,
}

/// How long it is known.
const LIFE: Duration = Duration::from_mins(5);

/// How many are known at most.
const MOST: u64 = 10_000;

impl Memory {
    pub(super) fn new(clock: Arc<dyn Clock>, random: Random) -> Self {
        Self {
            key: MacKey::fleeting(random),
            marks: Cache::new(MOST),
            clock,
        }
    }

    /// Whether this password was right a moment ago.
    pub(super) fn knows(&self, lock: Lock<'_>, password: &Secret<String>) -> bool {
        let known_since = self.marks.get(&self.mark(lock, password));
        let now = self.clock.elapsed();
        known_since.is_some_and(|since| now.saturating_sub(since) < LIFE)
    }

    /// Takes note of a password that was right.
    pub(super) fn remember(&self, lock: Lock<'_>, password: &Secret<String>) {
        let mark = self.mark(lock, password);
        self.marks.insert(mark, self.clock.elapsed());
    }

    /// Ids hold no NUL and the generation has a length of its own, so that no two can be joined to one.
    fn mark(&self, lock: Lock<'_>, password: &Secret<String>) -> Tag {
        let generation = lock.generation.to_be_bytes();
        let parts: [&[u8]; 4] = [
            &generation,
            lock.id.as_bytes(),
            &[0],
            password.expose().as_bytes(),
        ];
        self.key.sign(&parts.concat())
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Memory(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::doors::ManualClock;

    #[test]
    fn a_password_is_known_for_its_lock_and_generation_and_not_for_long() {
        let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(0)));
        let memory = Memory::new(Arc::clone(&clock) as _, Random);
        let password = Secret::new("correct horse".to_owned());
        let lock = Lock {
            id: "acc_1",
            generation: 3,
        };
        assert!(!memory.knows(lock, &password));
        memory.remember(lock, &password);
        assert!(memory.knows(lock, &password));
        for other in [
            Lock {
                generation: 4,
                ..lock
            },
            Lock {
                id: "acc_2",
                ..lock
            },
        ] {
            assert!(!memory.knows(other, &password), "{other:?}");
        }
        assert!(!memory.knows(lock, &Secret::new("correct hors".to_owned())));
        clock.advance(LIFE);
        assert!(!memory.knows(lock, &password));
    }
}
