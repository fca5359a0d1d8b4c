//! The number under which a visitor's trouble is found in the log.

use std::fmt;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use tracing::Instrument as _;

use crate::doors::Random;

/// Our id of one request: a random UUID, always made here, never taken from the request, so that no
/// caller can write into our log.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// An id out of a text that is drawn once.
    pub fn from_unique(unique: impl fmt::Display) -> Self {
        Self(Arc::from(unique.to_string()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RequestId({})", self.0)
    }
}

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request its id: in its extensions, in the span of everything logged under way, and in
/// the answer's `X-Request-Id`. The span names the route and never the path, which holds names, nor the
/// query, which may hold a signature. It stands at the level of errors, so that it is there whatever
/// level is logged.
pub async fn assign_request_id(
    State(random): State<Random>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId::from_unique(random.uuid());
    let value = HeaderValue::from_str(id.as_str()).expect("a UUID is plain text");
    let route = request.extensions().get::<MatchedPath>();
    let span = tracing::error_span!(
        "request",
        request.id = %id,
        http.method = %request.method(),
        http.route = route.map(MatchedPath::as_str),
    );
    request.extensions_mut().insert(id);
    let mut response = next.run(request).instrument(span).await;
    response.headers_mut().insert(HEADER, value);
    response
}
