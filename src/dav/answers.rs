//! Answers as this face gives them.

use std::convert::Infallible;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::edge::http_date;
use crate::services::Row;

use super::room::Share;
use super::xml::{Href, Multistatus, Precondition, error_body};

const XML: HeaderValue = HeaderValue::from_static("application/xml; charset=utf-8");
const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// An answer with nothing in it.
pub(super) fn empty(status: StatusCode) -> Response {
    with_body(status, Body::empty())
}

/// One sentence for people.
pub(super) fn plain(status: StatusCode, words: &str) -> Response {
    let mut response = with_body(status, Body::from(format!("{words}\n")));
    response.headers_mut().insert(header::CONTENT_TYPE, PLAIN);
    response
}

/// The rule that was broken, for programs.
pub(super) fn with_error(status: StatusCode, broken: &Precondition) -> Response {
    xml(status, error_body(broken))
}

/// A document.
pub(super) fn xml(status: StatusCode, document: Bytes) -> Response {
    let mut response = with_body(status, Body::from(document));
    response.headers_mut().insert(header::CONTENT_TYPE, XML);
    response
}

/// An answer about many resources. It is whole by now, so its length is told: some players want one.
pub(super) fn multistatus(answer: Multistatus) -> Response {
    framed(answer.finish(), |_| {})
}

/// The same of a folder, which takes up its share of the memory until it is sent, or nobody wants it any more.
pub(super) fn listing(answer: Multistatus, mut share: Share) -> Response {
    framed(answer.finish(), move |sent| share.give_back(sent))
}

/// A body of these frames; each is told to `sent` when it goes.
fn framed(frames: Vec<Bytes>, mut sent: impl FnMut(usize) + Send + 'static) -> Response {
    let length: usize = frames.iter().map(Bytes::len).sum();
    let frames = frames.into_iter().map(move |frame| {
        sent(frame.len());
        Ok::<_, Infallible>(frame)
    });
    let frames = stream::iter(frames);
    let mut response = with_body(StatusCode::MULTI_STATUS, Body::from_stream(frames));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, XML);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// Says where a folder really lies that was asked for without its slash (RFC 4918, section 5.2). Never by a redirect:
/// Windows shows an empty folder then.
pub(super) fn locate(headers: &mut HeaderMap, href: &Href) {
    if let Ok(href) = HeaderValue::from_str(href.as_str()) {
        headers.insert(header::CONTENT_LOCATION, href);
    }
}

/// What is said to one caller at one time is nothing for anybody's cache.
fn with_body(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let uncached = HeaderValue::from_static("private, no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, uncached);
    response
}

/// What stands in a listing, too: the tag and the last change of what a row tells of.
pub(super) fn describe(headers: &mut HeaderMap, row: &Row) {
    if let Some(etag) = &row.etag
        && let Ok(etag) = HeaderValue::from_str(etag.as_str())
    {
        headers.insert(header::ETAG, etag);
    }
    if let Some(date) = row.modified_at.and_then(http_date)
        && let Ok(date) = HeaderValue::from_str(&date)
    {
        headers.insert(header::LAST_MODIFIED, date);
    }
}
