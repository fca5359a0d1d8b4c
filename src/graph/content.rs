//! Bytes from Microsoft's content hosts.

use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt as _;
use http::{HeaderMap, header};
use reqwest::Response;

use crate::domain::{ByteRange, Diagnosis, DownloadUrl, ETag, RangeRequest, Service};

use super::error::{Error, ErrorKind};
use super::extent::{self, Extent, Fault};
use super::refusal::host;
use super::transport::{Answer, Transport, broken, send};

/// Bytes as they arrive.
type Bytestream = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

/// An answer of a content host.
pub struct Content {
    /// Length of the whole in bytes.
    pub length: u64,
    /// Which bytes follow; `None` for the whole. A host may ignore a range and send everything.
    pub range: Option<ByteRange>,
    /// The tag of what is sent, where the host names one.
    pub etag: Option<ETag>,
    /// The bytes, exactly as many as promised or an error at the end.
    pub bytes: Bytestream,
}

/// What the description of a file lets expect of its bytes.
#[derive(Clone, Debug)]
pub struct Expected {
    /// They may be announced as a page for people. Where the file is none, that is a login page or an error
    /// in disguise.
    pub page: bool,
    /// There may be none at all. Where the description says otherwise, an answer without bytes is believed
    /// only if it names its version: described sizes may be wrong or overtaken, but a gateway's empty page
    /// has no tag.
    pub nothing: bool,
}

impl Expected {
    /// Whether an answer can be the file. None of its bytes is read for this.
    fn allows(&self, length: u64, headers: &HeaderMap) -> bool {
        let is_page = extent::is_page(headers);
        let is_something = length > 0 || tag(headers).is_some();
        (self.page || !is_page) && (self.nothing || is_something)
    }
}

pub(super) const OPERATION: &str = "download";

/// Asks a download URL for its bytes. No credentials go there: SharePoint refuses them.
pub(super) async fn ask(
    transport: &Transport,
    url: &DownloadUrl,
    range: Option<&str>,
) -> Result<Response, Error> {
    let mut request = transport
        .content()
        .get(url.expose())
        .header(header::ACCEPT_ENCODING, "identity");
    if let Some(range) = range {
        request = request.header(header::RANGE, range);
    }
    let answer = send(Service::Content, request).await;
    answer.map_err(|failure| Error::failed(OPERATION, failure))
}

/// Reads the head of an answer to a question for `range`; its bytes follow.
pub(super) async fn open(
    response: Response,
    range: Option<&str>,
    expected: &Expected,
) -> Result<Content, Error> {
    let asked = range.and_then(RangeRequest::parse);
    let (status, headers) = (response.status(), response.headers());
    let extent = extent::read(status, headers, asked).and_then(|extent| {
        let fits = expected.allows(extent.length, headers);
        fits.then_some(extent).ok_or(Fault::Misfit)
    });
    let Extent { length, range } = match extent {
        Ok(extent) => extent,
        Err(fault) => return Err(refusal(response, fault).await),
    };
    let etag = tag(headers);
    let count = range.map_or(length, ByteRange::length);
    let bytes = response.bytes_stream().map(move |chunk| {
        chunk.map_err(|error| {
            Error::failed(OPERATION, broken(Service::Content, Some(status), error))
        })
    });
    Ok(Content {
        length,
        range,
        etag,
        bytes: Box::pin(counted(bytes, count)),
    })
}

fn tag(headers: &HeaderMap) -> Option<ETag> {
    ETag::requote(headers.get(header::ETAG)?.to_str().ok()?)
}

async fn refusal(response: Response, fault: Fault) -> Error {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = if fault == Fault::Refused && status.is_client_error() {
        beginning(response).await
    } else {
        Vec::new()
    };
    let mut failure = host::failure(&Answer {
        status,
        headers,
        body,
    });
    if fault == Fault::Misfit {
        failure.diagnosis = Diagnosis::UpstreamMalformed;
    }
    let kind = match fault {
        Fault::OutOfRange(length) => ErrorKind::RangeNotSatisfiable { length },
        Fault::Refused | Fault::Misfit => ErrorKind::Failed,
    };
    Error::new(OPERATION, kind, failure)
}

/// What a host says beside a refusal, as far as it comes in a few pieces: it is a line or two, and nobody
/// waits for more.
async fn beginning(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    for _ in 0..4 {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    body
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
}
