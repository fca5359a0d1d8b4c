//! So many bytes as go up at once.

use std::time::Duration;

use crate::domain::{Clock, Error, Result, Timestamp};

use super::filling::{Filling, Fragment};
use super::memory::Memory;
use super::spool::Spooling;
use super::{Feed, UploadRoom};

/// How long bytes may take to come before somebody else may have the room that they don't fill.
const SLOW: Duration = Duration::from_secs(2);

/// Gathers a fragment of what comes next, at most `most` bytes: a multiple of 320 KiB, or all that is
/// left. Fewer than that only where the source ends before its time.
///
/// From a slow source smaller fragments are taken while others wait for room.
///
/// # Errors
/// [`Error::Busy`] where there is no room for longer than somebody waits; those of the source.
pub(in crate::drives) async fn fill(
    feed: &mut Feed,
    most: usize,
    memory: &Memory,
    (clock, wait): (&dyn Clock, Option<Duration>),
) -> Result<Fragment> {
    if let Some(returned) = feed.take_returned(most) {
        return Ok(returned);
    }
    let mut filling = Filling::new(most, memory.take_within(most, wait, clock).await?);
    let mut patience = Patience::begin(memory, clock);
    while filling.missing() > 0 {
        tokio::select! {
            biased;
            chunk = feed.next(filling.missing()) => match chunk? {
                Some(chunk) => filling.add(&chunk),
                None => break,
            },
            () = patience.end() => filling.shrink(),
        }
    }
    Ok(filling.finish())
}

/// Gathers all bytes of a file that goes up in one call, exactly as many as were announced.
///
/// Part of them is of no use, so they can't go up while they come. From a slow source they come to lie on
/// disk while others wait for room, and are back in memory when all are there.
pub(in crate::drives) async fn gather(
    mut feed: Feed,
    length: usize,
    room: &UploadRoom,
    (clock, wait): (&dyn Clock, Option<Duration>),
) -> Result<Fragment> {
    let mut filling = Filling::new(length, room.memory.take_within(length, wait, clock).await?);
    let mut patience = Patience::begin(&room.memory, clock);
    while filling.missing() > 0 {
        tokio::select! {
            biased;
            chunk = feed.next(filling.missing()) => match chunk? {
                Some(chunk) => filling.add(&chunk),
                None => return Err(Error::length_mismatch()),
            },
            () = patience.end() => {
                let mut spooling = room.spool.begin().await?;
                let begun = filling.finish();
                spooling.add(begun.bytes.clone()).await?;
                drop(begun);
                return gather_on_disk((feed, spooling), length, &room.memory, (clock, wait)).await;
            }
        }
    }
    end(feed).await?;
    Ok(filling.finish())
}

/// Gathers the rest behind what lies on disk, and takes memory only then.
async fn gather_on_disk(
    (mut feed, mut spooling): (Feed, Spooling),
    length: usize,
    memory: &Memory,
    (clock, wait): (&dyn Clock, Option<Duration>),
) -> Result<Fragment> {
    while spooling.length() < length as u64 {
        let missing = length as u64 - spooling.length();
        let chunk = feed
            .next(usize::try_from(missing).unwrap_or(length))
            .await?;
        spooling
            .add(chunk.ok_or_else(Error::length_mismatch)?)
            .await?;
    }
    end(feed).await?;
    let mut feed = Feed::of(spooling.finish().await?);
    let mut filling = Filling::new(length, memory.take_within(length, wait, clock).await?);
    while filling.missing() > 0 {
        let chunk = feed.next(filling.missing()).await?;
        filling.add(&chunk.ok_or_else(Error::length_mismatch)?);
    }
    Ok(filling.finish())
}

async fn end(mut feed: Feed) -> Result<()> {
    if feed.ends().await? {
        return Ok(());
    }
    Err(Error::length_mismatch())
}

/// How long a slow source may keep others waiting.
struct Patience<'a> {
    memory: &'a Memory,
    clock: &'a dyn Clock,
    until: Timestamp,
}

impl<'a> Patience<'a> {
    fn begin(memory: &'a Memory, clock: &'a dyn Clock) -> Self {
        Self {
            memory,
            clock,
            until: clock.now().after(SLOW),
        }
    }

    /// Returns once it was slow, and somebody waits for room. Then it begins anew.
    async fn end(&mut self) {
        loop {
            self.clock.sleep_until(self.until).await;
            self.until = self.clock.now().after(SLOW);
            if self.memory.is_wanted() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use bytes::Bytes;
    use futures_util::stream::FuturesUnordered;
    use futures_util::{FutureExt as _, StreamExt as _, poll, stream};
    use tempfile::TempDir;
    use tokio::sync::watch;

    use crate::domain::{ByteSource, FRAGMENT_UNIT as UNIT, UploadOptions};
    use crate::doors::{ManualClock, Tasks};

    use super::*;

    const USUAL: usize = 32 * UNIT;

    fn feed(length: usize) -> Feed {
        let bytes = Bytes::from(vec![7; length]);
        Feed::new(ByteSource::once(None, Box::pin(stream::iter([Ok(bytes)]))))
    }

    /// So many bytes, and no more before the gate opens.
    fn slow_feed(parts: [usize; 2], gate: &watch::Sender<bool>) -> Feed {
        let [first, rest] = parts.map(|length| Ok(Bytes::from(vec![7; length])));
        let mut gate = gate.subscribe();
        let rest = async move {
            gate.wait_for(|is_open| *is_open)
                .await
                .expect("it is there");
            rest
        };
        let bytes = stream::iter([first]).chain(stream::once(rest));
        Feed::new(ByteSource::once(None, Box::pin(bytes)))
    }

    fn clock() -> ManualClock {
        ManualClock::at(Timestamp::default())
    }

    fn room(folder: &TempDir, memory: usize) -> UploadRoom {
        let options = UploadOptions {
            memory,
            ..UploadOptions::default()
        };
        UploadRoom::new(folder.path().into(), options, Tasks::default())
    }

    async fn lengths(length: usize, memory: &Memory) -> Vec<usize> {
        let (mut feed, clock) = (feed(length), clock());
        let (mut lengths, mut rest) = (Vec::new(), length);
        while rest > 0 {
            let fragment = fill(&mut feed, rest.min(USUAL), memory, (&clock, None)).await;
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
    async fn a_fragment_that_was_given_back_needs_no_more_room() {
        let memory = Memory::new(USUAL);
        let (mut feed, clock) = (feed(USUAL + 1), clock());
        let first = fill(&mut feed, USUAL, &memory, (&clock, None))
            .await
            .expect("bytes");
        feed.unread(0, first);
        let again = fill(&mut feed, USUAL, &memory, (&clock, None)).now_or_never();
        let again = again.expect("it has its room").expect("bytes");
        assert_eq!(again.bytes.len(), USUAL);
    }

    #[tokio::test]
    async fn a_slow_source_gives_up_the_room_that_it_does_not_fill() {
        let clock = clock();
        let memory = Memory::new(USUAL);
        let gate = watch::Sender::new(false);
        let mut slow = slow_feed([UNIT + 1, UNIT], &gate);
        let mut filling = Box::pin(fill(&mut slow, USUAL, &memory, (&clock, None)));
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

    #[tokio::test]
    async fn thirty_slow_small_files_do_not_keep_a_fast_one_from_finishing() {
        const LENGTH: usize = 4 << 20;
        let (folder, clock) = (tempfile::tempdir().expect("a folder"), Arc::new(clock()));
        let room = room(&folder, 16 << 20);
        let gate = watch::Sender::new(false);
        let mut slow: FuturesUnordered<_> = (0..30)
            .map(|_| slow_feed([LENGTH - 1, 1], &gate))
            .map(|feed| gather(feed, LENGTH, &room, (&*clock, None)))
            .collect();
        assert!(poll!(slow.next()).is_pending());
        let mut fast = Box::pin(gather(feed(LENGTH), LENGTH, &room, (&*clock, None)));
        assert!(poll!(&mut fast).is_pending(), "there is no room");
        let time = async {
            loop {
                clock.advance(SLOW);
                tokio::task::yield_now().await;
            }
        };
        let fast = async {
            tokio::select! {
                fast = fast => fast,
                ended = slow.next() => panic!("the gate is closed: {ended:?}"),
            }
        };
        let fast = tokio::select! {
            fast = tokio::time::timeout(Duration::from_mins(1), fast) => fast,
            () = time => unreachable!("time does not end"),
        };
        let fast = fast.expect("it finishes").expect("bytes");
        assert_eq!(fast.bytes.len(), LENGTH);
        drop(fast);
        gate.send_replace(true);
        while let Some(slow) = slow.next().await {
            assert_eq!(slow.expect("bytes").bytes, vec![7; LENGTH]);
        }
    }

    #[tokio::test]
    async fn a_slow_source_stays_where_it_is_while_nobody_waits() {
        let (folder, clock) = (tempfile::tempdir().expect("a folder"), clock());
        let room = room(&folder, 4 * UNIT);
        let gate = watch::Sender::new(false);
        let feed = slow_feed([UNIT, UNIT], &gate);
        let mut slow = Box::pin(gather(feed, 2 * UNIT, &room, (&clock, None)));
        for _ in 0..5 {
            assert!(poll!(&mut slow).is_pending());
            clock.advance(SLOW);
        }
        gate.send_replace(true);
        let slow = slow.now_or_never().expect("it is in memory");
        assert_eq!(slow.expect("bytes").bytes.len(), 2 * UNIT);
    }

    #[tokio::test]
    async fn a_length_that_is_not_the_announced_one_is_refused_wherever_the_bytes_lie() {
        let folder = tempfile::tempdir().expect("a folder");
        for (announced, sent) in [(9, [4, 4]), (7, [4, 4]), (8, [4, 5])] {
            for slow in [false, true] {
                let (room, clock) = (room(&folder, UNIT), clock());
                let gate = watch::Sender::new(!slow);
                let feed = slow_feed(sent, &gate);
                let mut gathered = Box::pin(gather(feed, announced, &room, (&clock, None)));
                if slow {
                    assert!(poll!(&mut gathered).is_pending());
                    let mut other = Box::pin(room.memory.take(1));
                    assert!(poll!(&mut other).is_pending());
                    clock.advance(SLOW);
                    assert!(poll!(&mut gathered).is_pending());
                    gate.send_replace(true);
                }
                let refused = gathered.await.expect_err("another length");
                assert_eq!(refused.code(), "length_mismatch", "{announced} {slow}");
            }
        }
    }
}
