//! Bytes per second of all downloads together.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::doors;

/// How far sending may run behind its rate and catch up again; timers are no better than this.
const SLACK: Duration = Duration::from_millis(20);

/// Spaces out what is sent.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// When all that was allowed so far will have gone out.
    busy_until: Mutex<Option<Instant>>,
}

impl Pace {
    /// Waits until so many more bytes may be sent.
    pub(crate) async fn allow(&self, bytes: usize, bytes_per_second: u64) {
        doors::sleep(self.reserve(bytes, bytes_per_second)).await;
    }

    fn reserve(&self, bytes: usize, bytes_per_second: u64) -> Duration {
        let nanoseconds = bytes as u128 * 1_000_000_000 / u128::from(bytes_per_second.max(1));
        let cost = Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX));
        let now = doors::instant();
        let mut busy_until = self
            .busy_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let start = busy_until.map_or(now, |until| {
            until.max(now.checked_sub(SLACK).unwrap_or(now))
        });
        *busy_until = Some(start + cost);
        start.saturating_duration_since(now)
    }
}
