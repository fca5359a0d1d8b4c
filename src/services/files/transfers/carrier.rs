//! The bytes of one file on their way from drive to drive, never more of them in memory than a fragment.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::{Buf as _, Bytes};
use futures_util::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use crate::domain::{
    ByteRange, ByteStream, Download, Entry, Error, QuickXor, RangeRequest, Reread, Result,
};
use crate::drives::Mounted;

use super::super::refusals::{cancelled, copy_differs};
use super::report::Progress;

/// A file that is read to be written elsewhere. Where the writing must begin anew, so does the reading, of the
/// same bytes: a file that has changed meanwhile is another one.
pub(super) struct Carrier {
    mounted: Mounted,
    download: Download,
    /// Bytes in all, as the host of the bytes says.
    length: u64,
    halt: CancellationToken,
    watched: Arc<Watched>,
}

/// What has passed by.
struct Watched {
    progress: Arc<Progress>,
    state: Mutex<State>,
}

struct State {
    /// The bytes that were begun to be read when the length was asked for.
    first: Option<ByteStream>,
    hash: QuickXor,
    /// So many have been counted.
    counted: u64,
}

impl Carrier {
    /// Begins to read a file. `progress` counts its bytes; once `halt` is cancelled no more come.
    pub(super) async fn open(
        mounted: &Mounted,
        download: Download,
        (progress, halt): (Arc<Progress>, CancellationToken),
    ) -> Result<Arc<Self>> {
        let opened = mounted.open(&download, None).await?;
        let described = download.entry.size.unwrap_or(0);
        progress.bytes.correct(described, opened.length);
        Ok(Arc::new(Self {
            mounted: mounted.clone(),
            download,
            length: opened.length,
            halt,
            watched: Arc::new(Watched {
                progress,
                state: Mutex::new(State {
                    first: Some(opened.bytes),
                    hash: QuickXor::default(),
                    counted: 0,
                }),
            }),
        }))
    }

    /// Whether what was read is what was told of the file. Of some kinds the service sends other bytes than it
    /// describes: their length shows it.
    pub(super) fn check(&self, written: &Entry) -> Result<()> {
        let original = &self.download.entry;
        let is_described = original.size == Some(self.length);
        let told = original.quick_xor_hash.as_ref();
        if is_described && told.is_some_and(|told| self.digest().as_ref() != Some(told)) {
            tracing::warn!(item = %written.id, "a copy differs from what was told of its original");
            return Err(copy_differs());
        }
        Ok(())
    }

    /// Whether what was written is the whole of what was told of the file: as far as hashes are told, all agree,
    /// and so do the lengths.
    pub(super) fn proves(&self, written: &Entry) -> bool {
        let read = self.digest();
        let agrees = |told: Option<&String>| told.is_none_or(|told| read.as_ref() == Some(told));
        let original = &self.download.entry;
        let lengths = [original.size, written.size];
        read.is_some()
            && agrees(original.quick_xor_hash.as_ref())
            && agrees(written.quick_xor_hash.as_ref())
            && lengths.iter().flatten().all(|told| *told == self.length)
    }

    /// Nothing has come of it: its bytes are not done.
    pub(super) fn give_up(&self) {
        let mut state = self.watched.lock();
        self.watched.progress.bytes.take_back(state.counted);
        state.counted = 0;
    }

    /// The hash of the whole; `None` where not all of it was read.
    fn digest(&self) -> Option<String> {
        let hash = &self.watched.lock().hash;
        (hash.length() == self.length).then(|| BASE64.encode(hash.digest()))
    }

    /// Opens the file again from a byte on.
    async fn reopen(&self, from: u64) -> Result<ByteStream> {
        let range = RangeRequest::From {
            first: from,
            last: None,
        };
        let range = (from > 0).then_some(range);
        let opened = self.mounted.open(&self.download, range).await?;
        if opened.length != self.length {
            return Err(Error::file_changed());
        }
        let begins = opened.range.map_or(0, ByteRange::first);
        let skipped = from.checked_sub(begins).ok_or_else(Error::file_changed)?;
        Ok(without_first(opened.bytes, skipped))
    }
}

#[async_trait]
impl Reread for Carrier {
    fn size(&self) -> u64 {
        self.length
    }

    async fn read_from(&self, from: u64) -> Result<ByteStream> {
        if from >= self.length {
            return Ok(Box::pin(stream::empty()));
        }
        let first = self.watched.lock().first.take();
        let bytes = match first.filter(|_| from == 0) {
            Some(bytes) => bytes,
            None => self.reopen(from).await?,
        };
        let watched = Arc::clone(&self.watched);
        let halt = self.halt.clone();
        let passing = stream::unfold((bytes, from), move |(mut bytes, position)| {
            let (watched, halt) = (Arc::clone(&watched), halt.clone());
            async move {
                let next = tokio::select! {
                    biased;
                    () = halt.cancelled() => Some(Err(cancelled())),
                    next = bytes.next() => next,
                };
                let next = next?;
                let length = next.as_ref().map_or(0, Bytes::len) as u64;
                if let Ok(chunk) = &next {
                    watched.note(position, chunk);
                }
                Some((next, (bytes, position + length)))
            }
        });
        Ok(Box::pin(passing))
    }
}

impl Watched {
    /// Takes the bytes in that have not passed by before.
    fn note(&self, position: u64, chunk: &Bytes) {
        let mut state = self.lock();
        let known = state.hash.length();
        let old = known.checked_sub(position);
        if let Some(old) = old.and_then(|old| usize::try_from(old).ok())
            && old < chunk.len()
        {
            state.hash.update(&chunk.slice(old..));
        }
        let end = position + chunk.len() as u64;
        if end > state.counted {
            self.progress.bytes.add(end - state.counted);
            state.counted = end;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stream behind so many bytes: a service that ignores ranges sends them all.
fn without_first(bytes: ByteStream, skipped: u64) -> ByteStream {
    let mut left = skipped;
    let rest = bytes.map(move |chunk| {
        let mut chunk = chunk?;
        let skip = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
        chunk.advance(skip);
        left -= skip as u64;
        Ok(chunk)
    });
    Box::pin(rest)
}

impl fmt::Debug for Carrier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Carrier");
        shown
            .field("item", &self.download.entry.id)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
