//! `OPTIONS`: what can be done here. The same for everybody, so that nobody learns from it what there is.

use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::dav::answers::empty;
use crate::dav::routes::allowed;

/// RFC 4918, sections 10.1 and 18. Windows takes the server for one of its own kind by the second header.
pub(super) fn answer(above: bool) -> Response {
    let mut response = empty(StatusCode::OK);
    let headers = response.headers_mut();
    let classes = HeaderValue::from_static("1, 2, 3");
    headers.insert(HeaderName::from_static("dav"), classes);
    let via = HeaderValue::from_static("DAV");
    headers.insert(HeaderName::from_static("ms-author-via"), via);
    let allow = HeaderValue::from_str(&allowed(above)).expect("it is a list of names");
    headers.insert(header::ALLOW, allow);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(0));
    response
}
