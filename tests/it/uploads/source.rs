//! Bytes on their way in, and what happens in the world when the reader comes to one of them.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use onefold::domain::{ByteSource, ByteStream, Error, Reread, Result};

/// So many bytes come at a time: no multiple of anything.
const CHUNK: usize = 100_003;

/// A content, and where in it something happens.
#[derive(Clone)]
pub(super) struct Content {
    bytes: Bytes,
    at: usize,
    deed: Arc<dyn Fn() + Send + Sync>,
    left: Arc<AtomicU32>,
    breaks: bool,
}

/// In which way bytes come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Once, and how many is known.
    Known,
    /// Once, and nobody knows how many.
    Unknown,
    /// As often as one likes.
    Again,
}

impl Way {
    pub(super) const ALL: [Self; 3] = [Self::Known, Self::Unknown, Self::Again];
}

impl Content {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self {
            bytes: Bytes::copy_from_slice(bytes),
            at: usize::MAX,
            deed: Arc::new(|| {}),
            left: Arc::default(),
            breaks: false,
        }
    }

    /// Does something when the reader comes to byte `at`, the first `times` times.
    pub(super) fn doing(
        self,
        at: usize,
        times: u32,
        deed: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            at,
            deed: Arc::new(deed),
            left: Arc::new(AtomicU32::new(times)),
            ..self
        }
    }

    /// Breaks at byte `at`, each time.
    pub(super) fn breaking(self, at: usize) -> Self {
        Self {
            at,
            breaks: true,
            ..self
        }
    }

    pub(super) fn source(&self, way: Way) -> ByteSource {
        let size = self.bytes.len() as u64;
        match way {
            Way::Known => ByteSource::once(Some(size), self.stream(0)),
            Way::Unknown => ByteSource::once(None, self.stream(0)),
            Way::Again => ByteSource::Again(Arc::new(self.clone())),
        }
    }

    /// They come once, and so many were announced.
    pub(super) fn announced_as(&self, size: u64) -> ByteSource {
        ByteSource::once(Some(size), self.stream(0))
    }

    fn stream(&self, from: usize) -> ByteStream {
        let content = self.clone();
        let positions = (from..).step_by(CHUNK);
        Box::pin(stream::iter(
            positions.map_while(move |position| content.next(position)),
        ))
    }

    /// The bytes from a position on; nothing at the end.
    fn next(&self, from: usize) -> Option<Result<Bytes>> {
        if from <= self.at && self.at < from + CHUNK {
            if self.breaks {
                let broken = std::io::Error::other("the visitor's line broke");
                return Some(Err(Error::internal(broken)));
            }
            let one_less = |left: u32| left.checked_sub(1);
            let order = Ordering::SeqCst;
            if self.left.fetch_update(order, order, one_less).is_ok() {
                (self.deed)();
            }
        }
        let end = self.bytes.len().min(from + CHUNK);
        (from < end).then(|| Ok(self.bytes.slice(from..end)))
    }
}

#[async_trait]
impl Reread for Content {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    async fn read_from(&self, from: u64) -> Result<ByteStream> {
        let from = usize::try_from(from).map_err(Error::internal)?;
        Ok(self.stream(from))
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Content({} bytes)", self.bytes.len())
    }
}
