//! One count against one limit.

use jiff::{SignedDuration, Timestamp};

/// The longest pause: the longest `Retry-After` seen.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
const SHORTEST_PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// How much is allowed in which time, and what becomes of those who don't stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    /// Unlimited, if absent.
    pub(super) limit: Option<u64>,
    pub(super) window: SignedDuration,
    /// See [`ThrottlingSwitches`](crate::switches::ThrottlingSwitches).
    pub(super) patience: u64,
    pub(super) block_after: Option<u32>,
}

/// What was used since the window began, which it does with the first use, and the pause, if any.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    began: Option<Timestamp>,
    used: u64,
    pause: Option<Pause>,
}

#[derive(Debug)]
struct Pause {
    until: Timestamp,
    length: SignedDuration,
    refused: u64,
    doublings: u32,
}

/// Whether a request may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Free,
    /// Not before so much time has passed.
    Paused(SignedDuration),
    /// Not any more.
    Blocked,
}

impl Gauge {
    /// Counts an amount, refused or not, and judges it.
    pub(super) fn charge(&mut self, now: Timestamp, amount: u64, allowance: &Allowance) -> Verdict {
        if self.rest(now, allowance.window).is_none() {
            self.began = Some(now);
            self.used = 0;
        }
        self.used = self.used.saturating_add(amount);
        let Some(limit) = allowance.limit else {
            return Verdict::Free;
        };
        if let Some(pause) = &mut self.pause
            && pause.holds(now, allowance)
        {
            return pause.refuse(now, allowance);
        }
        self.pause = None;
        if self.used <= limit {
            return Verdict::Free;
        }
        let length = self.rest(now, allowance.window).unwrap_or(SHORTEST_PAUSE);
        let length = length.max(SHORTEST_PAUSE);
        self.pause = Some(Pause {
            until: later(now, length),
            length,
            refused: 1,
            doublings: 0,
        });
        Verdict::Paused(length)
    }

    /// What was used in the window that is running.
    pub(super) fn used(&self, now: Timestamp, window: SignedDuration) -> u64 {
        self.rest(now, window).map_or(0, |_| self.used)
    }

    /// How long the window goes on; none if it is over, or ahead because the clock was set back.
    pub(super) fn rest(&self, now: Timestamp, window: SignedDuration) -> Option<SignedDuration> {
        let passed = now.duration_since(self.began?);
        (!passed.is_negative() && passed < window).then(|| window - passed)
    }
}

impl Pause {
    fn holds(&self, now: Timestamp, allowance: &Allowance) -> bool {
        self.is_block(allowance) || now < self.until
    }

    fn is_block(&self, allowance: &Allowance) -> bool {
        allowance
            .block_after
            .is_some_and(|most| self.doublings >= most)
    }

    /// Refuses one more request; too many of them make the pause longer.
    fn refuse(&mut self, now: Timestamp, allowance: &Allowance) -> Verdict {
        self.refused += 1;
        if self.refused > allowance.patience {
            self.refused = 0;
            self.doublings = self.doublings.saturating_add(1);
            self.length = self.length.saturating_add(self.length).min(LONGEST_PAUSE);
            self.until = later(now, self.length);
        }
        if self.is_block(allowance) {
            Verdict::Blocked
        } else {
            Verdict::Paused(self.until.duration_since(now).max(SHORTEST_PAUSE))
        }
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Allowance, Gauge, Verdict};
    use jiff::{SignedDuration, Timestamp};

    const ALLOWANCE: Allowance = Allowance {
        limit: Some(10),
        window: SignedDuration::from_secs(60),
        patience: 3,
        block_after: Some(2),
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn paused(seconds: i64) -> Verdict {
        Verdict::Paused(SignedDuration::from_secs(seconds))
    }

    #[test]
    fn what_is_over_the_limit_waits_for_the_end_of_the_window() {
        let mut gauge = Gauge::default();
        assert_eq!(gauge.charge(at(0), 10, &ALLOWANCE), Verdict::Free);
        assert_eq!(gauge.charge(at(20), 1, &ALLOWANCE), paused(40));
        assert_eq!(gauge.charge(at(60), 1, &ALLOWANCE), Verdict::Free);
    }

    #[test]
    fn refused_requests_count_and_lengthen_the_pause() {
        let mut gauge = Gauge::default();
        gauge.charge(at(0), 11, &ALLOWANCE);
        assert_eq!(gauge.charge(at(1), 1, &ALLOWANCE), paused(59));
        assert_eq!(gauge.charge(at(1), 1, &ALLOWANCE), paused(59));
        assert_eq!(gauge.charge(at(1), 1, &ALLOWANCE), paused(120));
        assert_eq!(gauge.used(at(1), ALLOWANCE.window), 14);
        assert_eq!(gauge.charge(at(100), 1, &ALLOWANCE), paused(21));
    }

    #[test]
    fn who_never_stops_is_blocked_for_good() {
        let mut gauge = Gauge::default();
        for _ in 0..20 {
            gauge.charge(at(0), 5, &ALLOWANCE);
        }
        assert_eq!(gauge.charge(at(86_400), 1, &ALLOWANCE), Verdict::Blocked);
    }

    #[test]
    fn no_pause_is_longer_than_an_hour() {
        let allowance = Allowance {
            patience: 1,
            block_after: None,
            ..ALLOWANCE
        };
        let mut gauge = Gauge::default();
        for _ in 0..40 {
            gauge.charge(at(0), 20, &allowance);
        }
        assert_eq!(gauge.charge(at(0), 1, &allowance), paused(3_600));
    }

    #[test]
    fn a_clock_that_is_set_back_begins_a_new_window() {
        let mut gauge = Gauge::default();
        gauge.charge(at(1_000), 10, &ALLOWANCE);
        assert_eq!(gauge.charge(at(0), 10, &ALLOWANCE), Verdict::Free);
    }
}
