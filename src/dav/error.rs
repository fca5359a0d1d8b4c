//! The one translation of the core's error into what clients of WebDAV understand.
#![warn(clippy::wildcard_enum_match_arm)]

use axum::response::Response;
use http::{HeaderValue, Method, StatusCode, header};

use crate::domain::{Error, Invalid, Kind};
use crate::edge::{Failure, retry_seconds};

use super::answers::{plain, with_error};
use super::ask::PREFIX;
use super::gate::CHALLENGE;
use super::xml::{Href, Precondition};

/// When to come again where Microsoft's side has not said so, in seconds: clients that are told nothing come at
/// once, or never.
const USUAL_WAIT: u64 = 5;

/// The shape of every failure of this face.
pub fn show(failure: &Failure) -> Response {
    let error = &failure.error;
    let status = status(error, &failure.method);
    let mut response = match broken(error, &failure.method) {
        Some(broken) => with_error(status, &broken),
        None => plain(status, &words(error, failure)),
    };
    let headers = response.headers_mut();
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, CHALLENGE);
    }
    if let Error::RangeNotSatisfiable { length } = error {
        let range = HeaderValue::from_str(&format!("bytes */{length}"));
        headers.insert(header::CONTENT_RANGE, range.expect("digits are plain text"));
    }
    let usual = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(USUAL_WAIT);
    if let Some(seconds) = error.retry_after().map(retry_seconds).or(usual) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The status. What Microsoft's side did wrong is never 404; what coming again may mend is 503 or 504.
pub(super) fn status(error: &Error, method: &Method) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Invalid(Invalid {
            code: "content_stalled",
            ..
        }) => StatusCode::REQUEST_TIMEOUT,
        Error::Invalid(Invalid {
            malformed: true, ..
        }) => StatusCode::BAD_REQUEST,
        // A name that no drive can hold: Finder and Explorer show this one as what it is.
        Error::Forbidden
        | Error::PasswordNeeded { .. }
        | Error::Invalid(Invalid {
            malformed: false, ..
        })
        | Error::WrongKind { code: "opaque", .. } => StatusCode::FORBIDDEN,
        Error::Conflict { code, .. } => conflict(code, method),
        Error::AmbiguousName | Error::WrongKind { .. } => StatusCode::CONFLICT,
        Error::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        Error::RangeNotSatisfiable { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
        Error::Locked | Error::LockHeld { .. } => StatusCode::LOCKED,
        Error::InsufficientStorage => StatusCode::INSUFFICIENT_STORAGE,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Unsupported { .. } => StatusCode::NOT_IMPLEMENTED,
        Error::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        // A listing that could not be read to its end: it is whole or it is nothing.
        Error::CursorExpired | Error::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Upstream(failure) => match failure.diagnosis.kind() {
            Kind::Configuration | Kind::Broken => StatusCode::BAD_GATEWAY,
            Kind::Passing => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Late => StatusCode::GATEWAY_TIMEOUT,
            Kind::Closed => StatusCode::FORBIDDEN,
        },
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What stands in the way, by RFC 4918: 9.3.1 for `MKCOL`, 9.7.1 for `PUT`, 9.8.5 and 9.9.4 for `COPY` and
/// `MOVE`.
fn conflict(code: &str, method: &Method) -> StatusCode {
    match (code, method.as_str()) {
        ("too_much_said", _) => StatusCode::INSUFFICIENT_STORAGE,
        ("name_taken", "COPY" | "MOVE") => StatusCode::PRECONDITION_FAILED,
        ("name_taken", "PUT" | "MKCOL") => StatusCode::METHOD_NOT_ALLOWED,
        (
            "read_only" | "virtual_folder" | "mount_root" | "into_itself" | "proxy_not_allowed",
            _,
        ) => StatusCode::FORBIDDEN,
        // It can be sent again: as a conflict it would say that a folder is missing.
        ("upload_lost", _) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    }
}

/// The rule that was broken, where programs know it by name.
fn broken(error: &Error, method: &Method) -> Option<Precondition> {
    if error.is_conflict("lock_token_mismatch") {
        return Some(Precondition::LockTokenMatchesRequestUri);
    }
    if let Error::LockHeld { places } = error {
        let hrefs = places.iter().map(|place| Href::new(PREFIX, place, false));
        let hrefs = hrefs.collect();
        return Some(if method.as_str() == "LOCK" {
            Precondition::NoConflictingLock(hrefs)
        } else {
            Precondition::LockTokenSubmitted(hrefs)
        });
    }
    matches!(error, Error::InsufficientStorage).then_some(Precondition::QuotaNotExceeded)
}

/// For people who look into a log of their client.
fn words(error: &Error, failure: &Failure) -> String {
    let is_ours = matches!(error, Error::Internal(_));
    let more = is_ours.then(|| format!(" (request {})", failure.request_id));
    let hint = error
        .diagnosis()
        .filter(|_| failure.shows_upstream())
        .map(|diagnosis| format!(". {}", diagnosis.remedy()));
    format!(
        "{error}{}{}",
        hint.unwrap_or_default(),
        more.unwrap_or_default()
    )
}
