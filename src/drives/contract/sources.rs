//! Bytes to write, from sources that behave and sources that don't.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::sync::Notify;

use crate::domain::{
    ByteSource, ByteStream, Error, FRAGMENT_UNIT as UNIT, QuickXor, Reread, Result,
};

/// More than is written in one call.
pub(super) const LONG: usize = 2 * UNIT + 5;

/// So many bytes, another row for each `seed`: noise, in blocks that begin with their own number.
pub(super) fn pattern(length: usize, seed: u32) -> Bytes {
    const BLOCK: usize = 8_191;
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    })
    .take(BLOCK)
    .collect();
    let mut bytes = Vec::with_capacity(length + BLOCK);
    for number in 0..length.div_ceil(BLOCK) {
        bytes.extend_from_slice(&(number as u64).to_le_bytes());
        bytes.extend_from_slice(&noise);
    }
    bytes.truncate(length);
    bytes.into()
}

/// The hash as a description of the file tells it.
pub(super) fn hash_of(bytes: &[u8]) -> String {
    let mut hash = QuickXor::default();
    hash.update(bytes);
    STANDARD.encode(hash.digest())
}

/// In parts that fit no fragment.
fn stream_of(bytes: &Bytes) -> ByteStream {
    const PART: usize = 65_521;
    let parts: Vec<_> = (0..bytes.len())
        .step_by(PART)
        .map(|from| Ok(bytes.slice(from..bytes.len().min(from + PART))))
        .collect();
    Box::pin(stream::iter(parts))
}

/// Bytes that pass by once, announced as they are.
pub(super) fn once(bytes: &Bytes) -> ByteSource {
    announced(bytes, bytes.len())
}

/// Bytes that pass by once, announced with this length.
pub(super) fn announced(bytes: &Bytes, length: usize) -> ByteSource {
    ByteSource::once(Some(length as u64), stream_of(bytes))
}

/// Bytes that pass by once, and nobody knows how many.
pub(super) fn unannounced(bytes: &Bytes) -> ByteSource {
    ByteSource::once(None, stream_of(bytes))
}

/// What is left of the bytes from `from` on.
pub(super) fn rest(bytes: &Bytes, from: u64) -> ByteSource {
    let begin = usize::try_from(from).map_or(bytes.len(), |from| from.min(bytes.len()));
    ByteSource::Once {
        size: Some(bytes.len() as u64),
        from,
        bytes: stream_of(&bytes.slice(begin..)),
    }
}

/// Bytes that can be read as often as needed.
pub(super) fn again(bytes: &Bytes) -> ByteSource {
    ByteSource::Again(Arc::new(Shelved {
        bytes: bytes.clone(),
        size: bytes.len() as u64,
    }))
}

/// Bytes that can be read as often as needed, and have another length than they say.
pub(super) fn again_announced(bytes: &Bytes, size: u64) -> ByteSource {
    let bytes = bytes.clone();
    ByteSource::Again(Arc::new(Shelved { bytes, size }))
}

/// Bytes that break off with an error of their own before the announced end.
pub(super) fn broken(bytes: &Bytes) -> ByteSource {
    let cut = Err(Error::internal(std::io::Error::other("cut")));
    let bytes_and_cut = stream_of(bytes).chain(stream::iter([cut]));
    ByteSource::once(Some(bytes.len() as u64 + 1), Box::pin(bytes_and_cut))
}

/// Bytes of which the last one never comes; `stalled` is told when it is waited for.
pub(super) fn stalling(bytes: &Bytes, stalled: Arc<Notify>) -> ByteSource {
    let never = stream::poll_fn(move |_| {
        stalled.notify_one();
        std::task::Poll::Pending
    });
    let most = bytes.slice(..bytes.len().saturating_sub(1));
    let source = stream_of(&most).chain(never);
    ByteSource::once(Some(bytes.len() as u64), Box::pin(source))
}

/// Bytes that must not be asked for.
pub(super) fn untouchable() -> ByteSource {
    let touched = stream::poll_fn(|_| unreachable!("bytes of a refused write are left alone"));
    ByteSource::once(Some(1), Box::pin(touched))
}

#[derive(Debug)]
struct Shelved {
    bytes: Bytes,
    size: u64,
}

#[async_trait]
impl Reread for Shelved {
    fn size(&self) -> u64 {
        self.size
    }

    async fn read_from(&self, from: u64) -> Result<ByteStream> {
        let from = usize::try_from(from).map_err(Error::internal)?;
        Ok(stream_of(&self.bytes.slice(from.min(self.bytes.len())..)))
    }
}
