//! Randomness from the operating system.

use aws_lc_rs::rand;
use uuid::Uuid;

use crate::domain::{Clock, Timestamp};

/// The source of everything that must not be guessed. A value rather than functions, so that whoever
/// draws from it says so in its signature.
#[derive(Clone, Copy, Debug, Default)]
pub struct Random;

impl Random {
    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // Fails only where the operating system has no randomness to give; nothing can go on then.
        rand::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }

    /// A number in `0..bound`, near enough to uniform for jitter and never for secrets.
    pub fn below(&self, bound: u64) -> u64 {
        u64::from_le_bytes(self.bytes()) % bound.max(1)
    }

    /// A UUID of version 4, for request ids.
    pub fn uuid(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// A UUID of version 7, for rows: ids made later sort later.
    pub fn row_id(&self, clock: &dyn Clock) -> Uuid {
        let now: Timestamp = clock.now();
        let milliseconds = u64::try_from(now.unix_ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &self.bytes()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doors::SystemClock;

    #[test]
    fn what_is_drawn_differs_each_time() {
        let random = Random;
        assert_ne!(random.bytes::<32>(), random.bytes::<32>());
        assert_ne!(random.uuid(), random.uuid());
        assert_ne!(random.row_id(&SystemClock), random.row_id(&SystemClock));
        assert!((0..100).all(|_| random.below(3) < 3));
    }
}
