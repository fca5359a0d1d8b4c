//! Who has signed in from where.

use std::collections::HashMap;
use std::time::Duration;

use super::buckets::{Buckets, Key, Rate};

/// Accounts at addresses from which they have signed in, each with tries of its own. Nobody comes in here
/// but by a right password.
#[derive(Debug)]
pub(super) struct Familiar {
    greeted_at: HashMap<Key, Duration>,
    buckets: Buckets,
    most: usize,
}

impl Familiar {
    pub(super) fn new(rate: Rate, most: usize) -> Self {
        Self {
            greeted_at: HashMap::new(),
            buckets: Buckets::new(rate, most),
            most,
        }
    }

    /// Knows somebody from now on, with all his tries. Where there are too many the one is forgotten who
    /// has not come for the longest time.
    pub(super) fn greet(&mut self, key: Key, now: Duration) {
        let known = self.greeted_at.contains_key(&key);
        if !known && self.greeted_at.len() >= self.most {
            let oldest = self.greeted_at.iter().min_by_key(|(_, at)| **at);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                self.greeted_at.remove(&oldest);
                self.buckets.fill(&oldest);
            }
        }
        self.greeted_at.insert(key, now);
        self.buckets.fill(&key);
    }

    /// Takes a try of somebody who is known and has one.
    pub(super) fn take(&mut self, key: &Key, now: Duration) -> bool {
        let has = self.greeted_at.contains_key(key) && self.buckets.wait(key, now).is_zero();
        if has {
            self.buckets.take(*key, now);
        }
        has
    }

    pub(super) fn give_back(&mut self, key: &Key) {
        self.buckets.give_back(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_not_come_for_the_longest_time_is_forgotten() {
        let rate = Rate {
            tries: 1,
            every: Duration::from_secs(10),
        };
        let mut familiar = Familiar::new(rate, 2);
        let at = Duration::from_secs;
        for (key, second) in [(1, 1), (2, 2), (1, 3), (3, 4)] {
            familiar.greet([key; 32], at(second));
        }
        for (key, known) in [(1, true), (2, false), (3, true)] {
            assert_eq!(familiar.take(&[key; 32], at(5)), known, "{key}");
        }
        assert!(!familiar.take(&[1; 32], at(5)), "he had one try");
    }
}
