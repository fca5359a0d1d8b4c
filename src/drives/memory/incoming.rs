//! Sources, read from where their bytes are wanted.

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::domain::{ByteSource, ByteStream, Error, Result};

/// The length that is announced, or found out, and the bytes.
pub(super) async fn begin_reading(source: ByteSource) -> Result<(u64, ByteStream)> {
    match source {
        ByteSource::Once {
            size: Some(size),
            bytes,
            ..
        } => Ok((size, bytes)),
        ByteSource::Once { bytes, .. } => {
            let parts: Vec<Bytes> = bytes.try_collect().await?;
            let size = parts.iter().map(|part| part.len() as u64).sum();
            Ok((size, Box::pin(stream::iter(parts.into_iter().map(Ok)))))
        }
        ByteSource::Again(source) => Ok((source.size(), source.read_from(0).await?)),
    }
}

/// The bytes from where the session is, of a source that fits what was written down.
pub(super) async fn begin_at(source: ByteSource, received: u64) -> Result<ByteStream> {
    match source {
        ByteSource::Again(source) => source.read_from(received).await,
        ByteSource::Once { from, bytes, .. } => Ok(skip(bytes, received.saturating_sub(from))),
    }
}

/// The stream without its first bytes.
fn skip(bytes: ByteStream, count: u64) -> ByteStream {
    let rest = bytes.scan(count, |left, part| {
        let part = part.map(|mut part: Bytes| {
            let cut = usize::try_from(*left).map_or(part.len(), |left| left.min(part.len()));
            *left -= cut as u64;
            part.split_off(cut)
        });
        std::future::ready(Some(part))
    });
    Box::pin(rest)
}

pub(super) async fn read_exactly(mut bytes: ByteStream, size: u64) -> Result<Bytes> {
    let mut whole = BytesMut::new();
    while let Some(part) = bytes.next().await {
        whole.extend_from_slice(&part?);
        if whole.len() as u64 > size {
            return Err(Error::length_mismatch());
        }
    }
    if whole.len() as u64 == size {
        Ok(whole.freeze())
    } else {
        Err(Error::length_mismatch())
    }
}
