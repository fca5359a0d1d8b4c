//! Time as the product sees it: points in time, and the door through which they come.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;

/// A point in time: milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The point `milliseconds` after the Unix epoch.
    pub const fn from_unix_ms(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since the Unix epoch, negative before it.
    pub const fn unix_ms(self) -> i64 {
        self.0
    }

    /// The time since `earlier`; zero where `earlier` lies in the future, as clocks can be set back.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// This point moved into the future.
    pub fn after(self, duration: Duration) -> Self {
        let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(milliseconds))
    }

    /// The moment `duration` earlier.
    pub fn before(self, duration: Duration) -> Self {
        let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(milliseconds))
    }

    /// The same point for programs that speak in [`SystemTime`], whole milliseconds kept.
    pub fn to_system_time(self) -> SystemTime {
        let distance = Duration::from_millis(self.0.unsigned_abs());
        if self.0 < 0 {
            UNIX_EPOCH - distance
        } else {
            UNIX_EPOCH + distance
        }
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(0).after(after),
            Err(before) => Self(-Self(0).after(before.duration()).0),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ms", self.0)
    }
}

/// The door to time. Every wait of ours goes through it, so that tests drive a manual clock.
#[async_trait]
pub trait Clock: Send + Sync + fmt::Debug {
    /// The present.
    fn now(&self) -> Timestamp;

    /// Time since some fixed point, finer than [`Clock::now`] and never set back: for measuring.
    fn elapsed(&self) -> Duration {
        self.now().since(Timestamp::default())
    }

    /// Returns once `deadline` has come, at once if it lies in the past.
    async fn sleep_until(&self, deadline: Timestamp);

    /// Waits a back-off out: nothing but time ends it. The clock of a test may move itself instead.
    async fn back_off_until(&self, deadline: Timestamp) {
        self.sleep_until(deadline).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_time_survives_the_way_through_system_time() {
        for milliseconds in [-86_400_000, -1, 0, 1, 1_763_694_000_123] {
            let point = Timestamp::from_unix_ms(milliseconds);
            assert_eq!(Timestamp::from(point.to_system_time()), point);
        }
    }

    #[test]
    fn time_since_a_later_point_is_zero() {
        let early = Timestamp::from_unix_ms(1_000);
        assert_eq!(
            early.since(early.after(Duration::from_secs(1))),
            Duration::ZERO
        );
        assert_eq!(
            early.after(Duration::from_secs(1)).since(early),
            Duration::from_secs(1)
        );
    }
}
