//! Tries that come back with time, for many keys in bounded room.

use std::collections::HashMap;
use std::time::Duration;

/// Whose tries: a digest, so that what somebody typed takes no room and is kept nowhere.
pub(super) type Key = [u8; 32];

/// How many tries there are, and how fast they come back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    pub(super) tries: u32,
    pub(super) every: Duration,
}

/// A bucket of tries for each key. One that is full takes no room: it is as if it had never been used.
///
/// A bucket is the moment at which it will be full again (the "generic cell rate algorithm"): a try moves
/// that moment on by the time in which one comes back.
#[derive(Debug)]
pub(super) struct Buckets {
    rate: Rate,
    most: usize,
    full_at: HashMap<Key, Duration>,
}

impl Buckets {
    pub(super) fn new(rate: Rate, most: usize) -> Self {
        Self {
            rate,
            most,
            full_at: HashMap::new(),
        }
    }

    /// How long until there is a try; zero where there is one now.
    pub(super) fn wait(&self, key: &Key, now: Duration) -> Duration {
        let room = self.rate.every * self.rate.tries;
        self.after_a_try(key, now).saturating_sub(now + room)
    }

    /// Takes a try, whether or not there is one.
    pub(super) fn take(&mut self, key: Key, now: Duration) {
        let full_at = self.after_a_try(&key, now);
        if !self.full_at.contains_key(&key) {
            self.make_room(now);
        }
        self.full_at.insert(key, full_at);
    }

    /// Puts a try back.
    pub(super) fn give_back(&mut self, key: &Key) {
        if let Some(full_at) = self.full_at.get_mut(key) {
            *full_at = full_at.saturating_sub(self.rate.every);
        }
    }

    /// Puts all tries back.
    pub(super) fn fill(&mut self, key: &Key) {
        self.full_at.remove(key);
    }

    fn after_a_try(&self, key: &Key, now: Duration) -> Duration {
        let full_at = self.full_at.get(key).copied().unwrap_or_default();
        full_at.max(now) + self.rate.every
    }

    /// Forgets what is full. Where that is not enough the one goes that would be full first: it has the
    /// least to forget, and whoever has tried most stays braked however many others come.
    fn make_room(&mut self, now: Duration) {
        if self.full_at.len() < self.most {
            return;
        }
        self.full_at.retain(|_, full_at| *full_at > now);
        while self.full_at.len() >= self.most {
            let first = self.full_at.iter().min_by_key(|(_, full_at)| **full_at);
            let Some(key) = first.map(|(key, _)| *key) else {
                return;
            };
            self.full_at.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        tries: 3,
        every: Duration::from_secs(10),
    };

    const NOW: Duration = Duration::from_hours(1);

    fn key(number: u8) -> Key {
        [number; 32]
    }

    fn spend(buckets: &mut Buckets, number: u8, tries: u32) {
        for _ in 0..tries {
            buckets.take(key(number), NOW);
        }
    }

    #[test]
    fn there_are_so_many_tries_and_then_one_from_time_to_time() {
        let mut buckets = Buckets::new(RATE, 10);
        for _ in 0..3 {
            assert_eq!(buckets.wait(&key(1), NOW), Duration::ZERO);
            buckets.take(key(1), NOW);
        }
        assert_eq!(buckets.wait(&key(1), NOW), Duration::from_secs(10));
        assert_eq!(buckets.wait(&key(2), NOW), Duration::ZERO);
        let later = NOW + Duration::from_secs(10);
        assert_eq!(buckets.wait(&key(1), later), Duration::ZERO);
        buckets.take(key(1), later);
        assert_eq!(buckets.wait(&key(1), later), Duration::from_secs(10));
        let much_later = NOW + Duration::from_hours(9);
        for _ in 0..3 {
            assert_eq!(buckets.wait(&key(1), much_later), Duration::ZERO);
            buckets.take(key(1), much_later);
        }
        assert_ne!(buckets.wait(&key(1), much_later), Duration::ZERO);
    }

    #[test]
    fn a_try_put_back_is_there_again() {
        let mut buckets = Buckets::new(RATE, 10);
        spend(&mut buckets, 1, 3);
        buckets.give_back(&key(1));
        assert_eq!(buckets.wait(&key(1), NOW), Duration::ZERO);
        buckets.take(key(1), NOW);
        assert_ne!(buckets.wait(&key(1), NOW), Duration::ZERO);
        buckets.fill(&key(1));
        spend(&mut buckets, 1, 2);
        assert_eq!(buckets.wait(&key(1), NOW), Duration::ZERO);
    }

    #[test]
    fn however_many_come_nobody_who_is_braked_gets_free() {
        let mut buckets = Buckets::new(RATE, 4);
        spend(&mut buckets, 0, 3);
        for stranger in 1..=200 {
            spend(&mut buckets, stranger, 1);
            assert!(buckets.full_at.len() <= 4);
        }
        assert_ne!(buckets.wait(&key(0), NOW), Duration::ZERO);
    }

    #[test]
    fn what_is_full_makes_room_first() {
        let mut buckets = Buckets::new(RATE, 2);
        spend(&mut buckets, 1, 1);
        let later = NOW + Duration::from_secs(10);
        buckets.take(key(2), later);
        buckets.take(key(3), later);
        assert_eq!(buckets.full_at.len(), 2);
        assert!(!buckets.full_at.contains_key(&key(1)));
    }
}
