//! When the use of a pass was last noted.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;

use crate::domain::Clock;

/// Says from time to time that the use of a pass is to be written down, so that a busy program costs no
/// write with each request.
pub(in crate::services) struct Notes {
    noted: Cache<String, Duration>,
    clock: Arc<dyn Clock>,
}

/// How long a note is good.
const LIFE: Duration = Duration::from_mins(1);

/// How many passes are known at most. One that is forgotten is noted once too often.
const MOST: u64 = 10_000;

impl Notes {
    pub(in crate::services) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            noted: Cache::new(MOST),
            clock,
        }
    }

    /// Whether the use of this pass is to be noted now; then whoever asks next is told no.
    pub(in crate::services) fn is_due(&self, id: &str) -> bool {
        let now = self.clock.elapsed();
        let last = self.noted.get(id);
        let due = last.is_none_or(|last| now.saturating_sub(last) >= LIFE);
        if due {
            self.noted.insert(id.to_owned(), now);
        }
        due
    }
}

impl fmt::Debug for Notes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Notes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::doors::ManualClock;

    #[test]
    fn a_pass_in_use_is_noted_once_a_minute() {
        let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(0)));
        let notes = Notes::new(Arc::clone(&clock) as _);
        assert!(notes.is_due("tok_1") && !notes.is_due("tok_1"));
        assert!(notes.is_due("tok_2"));
        clock.advance(LIFE);
        assert!(notes.is_due("tok_1"));
    }
}
