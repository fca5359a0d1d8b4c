//! Bytes that are gathered in memory until they go up.

use bytes::Bytes;

use crate::domain::FRAGMENT_UNIT as UNIT;

use super::memory::Place;

/// Bytes to go up, with the place they take in memory until they are dropped.
#[derive(Debug)]
pub(in crate::drives) struct Fragment {
    pub(in crate::drives) bytes: Bytes,
    _place: Place,
}

/// A fragment that is not full yet. It never holds more memory than the place it has.
#[derive(Debug)]
pub(super) struct Filling {
    bytes: Vec<u8>,
    most: usize,
    place: Place,
}

impl Filling {
    /// Room for `most` bytes, or as many as the place has.
    pub(super) fn new(most: usize, place: Place) -> Self {
        Self {
            bytes: Vec::with_capacity(most.min(place.length())),
            most,
            place,
        }
    }

    /// How many bytes more there is room for.
    pub(super) fn missing(&self) -> usize {
        self.most.min(self.place.length()) - self.bytes.len()
    }

    /// Takes bytes in, no more than are missing.
    pub(super) fn add(&mut self, bytes: &Bytes) {
        debug_assert!(bytes.len() <= self.missing(), "it would grow");
        self.bytes.extend_from_slice(bytes);
    }

    /// Gives back the room that is not filled, but for the rest of the unit that has begun.
    pub(super) fn shrink(&mut self) {
        let kept = self.bytes.len() + 1;
        self.bytes.shrink_to(kept.next_multiple_of(UNIT));
        self.place.shrink(kept);
    }

    pub(super) fn finish(self) -> Fragment {
        Fragment {
            bytes: self.bytes.into(),
            _place: self.place,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::drives::uploads::memory::Memory;

    use super::*;

    #[tokio::test]
    async fn no_more_memory_is_held_than_was_taken() {
        let memory = Memory::new(8 * UNIT);
        let place = memory.take(8 * UNIT).await;
        let mut filling = Filling::new(8 * UNIT - 7, place);
        let chunk = Bytes::from(vec![7; 100_003]);
        let holds_no_more = |filling: &Filling| {
            assert!(filling.bytes.capacity() <= filling.place.length());
        };
        for _ in 0..4 {
            filling.add(&chunk);
            holds_no_more(&filling);
        }
        filling.shrink();
        holds_no_more(&filling);
        assert_eq!(filling.place.length(), 2 * UNIT);
        assert_eq!(filling.missing(), 2 * UNIT - 400_012);
        filling.add(&chunk);
        holds_no_more(&filling);
        assert_eq!(filling.finish().bytes.len(), 500_015);
    }

    #[tokio::test]
    async fn what_asks_for_more_than_there_is_gets_what_there_is() {
        let memory = Memory::new(2 * UNIT);
        let filling = Filling::new(5 * UNIT, memory.take(5 * UNIT).await);
        assert_eq!(filling.missing(), 2 * UNIT);
    }
}
