//! Requests that never reach the core, because they are no requests of this face.

use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::{Extensions, StatusCode};

use crate::edge::RequestId;

use super::json::BODY_LIMIT;
use super::problem::Problem;

/// Why a request is none of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No route has this address.
    UnknownRoute,
    /// The address has routes, but none with this method.
    MethodNotAllowed,
    /// The body is of another media type.
    UnsupportedMediaType,
    /// The body is longer than any of ours.
    BodyTooLarge,
    /// The body did not come in time.
    BodyLate,
    /// The body ended early.
    BodyCut,
    /// The body is no JSON, and where it stops being any.
    MalformedJson(String),
    /// The body has a key twice in one object.
    RepeatedKey {
        /// Pointer to it (RFC 6901).
        pointer: String,
    },
}

impl Refusal {
    /// The problem that tells of it.
    pub(super) fn into_problem(self, request_id: &RequestId) -> Problem {
        let (status, code, title) = match self {
            Self::UnknownRoute => (
                StatusCode::NOT_FOUND,
                "unknown_route",
                "There is no such address",
            ),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "The address does not take this method",
            ),
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The body must be application/json",
            ),
            Self::BodyTooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "The body is too large",
            ),
            Self::BodyLate => (
                StatusCode::REQUEST_TIMEOUT,
                "body_late",
                "The body did not come in time",
            ),
            Self::BodyCut => (
                StatusCode::BAD_REQUEST,
                "body_cut",
                "The body ended before its end",
            ),
            Self::MalformedJson(_) => (
                StatusCode::BAD_REQUEST,
                "malformed_json",
                "The body is not JSON",
            ),
            Self::RepeatedKey { .. } => (
                StatusCode::BAD_REQUEST,
                "repeated_key",
                "A key stands twice",
            ),
        };
        let problem = Problem::new(status, code, title, request_id);
        match self {
            Self::BodyTooLarge => problem.with_detail(format!("At most {BODY_LIMIT} bytes.")),
            Self::MalformedJson(place) => problem.with_detail(place),
            Self::RepeatedKey { pointer } => problem.with_repeated(pointer),
            Self::UnknownRoute
            | Self::MethodNotAllowed
            | Self::UnsupportedMediaType
            | Self::BodyLate
            | Self::BodyCut => problem,
        }
    }
}

/// Our id of a request.
pub(super) fn request_id(extensions: &Extensions) -> RequestId {
    let found = extensions.get::<RequestId>().cloned();
    found.expect("`edge::enclose` lays the request id around every face")
}

/// The answer below `/api` where no route is.
pub(super) async fn unknown_route(request: Request) -> Response {
    let request_id = request_id(request.extensions());
    Refusal::UnknownRoute
        .into_problem(&request_id)
        .into_response()
}

/// The answer where a route is, but not for this method; the router adds `Allow`.
pub(super) async fn method_not_allowed(request: Request) -> Response {
    let request_id = request_id(request.extensions());
    Refusal::MethodNotAllowed
        .into_problem(&request_id)
        .into_response()
}
