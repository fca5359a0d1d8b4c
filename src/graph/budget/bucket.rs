//! A token bucket on our own clock.

use std::time::Duration;

use crate::domain::Timestamp;

/// Holds at most `size`, comes back steadily. An amount is counted in parts, as many as the window has
/// milliseconds: then each millisecond brings back a whole number of them and nothing is rounded.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    size: u64,
    level: u64,
    /// Parts that come back each millisecond.
    refill: u64,
    /// Parts of one.
    parts: u64,
    filled_at: Timestamp,
}

impl Bucket {
    /// A full bucket to which `refill` comes back within a window.
    pub(super) fn full(size: u32, (refill, window): (u32, Duration), now: Timestamp) -> Self {
        let parts = milliseconds(window).max(1);
        let size = u64::from(size).saturating_mul(parts);
        Self {
            size,
            level: size,
            refill: u64::from(refill).max(1),
            parts,
            filled_at: now,
        }
    }

    /// When `amount` can be taken with `reserve` left over; `None` means now.
    pub(super) fn ready_at(
        &mut self,
        amount: u32,
        reserve: u32,
        now: Timestamp,
    ) -> Option<Timestamp> {
        self.fill(now);
        let wanted = self
            .in_parts(amount)
            .saturating_add(self.in_parts(reserve))
            .min(self.size);
        let missing = wanted
            .checked_sub(self.level)
            .filter(|missing| *missing > 0)?;
        Some(now.after(Duration::from_millis(missing.div_ceil(self.refill))))
    }

    /// Takes `amount`, which [`Bucket::ready_at`] has just found to be there.
    pub(super) fn take(&mut self, amount: u32) {
        self.level = self.level.saturating_sub(self.in_parts(amount));
    }

    /// Takes out what is there beyond `amount`.
    pub(super) fn lower_to(&mut self, amount: u32, now: Timestamp) {
        self.fill(now);
        self.level = self.level.min(self.in_parts(amount));
    }

    fn fill(&mut self, now: Timestamp) {
        let back = milliseconds(now.since(self.filled_at)).saturating_mul(self.refill);
        self.level = self.level.saturating_add(back).min(self.size);
        self.filled_at = now;
    }

    fn in_parts(&self, amount: u32) -> u64 {
        u64::from(amount).saturating_mul(self.parts)
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_unix_ms(milliseconds)
    }

    #[test]
    fn what_is_taken_comes_back_steadily() {
        let mut bucket = Bucket::full(10, (60, Duration::from_mins(1)), at(0));
        assert_eq!(bucket.ready_at(10, 0, at(0)), None);
        bucket.take(10);
        assert_eq!(bucket.ready_at(1, 0, at(0)), Some(at(1_000)));
        assert_eq!(bucket.ready_at(1, 0, at(999)), Some(at(1_000)));
        assert_eq!(bucket.ready_at(1, 0, at(1_000)), None);
        assert_eq!(
            bucket.ready_at(10, 0, at(60_000)),
            None,
            "never more than full"
        );
        assert_eq!(
            bucket.ready_at(11, 0, at(60_000)),
            None,
            "more than it ever holds counts as all"
        );
    }

    #[test]
    fn a_reserve_is_left_for_others() {
        let mut bucket = Bucket::full(10, (60, Duration::from_mins(1)), at(0));
        bucket.take(5);
        assert_eq!(bucket.ready_at(1, 5, at(0)), Some(at(1_000)));
        assert_eq!(bucket.ready_at(1, 0, at(0)), None);
    }

    #[test]
    fn slow_refills_lose_nothing_to_rounding() {
        let mut bucket = Bucket::full(1, (1, Duration::from_secs(10)), at(0));
        bucket.take(1);
        for milliseconds in (1..10_000).step_by(7) {
            assert!(bucket.ready_at(1, 0, at(milliseconds)).is_some());
        }
        assert_eq!(bucket.ready_at(1, 0, at(10_000)), None);
    }
}
