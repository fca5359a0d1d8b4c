//! The bytes of one upload, in order.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::StreamExt as _;

use crate::domain::{ByteSource, ByteStream, Error, Reread, Result};

use super::Fragment;

/// A source at a position.
pub(in crate::drives) struct Feed {
    source: Source,
    /// Which byte comes next.
    position: u64,
    /// What went before that and comes again, in the memory that it has still.
    returned: Option<Fragment>,
    /// Bytes behind that which have come already.
    pending: Bytes,
}

/// Streams can be sent to another thread and not shared between two; behind a lock that is never taken,
/// whoever holds the feed can be.
enum Source {
    Once(Mutex<ByteStream>),
    Again(Arc<dyn Reread>, Mutex<Option<ByteStream>>),
}

impl Feed {
    /// A source at its beginning.
    pub(in crate::drives) fn new(source: ByteSource) -> Self {
        let (source, position) = match source {
            ByteSource::Once { from, bytes, .. } => (Source::Once(Mutex::new(bytes)), from),
            ByteSource::Again(source) => (Source::Again(source, Mutex::default()), 0),
        };
        Self {
            source,
            position,
            returned: None,
            pending: Bytes::new(),
        }
    }

    /// Bytes of ours, from their beginning.
    pub(super) fn of(source: Arc<dyn Reread>) -> Self {
        Self::new(ByteSource::Again(source))
    }

    /// Goes to a byte. Bytes that pass by once can only be skipped: `upload_lost` where they are gone.
    pub(in crate::drives) async fn seek(&mut self, to: u64) -> Result<()> {
        if let Source::Again(_, stream) = &mut self.source {
            if self.position != to {
                *unlocked(stream) = None;
                self.returned = None;
                self.pending = Bytes::new();
                self.position = to;
            }
            return Ok(());
        }
        if to < self.position {
            return Err(Error::upload_lost());
        }
        while self.position < to {
            let most = usize::try_from(to - self.position).unwrap_or(usize::MAX);
            if self.next(most).await?.is_none() {
                return Err(Error::length_mismatch());
            }
        }
        Ok(())
    }

    /// Takes a fragment back that was the last to come, from position `first` on.
    pub(in crate::drives) fn unread(&mut self, first: u64, fragment: Fragment) {
        self.pour();
        if first + fragment.bytes.len() as u64 == self.position {
            self.position = first;
            self.returned = Some(fragment);
        }
    }

    /// The fragment that was given back, where it has at most `most` bytes: it has its memory already.
    /// A longer one leaves its memory: nobody waits for more while he has some.
    pub(super) fn take_returned(&mut self, most: usize) -> Option<Fragment> {
        let fits = |fragment: &mut Fragment| fragment.bytes.len() <= most;
        let Some(returned) = self.returned.take_if(fits) else {
            self.pour();
            return None;
        };
        self.position += returned.bytes.len() as u64;
        Some(returned)
    }

    /// The next bytes, at most `most`; `None` at the end.
    pub(in crate::drives) async fn next(&mut self, most: usize) -> Result<Option<Bytes>> {
        if self.ends().await? {
            return Ok(None);
        }
        let chunk = self.pending.split_to(most.min(self.pending.len()));
        self.position += chunk.len() as u64;
        Ok(Some(chunk))
    }

    /// Whether nothing more comes.
    pub(in crate::drives) async fn ends(&mut self) -> Result<bool> {
        self.pour();
        while self.pending.is_empty() {
            match self.stream().await?.next().await {
                Some(chunk) => self.pending = chunk?,
                None => return Ok(true),
            }
        }
        Ok(false)
    }

    /// What was given back comes in other portions now.
    fn pour(&mut self) {
        if let Some(returned) = self.returned.take() {
            self.pending = if self.pending.is_empty() {
                returned.bytes
            } else {
                Bytes::from([returned.bytes, self.pending.split_off(0)].concat())
            };
        }
    }

    async fn stream(&mut self) -> Result<&mut ByteStream> {
        match &mut self.source {
            Source::Once(stream) => Ok(unlocked(stream)),
            Source::Again(source, stream) => {
                let stream = unlocked(stream);
                let open = match stream.take() {
                    Some(open) => open,
                    None => source.read_from(self.position).await?,
                };
                Ok(stream.insert(open))
            }
        }
    }
}

fn unlocked<T>(own: &mut Mutex<T>) -> &mut T {
    own.get_mut().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Feed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Feed");
        shown
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use crate::drives::uploads::filling::Filling;
    use crate::drives::uploads::memory::Memory;

    use super::*;

    fn once(parts: &'static [&'static str]) -> Feed {
        let parts = parts
            .iter()
            .map(|part| Ok(Bytes::from_static(part.as_bytes())));
        Feed::new(ByteSource::once(None, Box::pin(stream::iter(parts))))
    }

    async fn rest(feed: &mut Feed) -> Vec<u8> {
        let mut rest = Vec::new();
        while let Some(chunk) = feed.next(3).await.expect("bytes") {
            assert!(chunk.len() <= 3);
            rest.extend_from_slice(&chunk);
        }
        rest
    }

    #[tokio::test]
    async fn bytes_come_in_order_however_they_were_cut() {
        assert_eq!(
            rest(&mut once(&["hel", "", "lo, ", "drive"])).await,
            b"hello, drive"
        );
    }

    #[tokio::test]
    async fn what_is_given_back_comes_again_as_it_was_or_in_other_portions() {
        let memory = Memory::new(1);
        let whole = async |feed: &mut Feed| {
            let mut filling = Filling::new(5, memory.take(5).await);
            filling.add(&feed.next(5).await.expect("bytes").expect("some"));
            filling.finish()
        };
        let mut feed = once(&["hello, ", "drive"]);
        for _ in 0..2 {
            let first = whole(&mut feed).await;
            feed.unread(0, first);
            feed.seek(0).await.expect("it was given back");
            assert!(feed.take_returned(4).is_none(), "it is longer");
        }
        let first = whole(&mut feed).await;
        feed.unread(0, first);
        let again = feed.take_returned(5).expect("it was given back");
        assert_eq!(again.bytes, "hello");
        feed.unread(0, again);
        assert_eq!(rest(&mut feed).await, b"hello, drive");
    }

    #[tokio::test]
    async fn what_has_passed_by_can_be_skipped_and_not_had_again() {
        let mut feed = once(&["hello", ", drive"]);
        feed.seek(7).await.expect("it lies ahead");
        assert!(
            feed.seek(6)
                .await
                .expect_err("it is gone")
                .is_conflict("upload_lost")
        );
        assert!(!feed.ends().await.expect("bytes"));
        assert_eq!(rest(&mut feed).await, b"drive");
        assert!(feed.ends().await.expect("the end"));
        let beyond = feed.seek(13).await.expect_err("there is no more");
        assert_eq!(beyond.code(), "length_mismatch");
    }
}
