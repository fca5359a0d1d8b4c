//! What bytes come to, looked at as they pass.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use md5::{Digest as _, Md5};

use crate::domain::{ByteStream, Error, Invalid, Result};

use super::headers::{Checksum, ChecksumKind};

/// Those that are found out of all bytes of which any sum is announced: rclone compares the first of them that both
/// sides know, and ownCloud's server knows both.
const USUAL: [ChecksumKind; 2] = [ChecksumKind::Sha1, ChecksumKind::Md5];

/// What bytes were found to come to, once they have passed. Nothing of bytes of which nothing was announced.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums(Arc<OnceLock<Vec<Checksum>>>);

impl Sums {
    /// The sums; none before the end.
    pub(super) fn found(&self) -> &[Checksum] {
        self.0.get().map_or(&[], Vec::as_slice)
    }
}

/// Bytes that must come to what was announced. The last of them are held back until that is known, so that
/// nobody has the whole of something else.
struct Proved {
    bytes: ByteStream,
    announced: Vec<Checksum>,
    summing: Vec<(ChecksumKind, Summing)>,
    sums: Sums,
    held: Option<Bytes>,
    is_over: bool,
}

/// A sum on its way.
enum Summing {
    Digest(Box<digest::Context>),
    Md5(Box<Md5>),
    Adler { low: u32, high: u32 },
}

/// The same bytes, and an error in place of their end where they do not come to what was `announced`; and what they
/// are found to come to.
pub(super) fn proved(bytes: ByteStream, announced: Vec<Checksum>) -> (ByteStream, Sums) {
    let sums = Sums::default();
    if announced.is_empty() {
        return (bytes, sums);
    }
    let kinds = announced.iter().map(Checksum::kind).chain(USUAL);
    let mut kinds: Vec<_> = kinds.collect();
    kinds.sort_unstable();
    kinds.dedup();
    let summing = kinds.into_iter().map(|kind| (kind, Summing::of(kind)));
    let proved = Proved {
        bytes,
        announced,
        summing: summing.collect(),
        sums: sums.clone(),
        held: None,
        is_over: false,
    };
    (Box::pin(proved), sums)
}

impl Proved {
    /// Compares, now that all have passed.
    fn conclude(&mut self) -> Result<()> {
        let summing = std::mem::take(&mut self.summing).into_iter();
        let found = summing.map(|(kind, summing)| Checksum::of(kind, summing.end()));
        let found: Vec<_> = found.collect();
        if !self.announced.iter().all(|sum| found.contains(sum)) {
            return Err(mismatch());
        }
        // Nobody else sets it.
        let _was_set = self.sums.0.set(found);
        Ok(())
    }
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
                    for (_, summing) in &mut self.summing {
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
                    if let Err(error) = self.conclude() {
                        return Poll::Ready(Some(Err(error)));
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
    fn of(kind: ChecksumKind) -> Self {
        let digest = |algorithm| Self::Digest(Box::new(digest::Context::new(algorithm)));
        match kind {
            ChecksumKind::Sha1 => digest(&SHA1_FOR_LEGACY_USE_ONLY),
            ChecksumKind::Sha256 => digest(&SHA256),
            ChecksumKind::Md5 => Self::Md5(Box::default()),
            ChecksumKind::Adler32 => Self::Adler { low: 1, high: 0 },
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        match self {
            Self::Digest(context) => context.update(bytes),
            Self::Md5(context) => context.update(bytes),
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
            Self::Md5(context) => context.finalize().to_vec(),
            Self::Adler { low, high } => ((high << 16) | low).to_be_bytes().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{TryStreamExt as _, stream};

    use super::*;

    /// The bytes that have passed, and what they were found to come to.
    async fn passed(sums: &str, parts: &[&'static str]) -> Result<(Vec<u8>, String)> {
        let parts: Vec<_> = parts
            .iter()
            .map(|part| Ok(Bytes::from_static(part.as_bytes())))
            .collect();
        let announced = Checksum::parse_list(sums).expect("they are sums");
        let (bytes, found) = proved(Box::pin(stream::iter(parts)), announced);
        let read: Vec<Bytes> = bytes.try_collect().await?;
        let found: Vec<_> = found.found().iter().map(ToString::to_string).collect();
        Ok((read.concat(), found.join(" ")))
    }

    const SHA1: &str = "SHA1:a9993e364706816aba3e25717850c26c9cd0d89d";
    const MD5: &str = "MD5:900150983cd24fb0d6963f7d28e17f72";
    const SHA256: &str = "SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[tokio::test]
    async fn bytes_pass_that_come_to_what_was_announced_and_the_usual_sums_are_found_beside_it() {
        let all = format!("{SHA1} {MD5} {SHA256} ADLER32:024d0127");
        let usual = format!("{SHA1} {MD5}");
        for (announced, expected) in [
            (all.as_str(), all.as_str()),
            (SHA1, usual.as_str()),
            (MD5, usual.as_str()),
            ("", ""),
        ] {
            for parts in [&["abc"][..], &["a", "", "bc"]] {
                let (read, found) = passed(announced, parts).await.expect("they are right");
                assert_eq!((read.as_slice(), found.as_str()), (&b"abc"[..], expected));
            }
        }
        let none = passed("ADLER32:00000001", &[]).await;
        assert_eq!(none.expect("it is the sum of nothing").0, b"");
    }

    #[tokio::test]
    async fn the_end_of_others_never_comes() {
        for announced in [SHA1, MD5] {
            for parts in [&["abd"][..], &["a", "b"], &[]] {
                let refused = passed(announced, parts).await.expect_err("they are others");
                assert_eq!(refused.code(), "checksum_mismatch");
            }
        }
    }
}
