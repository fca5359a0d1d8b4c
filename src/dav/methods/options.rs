//! `OPTIONS`: what can be done here. The same for all who have not said who they are, so that nobody learns from it
//! what there is.

use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::dav::allowed;
use crate::dav::answers::empty;
use crate::dav::ask::Ask;

pub(super) async fn answer(ask: &Ask) -> Response {
    let mut response = classes();
    allowed::tell(ask, &mut response).await;
    response
}

pub(super) fn answer_above() -> Response {
    let mut response = classes();
    allowed::tell_above(&mut response);
    response
}

/// RFC 4918, sections 10.1 and 18. Windows takes the server for one of its own kind by the second header.
fn classes() -> Response {
    let mut response = empty(StatusCode::OK);
    let headers = response.headers_mut();
    let classes = HeaderValue::from_static("1, 2, 3");
    headers.insert(HeaderName::from_static("dav"), classes);
    let via = HeaderValue::from_static("DAV");
    headers.insert(HeaderName::from_static("ms-author-via"), via);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(0));
    response
}
