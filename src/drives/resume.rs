//! A download that outlives cut connections.

use std::future::Future;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::domain::{
    ByteStream, Diagnosis, Error, Opened, RangeRequest, Result, Service, UpstreamFailure,
};

/// How a file is opened again from a byte on. It answers with an error where the file is no longer the
/// same: bytes of two versions are never spliced.
pub(super) trait Reopen: Send + Sync + 'static {
    /// Opens the bytes of `range`, with a fresh URL where the old one is refused.
    fn reopen(&self, range: RangeRequest) -> impl Future<Output = Result<Opened>> + Send;
}

/// How often in a row a download is opened again without a byte of progress …
const MOST_ATTEMPTS: u32 = 3;

/// … and how often in all: each time costs a call to Graph.
const MOST_CUTS: u32 = 50;

/// Where a download stands.
struct Progress<R> {
    bytes: ByteStream,
    reopen: R,
    /// Length of the whole file.
    length: u64,
    /// The byte that comes next.
    next: u64,
    /// The last byte promised; `None` once the download is over, well or badly.
    last: Option<u64>,
    attempts: u32,
    cuts: u32,
}

/// Passes the bytes on; where they are cut, goes on from that byte. Where that can't be, the error
/// remains, and with it the broken connection.
pub(super) fn resuming(opened: Opened, reopen: impl Reopen) -> Opened {
    let Opened {
        length,
        range,
        etag,
        bytes,
    } = opened;
    let (next, last) = match range {
        Some(range) => (range.first(), Some(range.last())),
        None => (0, length.checked_sub(1)),
    };
    let progress = Progress {
        bytes,
        reopen,
        length,
        next,
        last,
        attempts: 0,
        cuts: 0,
    };
    let bytes = stream::unfold(progress, |mut progress| async {
        let item = progress.advance().await?;
        Some((item, progress))
    });
    Opened {
        length,
        range,
        etag,
        bytes: Box::pin(bytes),
    }
}

impl<R: Reopen> Progress<R> {
    /// The next bytes; `None` after the last promised one.
    async fn advance(&mut self) -> Option<Result<Bytes>> {
        loop {
            let last = self.last?;
            match self.bytes.next().await {
                Some(Ok(chunk)) => {
                    self.note(&chunk, last);
                    return Some(Ok(chunk));
                }
                Some(Err(error)) => {
                    if let Err(error) = self.go_on(error, last).await {
                        self.last = None;
                        return Some(Err(error));
                    }
                }
                // The source holds to its promise or errs; an early end is a bug worth an error.
                None => {
                    self.last = None;
                    return Some(Err(UpstreamFailure::new(
                        Service::Content,
                        Diagnosis::UpstreamMalformed,
                    )
                    .into()));
                }
            }
        }
    }

    fn note(&mut self, chunk: &Bytes, last: u64) {
        self.next += chunk.len() as u64;
        if !chunk.is_empty() {
            self.attempts = 0;
        }
        if self.next > last {
            self.last = None;
        }
    }

    /// Opens the rest, if that makes sense; otherwise the error is what the visitor gets.
    async fn go_on(&mut self, error: Error, last: u64) -> Result<()> {
        if self.attempts >= MOST_ATTEMPTS || self.cuts >= MOST_CUTS || !is_cut(&error) {
            return Err(error);
        }
        self.attempts += 1;
        self.cuts += 1;
        let rest = RangeRequest::From {
            first: self.next,
            last: Some(last),
        };
        let opened = self.reopen.reopen(rest).await?;
        let fits = opened.length == self.length
            && opened
                .range
                .is_some_and(|range| range.first() == self.next && range.last() == last);
        if !fits {
            return Err(error);
        }
        tracing::debug!(position = self.next, "a download goes on after a cut");
        self.bytes = opened.bytes;
        Ok(())
    }
}

/// Whether the bytes were cut on their way, rather than refused.
fn is_cut(error: &Error) -> bool {
    matches!(error, Error::Upstream(failure) if failure.service == Service::Content)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const TEXT: &str = "0123456789";

    fn cut() -> Error {
        UpstreamFailure::new(Service::Content, Diagnosis::UpstreamMalformed).into()
    }

    /// A host that cuts each answer after so many bytes, as listed; after the list it cuts no more.
    struct Host {
        cuts: Mutex<Vec<u64>>,
        length: u64,
    }

    impl Host {
        fn answer(&self, first: u64, last: u64) -> Opened {
            let cut_after = self.cuts.lock().expect("not poisoned").pop();
            let end = cut_after.map_or(last, |count| {
                (first + count).min(last + 1).saturating_sub(1)
            });
            let place = |position: u64| usize::try_from(position).expect("small");
            let sent = match cut_after {
                Some(0) => Bytes::new(),
                _ => Bytes::from_static(TEXT.as_bytes()).slice(place(first)..=place(end)),
            };
            let mut chunks = vec![Ok(sent)];
            chunks.extend(cut_after.map(|_| Err(cut())));
            Opened {
                length: self.length,
                range: crate::domain::ByteRange::new(first, last),
                etag: None,
                bytes: Box::pin(stream::iter(chunks)),
            }
        }
    }

    impl Reopen for Host {
        async fn reopen(&self, range: RangeRequest) -> Result<Opened> {
            let range = range.resolve(TEXT.len() as u64)?;
            Ok(self.answer(range.first(), range.last()))
        }
    }

    async fn download(cuts: &[u64], length_later: u64) -> (String, bool) {
        let host = Host {
            cuts: Mutex::new(cuts.iter().rev().copied().collect()),
            length: 10,
        };
        let opened = host.answer(0, 9);
        let later = Host {
            length: length_later,
            ..host
        };
        let received: Vec<_> = resuming(opened, later).bytes.collect().await;
        let whole = received.iter().all(Result::is_ok);
        let bytes: Vec<u8> = received
            .into_iter()
            .flatten()
            .flat_map(|chunk| chunk.to_vec())
            .collect();
        (String::from_utf8(bytes).expect("text"), whole)
    }

    #[tokio::test]
    async fn a_body_cut_at_any_byte_goes_on_from_there() {
        for at in 1..10 {
            assert_eq!(
                download(&[at], 10).await,
                (TEXT.to_owned(), true),
                "cut after {at}"
            );
        }
        assert_eq!(
            download(&[1; 9], 10).await,
            (TEXT.to_owned(), true),
            "cut after every byte"
        );
    }

    #[tokio::test]
    async fn without_progress_it_gives_up() {
        assert_eq!(
            download(&[3, 0, 0, 0, 0], 10).await,
            ("012".to_owned(), false)
        );
    }

    #[tokio::test]
    async fn a_file_of_another_length_is_not_spliced() {
        assert_eq!(download(&[3], 11).await, ("012".to_owned(), false));
    }
}
