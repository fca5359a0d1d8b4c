//! Room in memory for answers about many resources, all of them together: each is whole before it is sent, and a client
//! may take its time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::domain::{Caller, Error, Result};
use crate::services::Holder;

/// So much is said of one folder, in bytes: of 200,000 children what clients ask for, and of 10,000 all that programs
/// may be expected to have said of them. One caller has room for one such answer, or for several that are smaller.
pub(super) const LARGEST: usize = 128 * 1024 * 1024;

/// All answers together.
const MOST: usize = 2 * LARGEST;

/// An answer that is smaller than this is like any other: it finds room in any case. Larger ones take their room in
/// steps of it, not for each row: all callers share one lock.
const SMALL: usize = 64 * 1024;

/// When to come again.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The room of one server. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Room(Arc<Mutex<Taken>>);

/// What is taken of it, in bytes.
#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_holder: HashMap<Holder, usize>,
}

/// What one answer takes of it, until it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    room: Room,
    holder: Holder,
    bytes: usize,
}

impl Room {
    /// Nothing yet, for an answer to this caller.
    pub(super) fn share(&self, caller: &Caller) -> Share {
        Share {
            room: self.clone(),
            holder: Holder::of(caller),
            bytes: 0,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// Makes it large enough for an answer of `weight` bytes.
    ///
    /// # Errors
    /// [`Error::Busy`] where too much is taken for that, by this caller or by all.
    pub(super) fn hold(&mut self, weight: usize) -> Result<()> {
        if weight < SMALL || weight <= self.bytes {
            return Ok(());
        }
        let enough = weight.next_multiple_of(SMALL);
        let more = enough - self.bytes;
        let mut taken = self.room.lock();
        let own = taken.by_holder.get(&self.holder).copied().unwrap_or(0);
        if own + more > LARGEST || taken.all + more > MOST {
            return Err(Error::Busy {
                retry_after: RETRY_AFTER,
            });
        }
        taken.all += more;
        taken.by_holder.insert(self.holder.clone(), own + more);
        self.bytes = enough;
        Ok(())
    }

    /// So many bytes of the answer have left the memory.
    pub(super) fn give_back(&mut self, sent: usize) {
        let less = sent.min(self.bytes);
        self.bytes -= less;
        let mut taken = self.room.lock();
        taken.all -= less;
        if let Some(own) = taken.by_holder.get_mut(&self.holder) {
            *own -= less;
            if *own == 0 {
                taken.by_holder.remove(&self.holder);
            }
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.give_back(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Visit;

    fn guest(address: &str) -> Caller {
        Caller::anonymous().on(Visit {
            address: address.parse().ok(),
            request_id: None,
        })
    }

    fn share(room: &Room, address: &str) -> Share {
        room.share(&guest(address))
    }

    #[test]
    fn one_caller_takes_one_half_and_all_together_the_whole() {
        let room = Room::default();
        let (mut one, mut other) = (share(&room, "192.0.2.1"), share(&room, "192.0.2.1"));
        one.hold(LARGEST - SMALL).expect("there is room");
        other.hold(SMALL).expect("just so");
        let refused = other.hold(SMALL + 1).expect_err("he has his half");
        assert_eq!(refused.retry_after(), Some(RETRY_AFTER));
        let mut second = share(&room, "192.0.2.2");
        second.hold(LARGEST).expect("the other half");
        let mut third = share(&room, "192.0.2.3");
        third.hold(SMALL).expect_err("nothing is left");
        third.hold(SMALL - 1).expect("it is small");
        drop(second);
        third.hold(LARGEST).expect("there is room again");
    }

    #[test]
    fn what_was_sent_makes_room_and_what_is_dropped_all_the_rest() {
        let room = Room::default();
        let (mut one, mut other) = (share(&room, "192.0.2.1"), share(&room, "192.0.2.1"));
        one.hold(LARGEST).expect("there is room");
        one.give_back(2 * SMALL);
        other.hold(2 * SMALL).expect("so much was sent");
        one.give_back(LARGEST);
        drop((one, other));
        let taken = room.lock();
        assert!(taken.all == 0 && taken.by_holder.is_empty(), "{taken:?}");
    }
}
