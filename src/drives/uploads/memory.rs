//! Memory for the fragments of all uploads together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::{Clock, Error, FRAGMENT_UNIT as UNIT, LARGEST_FRAGMENT, Result};

/// When somebody is to come again who found no room.
const RETRY_AFTER: Duration = Duration::from_secs(15);

/// As many bytes as make a fragment that is at most so long: whole units, one at least.
pub(super) fn whole_units(bytes: usize) -> usize {
    (bytes / UNIT * UNIT).clamp(UNIT, LARGEST_FRAGMENT)
}

/// Room for fragments in memory. Who comes first is let in first, so that no upload waits forever. Clones share it.
#[derive(Clone, Debug)]
pub(in crate::drives) struct Memory {
    units: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most: usize,
}

/// A place taken up until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    permit: OwnedSemaphorePermit,
}

impl Memory {
    /// Room for `bytes` bytes, at least for one unit of 320 KiB.
    pub(super) fn new(bytes: usize) -> Self {
        let most = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        Self {
            units: Arc::new(Semaphore::new(most)),
            waiting: Arc::default(),
            most,
        }
    }

    /// How many bytes have room in all.
    pub(super) fn length(&self) -> usize {
        self.most * UNIT
    }

    /// Waits for its turn to hold `length` bytes, or as many as there are in all.
    pub(super) async fn take(&self, length: usize) -> Place {
        let units = length.div_ceil(UNIT).clamp(1, self.most);
        let _waiting = Waiting::one_more(&self.waiting);
        let permit =
            Arc::clone(&self.units).acquire_many_owned(u32::try_from(units).unwrap_or(u32::MAX));
        let permit = permit.await.expect("it is never closed");
        Place { permit }
    }

    /// The same; who has only so much patience waits no longer.
    ///
    /// # Errors
    /// [`Error::Busy`] where there was no room until then.
    pub(super) async fn take_within(
        &self,
        length: usize,
        patience: Option<Duration>,
        clock: &dyn Clock,
    ) -> Result<Place> {
        let Some(patience) = patience else {
            return Ok(self.take(length).await);
        };
        let then = clock.now().after(patience);
        tokio::select! {
            biased;
            place = self.take(length) => Ok(place),
            () = clock.sleep_until(then) => Err(Error::Busy {
                retry_after: RETRY_AFTER,
            }),
        }
    }

    /// Whether somebody waits for room.
    pub(super) fn is_wanted(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }
}

impl Place {
    /// How many bytes have room here.
    pub(super) fn length(&self) -> usize {
        self.permit.num_permits() * UNIT
    }

    /// Gives back what is not needed to hold `length` bytes.
    pub(super) fn shrink(&mut self, length: usize) {
        let units = length.div_ceil(UNIT).max(1);
        drop(
            self.permit
                .split(self.permit.num_permits().saturating_sub(units)),
        );
    }
}

/// Counts itself among those who wait, as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn one_more(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use crate::domain::Timestamp;
    use crate::doors::ManualClock;

    use super::*;

    #[tokio::test]
    async fn who_finds_no_room_waits_until_a_place_is_left_or_shrinks() {
        let memory = Memory::new(4 * UNIT);
        let mut first = memory.take(3 * UNIT).await;
        let mut second = Box::pin(memory.take(2 * UNIT));
        assert!(poll!(&mut second).is_pending() && memory.is_wanted());
        first.shrink(UNIT + 1);
        assert_eq!(first.length(), 2 * UNIT);
        assert_eq!(second.await.length(), 2 * UNIT);
        assert!(!memory.is_wanted());
    }

    #[tokio::test]
    async fn a_visitor_waits_for_room_as_long_as_he_has_patience() {
        let (memory, clock) = (Memory::new(UNIT), ManualClock::at(Timestamp::default()));
        let first = memory.take(1).await;
        let minute = Duration::from_mins(1);
        let mut visitor = Box::pin(memory.take_within(1, Some(minute), &clock));
        let mut nobody = Box::pin(memory.take_within(1, None, &clock));
        assert!(poll!(&mut visitor).is_pending() && poll!(&mut nobody).is_pending());
        clock.advance(Duration::from_secs(59));
        assert!(poll!(&mut visitor).is_pending());
        clock.advance(Duration::from_secs(1));
        let refused = visitor.await.expect_err("there is no room");
        assert_eq!(refused.code(), "busy");
        assert_eq!(refused.retry_after(), Some(RETRY_AFTER));
        assert!(poll!(&mut nobody).is_pending(), "nobody waits for him");
        drop(first);
        assert_eq!(nobody.await.expect("there is room").length(), UNIT);
    }

    #[tokio::test]
    async fn more_than_the_whole_memory_is_the_whole_memory() {
        let memory = Memory::new(1);
        assert_eq!(memory.take(100 * UNIT).await.length(), UNIT);
    }

    #[tokio::test]
    async fn who_stops_waiting_is_not_counted_any_more() {
        let memory = Memory::new(UNIT);
        let _first = memory.take(1).await;
        let mut second = Box::pin(memory.take(1));
        assert!(poll!(&mut second).is_pending());
        drop(second);
        assert!(!memory.is_wanted());
    }
}
