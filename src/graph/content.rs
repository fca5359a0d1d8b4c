//! Bytes from Microsoft's content hosts.

use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt as _;
use http::{HeaderMap, StatusCode, header};

use crate::domain::{ByteRange, Diagnosis, DownloadUrl, Service, UpstreamFailure};

use super::error::{Error, ErrorKind};
use super::refusal::{request_id, retry_after};
use super::transport::{Transport, broken, send};

/// Bytes as they arrive.
type Bytestream = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

/// An answer of a content host.
pub struct Content {
    /// Length of the whole in bytes.
    pub length: u64,
    /// Which bytes follow; `None` for the whole. A host may ignore a range and send everything.
    pub range: Option<ByteRange>,
    /// The bytes, exactly as many as promised or an error at the end.
    pub bytes: Bytestream,
}

const OPERATION: &str = "download";

/// Opens a download URL. No credentials go there: SharePoint refuses them.
pub(super) async fn open(
    transport: &Transport,
    url: &DownloadUrl,
    range: Option<&str>,
) -> Result<Content, Error> {
    let mut request = transport
        .content()
        .get(url.expose())
        .header(header::ACCEPT_ENCODING, "identity");
    if let Some(range) = range {
        request = request.header(header::RANGE, range);
    }
    let response = send(Service::Content, request)
        .await
        .map_err(|failure| Error::failed(OPERATION, failure))?;
    let (length, range) = extent(response.status(), response.headers())?;
    let status = response.status();
    let expected = range.map_or(length, ByteRange::length);
    let bytes = response.bytes_stream().map(move |chunk| {
        chunk.map_err(|error| {
            Error::failed(OPERATION, broken(Service::Content, Some(status), error))
        })
    });
    Ok(Content {
        length,
        range,
        bytes: Box::pin(counted(bytes, expected)),
    })
}

/// What the head of the answer promises. Without a length nothing can be promised to the visitor, and
/// a cut could not be told from the end.
fn extent(status: StatusCode, headers: &HeaderMap) -> Result<(u64, Option<ByteRange>), Error> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match status {
        StatusCode::OK => {
            let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
            length
                .map(|length| (length, None))
                .ok_or_else(|| refusal(status, headers))
        }
        StatusCode::PARTIAL_CONTENT => {
            let extent = text(header::CONTENT_RANGE).and_then(content_range);
            extent
                .map(|(range, length)| (length, Some(range)))
                .ok_or_else(|| refusal(status, headers))
        }
        _ => Err(refusal(status, headers)),
    }
}

/// `bytes first-last/length` (RFC 9110, section 14.4).
fn content_range(value: &str) -> Option<(ByteRange, u64)> {
    let (range, length) = value.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (range, length) = (
        ByteRange::new(first.parse().ok()?, last.parse().ok()?)?,
        length.parse().ok()?,
    );
    (range.last() < length).then_some((range, length))
}

/// `bytes */length`, the answer to a range that lies outside (RFC 9110, section 15.5.17).
fn unsatisfied_length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_RANGE)?
        .to_str()
        .ok()?
        .strip_prefix("bytes */")?
        .parse()
        .ok()
}

fn refusal(status: StatusCode, headers: &HeaderMap) -> Error {
    let diagnosis = match status {
        StatusCode::OK | StatusCode::PARTIAL_CONTENT => Diagnosis::UpstreamMalformed,
        StatusCode::TOO_MANY_REQUESTS => Diagnosis::Throttled,
        _ if headers.contains_key("x-virus-infected") => Diagnosis::Malware,
        StatusCode::GATEWAY_TIMEOUT => Diagnosis::UpstreamTimeout,
        status if status.is_server_error() => Diagnosis::UpstreamDown,
        _ => Diagnosis::UpstreamRefused,
    };
    let failure = UpstreamFailure {
        status: Some(status.as_u16()),
        retry_after: retry_after(headers),
        request_id: request_id(headers),
        ..UpstreamFailure::new(Service::Content, diagnosis)
    };
    match (status, unsatisfied_length(headers)) {
        (StatusCode::RANGE_NOT_SATISFIABLE, Some(length)) => Error {
            kind: ErrorKind::RangeNotSatisfiable { length },
            ..Error::failed(OPERATION, failure)
        },
        _ => Error::failed(OPERATION, failure),
    }
}

/// Passes the bytes on and holds the host to its promise: fewer or more than announced is an error,
/// so that a cut file is never taken for whole.
fn counted(
    bytes: impl Stream<Item = Result<Bytes, Error>> + Send,
    expected: u64,
) -> impl Stream<Item = Result<Bytes, Error>> + Send {
    let cut = || Error::of(OPERATION, Service::Content, Diagnosis::UpstreamMalformed);
    let ended = futures_util::stream::iter([None]);
    bytes
        .map(Some)
        .chain(ended)
        .scan(Some(expected), move |left, chunk| {
            let item = match (chunk, *left) {
                (Some(Ok(chunk)), Some(count)) => {
                    *left = count.checked_sub(chunk.len() as u64);
                    Some(if left.is_some() {
                        Ok(chunk)
                    } else {
                        Err(cut())
                    })
                }
                (Some(Err(error)), Some(_)) => {
                    *left = None;
                    Some(Err(error))
                }
                (_, None) | (None, Some(0)) => None,
                (None, Some(_)) => Some(Err(cut())),
            };
            std::future::ready(item)
        })
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Content")
            .field("length", &self.length)
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn collect(chunks: &[&'static str], expected: u64) -> (usize, bool) {
        let chunks: Vec<_> = chunks
            .iter()
            .map(|chunk| Ok(Bytes::from_static(chunk.as_bytes())))
            .collect();
        let received: Vec<_> = counted(futures_util::stream::iter(chunks), expected)
            .collect()
            .await;
        let whole = received.iter().all(Result::is_ok);
        (received.iter().flatten().map(Bytes::len).sum(), whole)
    }

    #[tokio::test]
    async fn a_body_is_held_to_the_announced_length() {
        assert_eq!(collect(&["abc", "de"], 5).await, (5, true));
        assert_eq!(collect(&[], 0).await, (0, true));
        assert_eq!(collect(&["abc"], 5).await, (3, false), "too short");
        assert_eq!(collect(&["abc", "de"], 4).await, (3, false), "too long");
    }

    #[test]
    fn only_a_sound_content_range_is_believed() {
        assert!(content_range("bytes 0-4/10").is_some());
        for value in [
            "bytes */10",
            "bytes 4-0/10",
            "bytes 0-10/10",
            "0-4/10",
            "bytes 0-4/*",
            "",
        ] {
            assert!(content_range(value).is_none(), "{value}");
        }
    }
}
