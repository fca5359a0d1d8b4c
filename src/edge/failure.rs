//! Errors on their way out: carried unrendered to the one layer that gives them a shape, and logged
//! there, once.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, Uri, header};

use crate::domain::{AdminScope, Caller, Diagnosis, Error, Invalid, Kind};

use super::RequestId;

/// An error as a handler or a layer answers it. It has no shape yet: [`show_failures`] of the face
/// around it gives it one.
#[derive(Clone, Debug)]
pub struct Failed(pub Error);

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Invalid> for Failed {
    fn from(invalid: Invalid) -> Self {
        Self(invalid.into())
    }
}

/// Whole seconds to wait, for people and for `Retry-After`: rounded up, and at least one, since coming
/// too early is worse than coming late.
pub fn retry_seconds(wait: Duration) -> u64 {
    let seconds = wait.as_millis().div_ceil(1_000).max(1);
    seconds.try_into().unwrap_or(u64::MAX)
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A failure with all that a face needs to tell of it.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What went wrong.
    pub error: Error,
    /// Who met it; anonymous where it came before that was known.
    pub caller: Caller,
    /// Our id of the request.
    pub request_id: RequestId,
    /// Method of the request.
    pub method: Method,
    /// Address of the request, as sent.
    pub uri: Uri,
    /// Headers of the request.
    pub headers: HeaderMap,
}

impl Failure {
    /// Whether the caller may see remedies and what Microsoft said: names, ids and hosts of the
    /// organization are for its administrators only.
    pub fn shows_upstream(&self) -> bool {
        let tenant = match &self.error {
            Error::Upstream(failure) => failure.tenant.as_ref(),
            _ => None,
        };
        match (self.caller.scope(), tenant) {
            (AdminScope::All, _) => true,
            (scope, Some(tenant)) => scope.reaches(tenant),
            (_, None) => false,
        }
    }
}

/// How a face shows a failure.
pub type Render = fn(&Failure) -> Response;

/// Turns every [`Failed`] that comes from within into an answer of the face, and logs it. Laid around a
/// face's whole router, outside of the layers that identify the caller.
pub async fn show_failures(State(render): State<Render>, request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<RequestId>().cloned();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    let Some(Failed(error)) = response.extensions_mut().remove::<Failed>() else {
        return response;
    };
    let caller = response.extensions_mut().remove::<Caller>();
    let failure = Failure {
        error,
        caller: caller.unwrap_or_else(Caller::anonymous),
        request_id: request_id.expect("`enclose` lays the request id around every face"),
        method,
        uri,
        headers,
    };
    log(&failure.error);
    let mut shown = render(&failure);
    for cookie in response.headers().get_all(header::SET_COOKIE) {
        shown
            .headers_mut()
            .append(header::SET_COOKIE, cookie.clone());
    }
    shown
}

/// Logs an error with all its causes, in the span of its request.
pub(super) fn log(error: &Error) {
    let (code, chain) = (error.code(), describe(error));
    match error {
        Error::Internal(_) => tracing::error!(error.code = code, "{chain}"),
        Error::RateLimited { .. } | Error::Busy { .. } => {
            tracing::warn!(error.code = code, "{chain}");
        }
        Error::Upstream(failure) if failure.diagnosis == Diagnosis::Throttled => {
            tracing::warn!(error.code = code, "{chain}");
        }
        Error::Upstream(failure) if failure.diagnosis.kind() != Kind::Closed => {
            tracing::error!(error.code = code, "{chain}");
        }
        _ => tracing::debug!(error.code = code, "{chain}"),
    }
}

/// The error, what Microsoft said, and every cause below. What could forge a line is escaped where lines
/// are written.
fn describe(error: &Error) -> String {
    let mut text = error.to_string();
    if let Error::Upstream(failure) = error {
        let status = failure.status.map(|status| status.to_string());
        let tenant = failure.tenant.as_ref().map(ToString::to_string);
        let _ = write!(text, " [{}", failure.service.name());
        for (name, value) in [
            ("status", status.as_deref()),
            ("code", failure.code.as_deref()),
            ("message", failure.message.as_deref()),
            ("request id", failure.request_id.as_deref()),
            ("tenant", tenant.as_deref()),
        ] {
            if let Some(value) = value {
                let _ = write!(text, ", {name} {value}");
            }
        }
        text.push(']');
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::response::AppendHeaders;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;
    use crate::domain::{Service, UpstreamFailure};
    use crate::doors::Random;
    use crate::edge::assign_request_id;

    fn tell(failure: &Failure) -> Response {
        (StatusCode::CONFLICT, failure.error.code()).into_response()
    }

    #[tokio::test]
    async fn a_failure_takes_the_shape_of_its_face_and_keeps_its_cookies() {
        let cookie = AppendHeaders([(header::SET_COOKIE, "a=b")]);
        let failing = || async { (cookie, Failed(Error::CursorExpired)) };
        let router = Router::new()
            .route("/", get(failing))
            .layer(from_fn_with_state(tell as Render, show_failures))
            .layer(from_fn_with_state(Random, assign_request_id));
        let request = Request::get("/").body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("infallible");
        assert_eq!(response.status(), StatusCode::CONFLICT);
        assert_eq!(response.headers()[header::SET_COOKIE], "a=b");
        assert!(response.headers().contains_key("x-request-id"));
        let body = axum::body::to_bytes(response.into_body(), 100).await;
        assert_eq!(&body.expect("a body")[..], b"cursor_expired");
    }

    #[test]
    fn a_failure_is_described_with_what_microsoft_said() {
        let mut failure = UpstreamFailure::new(Service::Login, Diagnosis::SecretExpired);
        failure.status = Some(401);
        failure.code = Some("AADSTS7000222".to_owned());
        failure.message = Some("expired".to_owned());
        let text = describe(&failure.into());
        assert_eq!(
            text,
            "The application's secret has expired [login, status 401, code AADSTS7000222, \
             message expired]"
        );
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_that_are_never_too_few() {
        for (milliseconds, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (59_999, 60)] {
            assert_eq!(retry_seconds(Duration::from_millis(milliseconds)), seconds);
        }
    }

    #[test]
    fn the_causes_of_an_internal_error_are_described_and_not_shown() {
        let error = Error::internal(std::io::Error::other("the disk is full"));
        assert_eq!(
            describe(&error),
            "something went wrong here: the disk is full"
        );
        assert_eq!(error.to_string(), "something went wrong here");
    }
}
