//! Real time, and time that a test moves by hand.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use async_trait::async_trait;
use tokio::sync::watch;

use crate::domain::{Clock, Timestamp};

/// The time of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    fn elapsed(&self) -> Duration {
        static BEGINNING: OnceLock<Instant> = OnceLock::new();
        BEGINNING.get_or_init(Instant::now).elapsed()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    async fn sleep_until(&self, deadline: Timestamp) {
        loop {
            let left = deadline.since(self.now());
            if left.is_zero() {
                return;
            }
            // The machine's clock may be set while we sleep: never trust one long nap.
            tokio::time::sleep(left.min(Duration::from_mins(1))).await;
        }
    }
}

/// Time that stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock {
    now: watch::Sender<Timestamp>,
    skipping: Mutex<Skipping>,
}

/// Back-offs that are not waited for.
#[derive(Debug, Default)]
struct Skipping {
    longest: Duration,
    skipped: Vec<Duration>,
}

impl ManualClock {
    /// A clock that shows `start`.
    pub fn at(start: Timestamp) -> Self {
        Self {
            now: watch::Sender::new(start),
            skipping: Mutex::default(),
        }
    }

    /// Moves time forward and wakes whoever waits for a point that has come.
    pub fn advance(&self, duration: Duration) {
        self.now.send_modify(|now| *now = now.after(duration));
    }

    /// From now on a back-off of at most `longest` moves time forward by itself.
    pub fn skip_back_offs_up_to(&self, longest: Duration) {
        self.skipping().longest = longest;
    }

    /// The back-offs that were skipped since this was last asked, in order.
    pub fn take_skipped(&self) -> Vec<Duration> {
        std::mem::take(&mut self.skipping().skipped)
    }

    /// Skips the wait until `deadline`, if it is short enough.
    fn skip(&self, deadline: Timestamp) {
        let left = deadline.since(self.now());
        let mut skipping = self.skipping();
        if !left.is_zero() && left <= skipping.longest {
            skipping.skipped.push(left);
            self.advance(left);
        }
    }

    fn skipping(&self) -> MutexGuard<'_, Skipping> {
        self.skipping.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        let mut now = self.now.subscribe();
        // The sender lives as long as `self`, so the only way out is that the time has come.
        let _ = now.wait_for(|now| *now >= deadline).await;
    }

    async fn back_off_until(&self, deadline: Timestamp) {
        self.skip(deadline);
        self.sleep_until(deadline).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_on_the_manual_clock_wakes_when_its_time_has_come() {
        let clock = ManualClock::at(Timestamp::from_unix_ms(0));
        let sleep = clock.sleep_until(Timestamp::from_unix_ms(2_000));
        tokio::pin!(sleep);
        clock.advance(Duration::from_secs(1));
        assert!(futures_util::poll!(&mut sleep).is_pending());
        clock.advance(Duration::from_secs(1));
        sleep.await;
        assert_eq!(clock.now().unix_ms(), 2_000);
    }

    #[tokio::test]
    async fn a_short_back_off_can_be_skipped_and_all_else_stays() {
        let clock = ManualClock::at(Timestamp::from_unix_ms(0));
        clock.skip_back_offs_up_to(Duration::from_secs(10));
        clock.back_off_until(Timestamp::from_unix_ms(10_000)).await;
        let (long, sleep) = (
            clock.back_off_until(Timestamp::from_unix_ms(20_001)),
            clock.sleep_until(Timestamp::from_unix_ms(10_001)),
        );
        tokio::pin!(long, sleep);
        assert!(futures_util::poll!(&mut long).is_pending());
        assert!(futures_util::poll!(&mut sleep).is_pending());
        assert_eq!(clock.take_skipped(), [Duration::from_secs(10)]);
        assert!(clock.take_skipped().is_empty());
    }
}
