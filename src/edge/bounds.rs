//! The bounds of a request's head, the same over HTTP/1 and HTTP/2. What is longer than whoever accepts
//! connections reads at all never comes here.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

/// The most header lines. Browsers send some twenty, behind a chain of proxies perhaps fifty.
const MOST_HEADERS: usize = 100;

/// The longest target in bytes. A path of 2,000 characters is 18,000 bytes where each of them is encoded,
/// and a query adds a cursor to it.
const LONGEST_TARGET: usize = 32 * 1024;

/// Answers 414 and 431 (RFC 6585, section 5) where a head is beyond its bounds.
pub(super) async fn check_head(request: Request, next: Next) -> Response {
    let target = request.uri().path_and_query();
    if target.is_some_and(|target| target.as_str().len() > LONGEST_TARGET) {
        let words = "The address is too long.\n";
        return (StatusCode::URI_TOO_LONG, words).into_response();
    }
    if request.headers().len() > MOST_HEADERS {
        let words = "There are too many headers.\n";
        return (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, words).into_response();
    }
    next.run(request).await
}
