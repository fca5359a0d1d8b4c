//! The one translation of the core's error into a problem of RFC 9457.
#![warn(clippy::wildcard_enum_match_arm)]

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{Diagnosis, Error, Invalid, Kind, UpstreamFailure};
use crate::edge::{Failure, RequestId, retry_seconds};

/// Why a request failed (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Address of a page that explains the code.
    #[schema(example = "/@problems/secret_expired")]
    r#type: String,
    /// What happened, in words that are the same each time.
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 502)]
    status: u16,
    /// What happened this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Our id of the request, to be quoted to the administrator.
    #[schema(example = "urn:uuid:0198f3a2-5c1e-4d7a-9f00-6c2f5f7d1b11")]
    instance: String,
    /// Stable code. Texts may change, codes don't.
    #[schema(example = "secret_expired")]
    code: &'static str,
    /// The values that were refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<RefusedValue>,
    /// Seconds after which to try again.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    /// What to do about it. Administrators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
    /// What Microsoft said. Administrators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    upstream: Option<Upstream>,
}

/// A value that was refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct RefusedValue {
    /// Pointer into the body (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/source/kind")]
    pointer: Option<String>,
    /// Name of the query's parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// Why, in words that follow the value's name.
    detail: String,
    /// Stable code.
    code: &'static str,
}

/// What Microsoft said.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Upstream {
    /// `login`, `graph` or `content`.
    service: &'static str,
    /// Its HTTP status.
    status: Option<u16>,
    /// Its own code.
    #[schema(example = "AADSTS7000222")]
    code: Option<String>,
    /// Its own words.
    message: Option<String>,
    /// Its id of the request, for a support case with Microsoft.
    request_id: Option<String>,
}

impl Problem {
    /// A problem of which no more is known than this.
    pub(super) fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        request_id: &RequestId,
    ) -> Self {
        Self {
            r#type: format!("/@problems/{code}"),
            title,
            status: status.as_u16(),
            detail: None,
            instance: format!("urn:uuid:{request_id}"),
            code,
            errors: Vec::new(),
            retry_after: None,
            hint: None,
            upstream: None,
        }
    }

    /// The same, with what happened this time.
    pub(super) fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same, with a key of the body that stands twice.
    pub(super) fn with_repeated(mut self, pointer: String) -> Self {
        self.errors.push(RefusedValue {
            pointer: Some(pointer),
            parameter: None,
            detail: "stands more than once in its object".to_owned(),
            code: self.code,
        });
        self
    }

    fn of(failure: &Failure) -> Self {
        let error = &failure.error;
        let mut problem = Self::new(
            status(error),
            error.code(),
            title(error),
            &failure.request_id,
        );
        problem.detail = detail(error);
        problem.errors = refused_values(error, &failure.method);
        problem.retry_after = error.retry_after().map(retry_seconds);
        if failure.shows_upstream() {
            problem.hint = error.diagnosis().map(Diagnosis::remedy);
            problem.upstream = upstream(error);
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).expect("it was made from a status");
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, media_type);
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The shape of every failure of this face.
pub(super) fn render(failure: &Failure) -> Response {
    let mut response = Problem::of(failure).into_response();
    if let Error::RangeNotSatisfiable { length } = failure.error {
        let range = HeaderValue::from_str(&format!("bytes */{length}"));
        let range = range.expect("digits are plain text");
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden | Error::PasswordNeeded { .. } => StatusCode::FORBIDDEN,
        Error::Invalid(Invalid {
            malformed: true, ..
        }) => StatusCode::BAD_REQUEST,
        Error::Invalid(Invalid {
            malformed: false, ..
        }) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::AmbiguousName | Error::Conflict { .. } | Error::WrongKind { .. } => {
            StatusCode::CONFLICT
        }
        Error::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        Error::RangeNotSatisfiable { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
        Error::CursorExpired => StatusCode::GONE,
        Error::Locked | Error::LockHeld { .. } => StatusCode::LOCKED,
        Error::InsufficientStorage => StatusCode::INSUFFICIENT_STORAGE,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Unsupported { .. } => StatusCode::NOT_IMPLEMENTED,
        Error::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Upstream(failure) => match failure.diagnosis.kind() {
            Kind::Configuration | Kind::Broken => StatusCode::BAD_GATEWAY,
            Kind::Passing => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Late => StatusCode::GATEWAY_TIMEOUT,
            Kind::Closed => StatusCode::FORBIDDEN,
        },
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn title(error: &Error) -> &'static str {
    match error {
        Error::NotFound => "Nothing is there",
        Error::Unauthenticated => "Sign-in is needed",
        Error::Forbidden => "This is not allowed",
        Error::Invalid(Invalid {
            malformed: true, ..
        }) => "The request can't be read",
        Error::Invalid(Invalid {
            malformed: false, ..
        }) => "A value was refused",
        Error::AmbiguousName => "The name is ambiguous",
        Error::Conflict { .. } => "The state of things forbids it",
        Error::PreconditionFailed => "A precondition does not hold",
        Error::RangeNotSatisfiable { .. } => "The range lies outside the file",
        Error::CursorExpired => "The listing has expired",
        Error::WrongKind { .. } => "It is of another kind",
        Error::PasswordNeeded { .. } => "A password is needed",
        Error::Locked => "Somebody else is using it",
        Error::LockHeld { .. } => "It is locked",
        Error::InsufficientStorage => "There is not enough room",
        Error::TooLarge { .. } => "It is too large",
        Error::Unsupported { .. } => "The drive can't do this",
        Error::RateLimited { .. } => "Too many requests",
        Error::Busy { .. } => "The server is busy",
        Error::Upstream(failure) => failure.diagnosis.title(),
        Error::Internal(_) => "Something went wrong here",
    }
}

/// What a caller can do or should know beyond the title.
fn detail(error: &Error) -> Option<String> {
    let words = match error {
        Error::Invalid(invalid) => return Some(invalid.to_string()),
        Error::Conflict { reason, .. } => return Some(reason.clone()),
        Error::Unsupported { .. } => return Some(error.to_string()),
        Error::TooLarge { limit } => return Some(format!("at most {limit} bytes can be taken")),
        Error::PasswordNeeded { .. } => {
            "This folder opens with a password: send it as `Onefold-Unlock`."
        }
        Error::Locked => "It is open or checked out on Microsoft's side.",
        Error::LockHeld { .. } => "A program that mounts it as a network disk has locked it.",
        Error::WrongKind { what, .. } => what,
        Error::AmbiguousName => {
            "Several names differ only in letter case; ask for one of them exactly."
        }
        Error::CursorExpired => "Start again without a cursor.",
        Error::Internal(_) => "The log tells more under this request's instance.",
        Error::NotFound
        | Error::Unauthenticated
        | Error::Forbidden
        | Error::PreconditionFailed
        | Error::RangeNotSatisfiable { .. }
        | Error::InsufficientStorage
        | Error::RateLimited { .. }
        | Error::Busy { .. }
        | Error::Upstream(_) => return None,
    };
    Some(words.to_owned())
}

/// A request with a body has its values there; its query, where it has one, can only be malformed.
fn refused_values(error: &Error, method: &Method) -> Vec<RefusedValue> {
    let Error::Invalid(invalid) = error else {
        return Vec::new();
    };
    let has_body = [Method::POST, Method::PATCH, Method::PUT].contains(method);
    let in_body = has_body && !invalid.malformed;
    // `json` points to a value; the core names a member of the body.
    let is_pointer = invalid.field.is_empty() || invalid.field.starts_with('/');
    let pointer = || {
        if is_pointer {
            invalid.field.clone()
        } else {
            format!("/{}", invalid.field)
        }
    };
    vec![RefusedValue {
        pointer: in_body.then(pointer),
        parameter: (!in_body).then(|| invalid.field.clone()),
        detail: invalid.reason.clone(),
        code: invalid.code,
    }]
}

fn upstream(error: &Error) -> Option<Upstream> {
    let Error::Upstream(failure) = error else {
        return None;
    };
    let UpstreamFailure {
        service,
        status,
        code,
        message,
        request_id,
        ..
    } = &**failure;
    Some(Upstream {
        service: service.name(),
        status: *status,
        code: code.clone(),
        message: message.clone(),
        request_id: request_id.clone(),
    })
}
