//! A drive's bytes on their way out.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use metrics::counter;
use tracing::Span;

use crate::domain::{ByteRange, ByteStream, Error, Timestamp};
use crate::services::{Fetched, FileFacts};

use super::disposition::{Disposition, content_disposition};
use super::media::{MediaKind, content_type, media_kind};
use super::{Failed, failure, headers};

/// The answer to what the download service has decided. Fails (`internal`) only where a URL from
/// above can't stand in a header.
pub fn deliver(fetched: Fetched) -> Result<Response, Failed> {
    match fetched {
        Fetched::Redirect { url, keep_for } => {
            counter!("onefold_deliveries_total", "delivery" => "redirect").increment(1);
            redirect(url.expose(), keep_for)
        }
        Fetched::Worker(link) => {
            counter!("onefold_deliveries_total", "delivery" => "worker").increment(1);
            redirect(link.expose(), None)
        }
        Fetched::NotModified(file) => {
            let mut response = empty(StatusCode::NOT_MODIFIED);
            describe(&file, response.headers_mut());
            Ok(response)
        }
        Fetched::Stream {
            file,
            length,
            range,
            bytes,
        } => {
            if bytes.is_some() {
                counter!("onefold_deliveries_total", "delivery" => "proxy").increment(1);
            }
            Ok(streamed(&file, length, range, bytes))
        }
    }
}

/// The answer where a condition does not hold (412) or none of the bytes exists (416), under the same
/// headers as the bytes.
pub fn refuse_bytes(status: StatusCode, length: Option<u64>) -> Response {
    let mut response = empty(status);
    let headers = response.headers_mut();
    headers::byte_headers(headers, MediaKind::Other);
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment"),
    );
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(0));
    if let Some(length) = length {
        headers.insert(header::CONTENT_RANGE, text(&format!("bytes */{length}")));
    }
    response
}

fn redirect(url: &str, keep_for: Option<Duration>) -> Result<Response, Failed> {
    let location = HeaderValue::from_str(url).map_err(Error::internal)?;
    let mut response = empty(StatusCode::FOUND);
    let headers = response.headers_mut();
    headers::redirect_headers(headers, keep_for);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(0));
    headers.insert(header::LOCATION, location);
    Ok(response)
}

fn streamed(
    file: &FileFacts,
    length: u64,
    range: Option<ByteRange>,
    bytes: Option<ByteStream>,
) -> Response {
    let status = match range {
        Some(_) => StatusCode::PARTIAL_CONTENT,
        None => StatusCode::OK,
    };
    let mut response = empty(status);
    let headers = response.headers_mut();
    describe(file, headers);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(content_type(file.mime_type.as_deref())),
    );
    let sent = range.map_or(length, ByteRange::length);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(sent));
    if let Some(range) = range {
        let value = format!("bytes {}-{}/{length}", range.first(), range.last());
        headers.insert(header::CONTENT_RANGE, text(&value));
    }
    if let Some(bytes) = bytes {
        *response.body_mut() = body(bytes);
    }
    response
}

/// An error in the stream ends the body with an error, on which the server breaks the connection: no
/// client takes a cut file for whole. It can't be shown any more, so it is logged here, as what is asked
/// on the way after a cut: under the request, which has been answered long since.
fn body(bytes: ByteStream) -> Body {
    let span = Span::current();
    let count = counter!("onefold_bytes_total", "delivery" => "proxy");
    let mut bytes = bytes
        .inspect_ok(move |chunk| count.increment(chunk.len() as u64))
        .inspect_err(failure::log);
    Body::from_stream(stream::poll_fn(move |context| {
        span.in_scope(|| bytes.poll_next_unpin(context))
    }))
}

/// What is said about a file with and without its bytes.
fn describe(file: &FileFacts, headers: &mut HeaderMap) {
    let kind = media_kind(file.mime_type.as_deref());
    let disposition = match kind {
        MediaKind::Other => Disposition::Attachment,
        MediaKind::Image | MediaKind::Audio | MediaKind::Video | MediaKind::Text => {
            Disposition::Inline
        }
    };
    headers::byte_headers(headers, kind);
    headers.insert(
        header::CONTENT_DISPOSITION,
        content_disposition(disposition, &file.name),
    );
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Some(etag) = &file.etag {
        headers.insert(header::ETAG, text(etag.as_str()));
    }
    if let Some(date) = file.modified_at.and_then(http_date) {
        headers.insert(header::LAST_MODIFIED, text(&date));
    }
}

/// A date as HTTP writes it (RFC 9110, section 5.6.7); `None` outside the years 1970 to 9999, for which it has no
/// writing.
pub fn http_date(time: Timestamp) -> Option<String> {
    const YEAR_10000: i64 = 253_402_300_800_000;
    let writable = (0..YEAR_10000).contains(&time.unix_ms());
    writable.then(|| httpdate::fmt_http_date(time.to_system_time()))
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// For values that are made of digits, dates and checked tags.
fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("it is made of plain characters")
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use bytes::Bytes;

    use super::*;
    use crate::domain::{DownloadUrl, ETag, Segment};

    fn file(name: &str, mime_type: &str) -> FileFacts {
        FileFacts {
            name: Segment::parse(name).expect("a name"),
            mime_type: Some(mime_type.to_owned()),
            etag: ETag::requote("a,1"),
            content_tag: None,
            modified_at: Some(Timestamp::from_unix_ms(784_111_777_000)),
        }
    }

    fn whole(mime_type: &str, bytes: Vec<Result<Bytes, Error>>) -> Response {
        let fetched = Fetched::Stream {
            file: file("a.bin", mime_type),
            length: 6,
            range: None,
            bytes: Some(Box::pin(stream::iter(bytes))),
        };
        deliver(fetched).expect("an answer")
    }

    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        let value = response.headers().get(name);
        value.map_or("", |value| value.to_str().expect("text"))
    }

    fn assert_sealed(response: &Response, policy: &str) {
        for (name, expected) in [
            ("content-security-policy", policy),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-site"),
            ("cache-control", "private, no-cache"),
            ("vary", "Cookie, Authorization"),
        ] {
            assert_eq!(header(response, name), expected, "{name}");
        }
    }

    const SANDBOX: &str = "sandbox; default-src 'none'";
    const PLAYER: &str =
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";

    #[test]
    fn every_answer_about_bytes_is_sealed() {
        for (mime_type, policy, disposition) in [
            ("text/html", SANDBOX, "attachment"),
            ("image/svg+xml", SANDBOX, "attachment"),
            ("application/pdf", SANDBOX, "attachment"),
            ("text/plain", SANDBOX, "inline"),
            ("image/png", PLAYER, "inline"),
            ("audio/mpeg", PLAYER, "inline"),
            ("video/mp4", PLAYER, "inline"),
        ] {
            let not_modified = Fetched::NotModified(file("a.bin", mime_type));
            for response in [
                whole(mime_type, Vec::new()),
                deliver(not_modified).expect("an answer"),
            ] {
                assert_sealed(&response, policy);
                assert!(header(&response, "content-disposition").starts_with(disposition));
                assert_eq!(header(&response, "etag"), "\"a,1\"");
            }
        }
        let unsatisfiable = refuse_bytes(StatusCode::RANGE_NOT_SATISFIABLE, Some(10));
        assert_sealed(&unsatisfiable, SANDBOX);
        assert_eq!(header(&unsatisfiable, "content-range"), "bytes */10");
        assert_sealed(
            &refuse_bytes(StatusCode::PRECONDITION_FAILED, None),
            SANDBOX,
        );
    }

    #[test]
    fn a_part_says_which_part_it_is() {
        let fetched = Fetched::Stream {
            file: file("a.bin", "image/png"),
            length: 10,
            range: ByteRange::new(2, 5),
            bytes: None,
        };
        let response = deliver(fetched).expect("an answer");
        assert_eq!(response.status(), 206);
        assert_eq!(header(&response, "content-range"), "bytes 2-5/10");
        assert_eq!(header(&response, "content-length"), "4");
        assert_eq!(header(&response, "accept-ranges"), "bytes");
        let modified = header(&response, "last-modified");
        assert_eq!(modified, "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn a_redirect_is_kept_by_nobody_but_those_who_may() {
        let url = DownloadUrl::trusted(
            "https://contoso-my.sharepoint.com/d?tempauth=v1",
            Timestamp::default(),
        );
        let sent = |keep_for| {
            let url = url.clone();
            deliver(Fetched::Redirect { url, keep_for }).expect("an answer")
        };
        let short = sent(Some(Duration::from_secs(599)));
        assert_eq!(header(&short, "cache-control"), "private, max-age=599");
        let response = sent(None);
        assert_eq!(response.status(), 302);
        assert_eq!(header(&response, "location"), url.expose());
        assert_eq!(header(&response, "cache-control"), "private, no-store");
        assert_eq!(header(&response, "referrer-policy"), "no-referrer");
    }

    #[tokio::test]
    async fn a_stream_that_breaks_ends_in_an_error_and_not_in_an_end() {
        let part = Ok(Bytes::from_static(b"abc"));
        let broken = whole("text/plain", vec![part, Err(Error::NotFound)]);
        assert_eq!(header(&broken, "content-length"), "6");
        to_bytes(broken.into_body(), 100)
            .await
            .expect_err("it is broken");
        let sound = whole("text/plain", vec![Ok(Bytes::from_static(b"abcdef"))]);
        let bytes = to_bytes(sound.into_body(), 100).await.expect("it is whole");
        assert_eq!(&bytes[..], b"abcdef");
    }

    #[test]
    fn a_date_that_http_cannot_write_is_left_out() {
        for milliseconds in [-1, 253_402_300_800_000, i64::MAX] {
            assert_eq!(http_date(Timestamp::from_unix_ms(milliseconds)), None);
        }
    }
}
