//! Real time, and time that a test moves by hand.

use std::time::{Duration, SystemTime};

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
}

impl ManualClock {
    /// A clock that shows `start`.
    pub fn at(start: Timestamp) -> Self {
        Self {
            now: watch::Sender::new(start),
        }
    }

    /// Moves time forward and wakes whoever waits for a point that has come.
    pub fn advance(&self, duration: Duration) {
        self.now.send_modify(|now| *now = now.after(duration));
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
}
