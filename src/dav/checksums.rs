//! What bytes come to, looked at as they pass.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};

use crate::domain::{ByteStream, Error, Invalid, Result};

use super::headers::{Checksum, ChecksumKind};

/// Bytes that must come to what was announced. The last of them are held back until that is known, so that
/// nobody has the whole of something else.
pub(super) struct Proved {
    bytes: ByteStream,
    sums: Vec<(Checksum, Summing)>,
    held: Option<Bytes>,
    is_over: bool,
}

/// A sum on its way.
enum Summing {
    Digest(Box<digest::Context>),
    Adler { low: u32, high: u32 },
}

/// Those of the announced sums that can be proved here; no others are kept of a `PUT`. By `PROPPATCH` a client may
/// say what it likes of a file that it may write.
pub(super) fn provable(sums: &[Checksum]) -> Vec<Checksum> {
    let known = sums.iter().filter(|sum| Summing::of(sum.kind()).is_some());
    known.cloned().collect()
}

/// The same bytes, and an error in place of their end where they do not come to these sums.
pub(super) fn proved(bytes: ByteStream, sums: Vec<Checksum>) -> ByteStream {
    let sums = sums.into_iter().filter_map(|sum| {
        let summing = Summing::of(sum.kind())?;
        Some((sum, summing))
    });
    let sums: Vec<_> = sums.collect();
    if sums.is_empty() {
        return bytes;
    }
    Box::pin(Proved {
        bytes,
        sums,
        held: None,
        is_over: false,
    })
}

impl Stream for Proved {
    type Item = Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes>>> {
        loop {
            if self.is_over {
                return Poll::Ready(None);
            }
            match ready!(self.bytes.poll_next_unpin(context)) {
                Some(Ok(chunk)) => {
                    for (_, summing) in &mut self.sums {
                        summing.add(&chunk);
                    }
                    if let Some(before) = self.held.replace(chunk) {
                        return Poll::Ready(Some(Ok(before)));
                    }
                }
                Some(Err(error)) => {
                    self.is_over = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    self.is_over = true;
                    let sums = std::mem::take(&mut self.sums);
                    let differs =
                        |(sum, summing): (Checksum, Summing)| summing.end() != sum.digest();
                    if sums.into_iter().any(differs) {
                        return Poll::Ready(Some(Err(mismatch())));
                    }
                    return Poll::Ready(self.held.take().map(Ok));
                }
            }
        }
    }
}

fn mismatch() -> Error {
    let reason = "does not come to the checksum that was announced";
    Invalid::malformed("body", "checksum_mismatch", reason).into()
}

impl Summing {
    fn of(kind: ChecksumKind) -> Option<Self> {
        let digest = |algorithm| Some(Self::Digest(Box::new(digest::Context::new(algorithm))));
        match kind {
            ChecksumKind::Sha1 => digest(&SHA1_FOR_LEGACY_USE_ONLY),
            ChecksumKind::Sha256 => digest(&SHA256),
            ChecksumKind::Adler32 => Some(Self::Adler { low: 1, high: 0 }),
            ChecksumKind::Md5 => None,
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        match self {
            Self::Digest(context) => context.update(bytes),
            Self::Adler { low, high } => {
                // RFC 1950, section 9; so many bytes can be added before a sum may overflow.
                for part in bytes.chunks(5_552) {
                    for byte in part {
                        *low += u32::from(*byte);
                        *high += *low;
                    }
                    *low %= 65_521;
                    *high %= 65_521;
                }
            }
        }
    }

    fn end(self) -> Vec<u8> {
        match self {
            Self::Digest(context) => context.finish().as_ref().to_vec(),
            Self::Adler { low, high } => ((high << 16) | low).to_be_bytes().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{TryStreamExt as _, stream};

    use super::*;

    async fn passed(sums: &str, parts: &[&'static str]) -> Result<Vec<u8>> {
        let parts: Vec<_> = parts
            .iter()
            .map(|part| Ok(Bytes::from_static(part.as_bytes())))
            .collect();
        let sums = Checksum::parse_list(sums).expect("they are sums");
        let bytes = proved(Box::pin(stream::iter(parts)), provable(&sums));
        let read: Vec<Bytes> = bytes.try_collect().await?;
        Ok(read.concat())
    }

    #[tokio::test]
    async fn bytes_pass_that_come_to_what_was_announced() {
        let sums = "SHA1:a9993e364706816aba3e25717850c26c9cd0d89d ADLER32:024d0127 \
            SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for parts in [&["abc"][..], &["a", "", "bc"]] {
            let read = passed(sums, parts).await.expect("they are right");
            assert_eq!(read, b"abc");
        }
        let none = passed("ADLER32:00000001", &[]).await;
        assert_eq!(none.expect("it is the sum of nothing"), b"");
    }

    #[tokio::test]
    async fn the_end_of_others_never_comes() {
        let sums = "SHA1:a9993e364706816aba3e25717850c26c9cd0d89d";
        for parts in [&["abd"][..], &["a", "b"], &[]] {
            let refused = passed(sums, parts).await.expect_err("they are others");
            assert_eq!(refused.code(), "checksum_mismatch");
        }
    }
}
