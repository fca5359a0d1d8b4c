//! So many bytes as go up at once.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::domain::{Clock, Result};

use super::Feed;
use super::memory::{Memory, Place};

/// How long bytes may take to come before somebody else may have the room that they don't fill.
const SLOW: Duration = Duration::from_secs(2);

/// Bytes to go up, with the place they take in memory until they are dropped.
#[derive(Debug)]
pub(in crate::drives) struct Fragment {
    pub(in crate::drives) bytes: Bytes,
    _place: Place,
}

/// Gathers a fragment of what comes next, at most `most` bytes: a multiple of 320 KiB, or all that is
/// left. Fewer than that only where the source ends before its time.
///
/// From a slow source smaller fragments are taken while others wait for room.
pub(in crate::drives) async fn fill(
    feed: &mut Feed,
    most: usize,
    memory: &Memory,
    clock: &dyn Clock,
) -> Result<Fragment> {
    let mut place = memory.take(most).await;
    let mut bytes = BytesMut::new();
    let mut patience = clock.now().after(SLOW);
    loop {
        let room_for = most.min(place.length());
        if bytes.len() >= room_for {
            break;
        }
        tokio::select! {
            biased;
            chunk = feed.next(room_for - bytes.len()) => match chunk? {
                Some(chunk) => bytes.extend_from_slice(&chunk),
                None => break,
            },
            () = clock.sleep_until(patience) => {
                patience = clock.now().after(SLOW);
                if memory.is_wanted() {
                    place.shrink(bytes.len() + 1);
                }
            }
        }
    }
    Ok(Fragment {
        bytes: bytes.freeze(),
        _place: place,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::{FutureExt as _, StreamExt as _, poll, stream};

    use crate::domain::{ByteSource, FRAGMENT_UNIT as UNIT, Timestamp};
    use crate::doors::ManualClock;

    use super::*;

    const USUAL: usize = 32 * UNIT;

    fn feed(length: usize) -> Feed {
        let bytes = Bytes::from(vec![7; length]);
        Feed::new(ByteSource::once(None, Box::pin(stream::iter([Ok(bytes)]))))
    }

    async fn lengths(length: usize, memory: &Memory) -> Vec<usize> {
        let (mut feed, clock) = (feed(length), ManualClock::at(Timestamp::default()));
        let (mut lengths, mut rest) = (Vec::new(), length);
        while rest > 0 {
            let fragment = fill(&mut feed, rest.min(USUAL), memory, &clock).await;
            let filled = fragment.expect("bytes").bytes.len();
            lengths.push(filled);
            rest -= filled;
        }
        lengths
    }

    #[tokio::test]
    async fn all_fragments_but_the_last_are_multiples_of_the_unit() {
        let large = Memory::new(64 << 20);
        assert_eq!(lengths(2 * USUAL + 1, &large).await, [USUAL, USUAL, 1]);
        assert_eq!(lengths(5, &large).await, [5]);
        let small = Memory::new(2 * UNIT);
        assert_eq!(lengths(5 * UNIT, &small).await, [2 * UNIT, 2 * UNIT, UNIT]);
    }

    #[tokio::test]
    async fn a_slow_source_gives_up_the_room_that_it_does_not_fill() {
        let clock = Arc::new(ManualClock::at(Timestamp::default()));
        let memory = Memory::new(USUAL);
        let first = stream::iter([Ok(Bytes::from(vec![7; UNIT + 1]))]);
        let never = stream::pending();
        let source = ByteSource::once(None, Box::pin(first.chain(never)));
        let mut slow = Feed::new(source);
        let mut filling = Box::pin(fill(&mut slow, USUAL, &memory, &*clock));
        assert!(poll!(&mut filling).is_pending());
        let mut other = Box::pin(memory.take(30 * UNIT));
        assert!(poll!(&mut other).is_pending());
        clock.advance(SLOW);
        assert!(
            poll!(&mut filling).is_pending(),
            "its second unit is not full"
        );
        assert_eq!(
            other.now_or_never().expect("there is room").length(),
            30 * UNIT
        );
    }
}
