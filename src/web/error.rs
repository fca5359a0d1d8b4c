//! The one translation of the core's error into status and words of a page.
#![warn(clippy::wildcard_enum_match_arm)]

use std::time::Duration;

use http::StatusCode;

use crate::domain::{Error, Invalid, Kind, UpstreamFailure};

use super::view::wait;

/// Status and words of an error, for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// Status of the answer.
    pub(super) status: StatusCode,
    /// What happened, in a few words.
    pub(super) title: &'static str,
    /// What it means for the visitor.
    pub(super) text: String,
}

fn words(status: StatusCode, title: &'static str, text: impl Into<String>) -> Words {
    Words {
        status,
        title,
        text: text.into(),
    }
}

fn status_of(invalid: &Invalid) -> StatusCode {
    if invalid.malformed {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

fn too_often(retry_after: Duration) -> Words {
    let wait = wait(retry_after);
    let text = format!("You have asked too often in a short time. Try again in {wait}.");
    words(StatusCode::TOO_MANY_REQUESTS, "Too many requests", text)
}

fn busy(retry_after: Duration) -> Words {
    let wait = wait(retry_after);
    let text = format!("This server has too much to do just now. Try again in {wait}.");
    words(StatusCode::SERVICE_UNAVAILABLE, "Busy", text)
}

const NO_ROOM: &str = "There is no room left for it.";

const LOCKED: &str = "This folder opens with a password.";

const LOCK_HELD: &str = "A program that mounts it as a network disk has locked it, perhaps because it is open there. \
    Try again when it is closed.";

const IN_USE: &str = "Somebody has it open or checked out on Microsoft's side. Try again later.";

/// What happened, in the visitor's words.
pub(super) fn translate(error: &Error) -> Words {
    use StatusCode as S;
    match error {
        Error::NotFound => {
            let text = "Nothing lies at this address, or you may not see it.";
            words(S::NOT_FOUND, "Nothing here", text)
        }
        Error::Unauthenticated => {
            let text = "Sign in to see what lies here.";
            words(S::UNAUTHORIZED, "Sign-in is needed", text)
        }
        Error::Forbidden => {
            let text =
                "Your account may not do this, or the request came from another site's page.";
            words(S::FORBIDDEN, "Not allowed", text)
        }
        Error::Invalid(invalid) => {
            let status = status_of(invalid);
            words(status, "This can't be understood", format!("{invalid}."))
        }
        Error::AmbiguousName => {
            let text = "Two things here have this name, in different letter case. Open it from its folder.";
            words(S::CONFLICT, "The name means two things", text)
        }
        Error::Conflict { reason, .. } => {
            words(S::CONFLICT, "Not possible now", format!("{reason}."))
        }
        Error::PreconditionFailed => {
            let text = "The file has changed meanwhile.";
            words(S::PRECONDITION_FAILED, "Changed meanwhile", text)
        }
        Error::RangeNotSatisfiable { length } => {
            let text = format!("The file has only {length} bytes.");
            words(S::RANGE_NOT_SATISFIABLE, "Beyond the end of the file", text)
        }
        Error::CursorExpired => {
            let text = "This page of the listing is too old. Begin again with the first page.";
            words(S::GONE, "The listing has expired", text)
        }
        Error::WrongKind { what, .. } => words(S::CONFLICT, "Of another kind", format!("{what}.")),
        Error::PasswordNeeded { .. } => words(S::FORBIDDEN, "A password is needed", LOCKED),
        Error::Locked => words(S::LOCKED, "In use", IN_USE),
        Error::LockHeld { .. } => words(S::LOCKED, "Locked", LOCK_HELD),
        Error::InsufficientStorage => words(S::INSUFFICIENT_STORAGE, "Not enough room", NO_ROOM),
        Error::TooLarge { limit } => {
            let text = format!("At most {limit} bytes can be taken.");
            words(S::PAYLOAD_TOO_LARGE, "Too large", text)
        }
        Error::Unsupported { .. } => {
            words(S::NOT_IMPLEMENTED, "Not possible here", format!("{error}."))
        }
        Error::RateLimited { retry_after } => too_often(*retry_after),
        Error::Busy { retry_after } => busy(*retry_after),
        Error::Upstream(failure) => upstream(failure),
        Error::Internal(_) => {
            let text = "The fault is ours. Tell your administrator the number below.";
            words(S::INTERNAL_SERVER_ERROR, "Something went wrong here", text)
        }
    }
}

fn upstream(failure: &UpstreamFailure) -> Words {
    let kind = failure.diagnosis.kind();
    let (status, text) = meaning(kind);
    let text = match (kind, failure.retry_after) {
        (Kind::Passing | Kind::Late, Some(time)) => {
            format!("This passes by itself. Try again in {}.", wait(time))
        }
        _ => text.to_owned(),
    };
    words(status, failure.diagnosis.title(), text)
}

/// What a kind of diagnosis means for the visitor.
pub(super) const fn meaning(kind: Kind) -> (StatusCode, &'static str) {
    match kind {
        Kind::Configuration => {
            let text = "An administrator has to set this right. Nothing is lost.";
            (StatusCode::BAD_GATEWAY, text)
        }
        Kind::Passing => {
            let text = "This passes by itself. Try again soon.";
            (StatusCode::SERVICE_UNAVAILABLE, text)
        }
        Kind::Late => {
            let text = "This may pass by itself. Try again.";
            (StatusCode::GATEWAY_TIMEOUT, text)
        }
        Kind::Closed => (StatusCode::FORBIDDEN, "Nothing else is concerned."),
        Kind::Broken => {
            let text = "Try again; if it lasts, tell your administrator the request's number.";
            (StatusCode::BAD_GATEWAY, text)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{Diagnosis, Invalid, Service};

    fn status(error: &Error) -> u16 {
        let words = translate(error);
        assert!(
            !words.title.is_empty() && words.text.ends_with('.'),
            "{words:?}"
        );
        words.status.as_u16()
    }

    #[test]
    fn every_error_has_its_status_and_words() {
        let retry_after = Duration::from_secs(1);
        for (error, expected) in [
            (Error::NotFound, 404),
            (Error::Unauthenticated, 401),
            (Error::Forbidden, 403),
            (
                Invalid::malformed("sort", "invalid_sort", "is unknown").into(),
                400,
            ),
            (
                Invalid::new("name", "invalid_name", "is too long").into(),
                422,
            ),
            (Error::AmbiguousName, 409),
            (Error::conflict("in_use", "it has mounts"), 409),
            (Error::PreconditionFailed, 412),
            (Error::RangeNotSatisfiable { length: 7 }, 416),
            (Error::CursorExpired, 410),
            (
                Error::WrongKind {
                    code: "not_a_file",
                    what: "it is a folder",
                },
                409,
            ),
            (Error::Locked, 423),
            (Error::LockHeld { places: Vec::new() }, 423),
            (Error::InsufficientStorage, 507),
            (Error::TooLarge { limit: 7 }, 413),
            (Error::Unsupported { what: "this" }, 501),
            (Error::RateLimited { retry_after }, 429),
            (Error::Busy { retry_after }, 503),
            (Error::internal(std::io::Error::other("disk")), 500),
        ] {
            assert_eq!(status(&error), expected, "{error:?}");
        }
    }

    #[test]
    fn no_failure_of_microsoft_looks_like_nothing_there() {
        for diagnosis in Diagnosis::all() {
            let expected = match diagnosis.kind() {
                Kind::Configuration | Kind::Broken => 502,
                Kind::Passing => 503,
                Kind::Late => 504,
                Kind::Closed => 403,
            };
            let failure = UpstreamFailure::new(Service::Graph, diagnosis);
            assert_eq!(status(&failure.into()), expected, "{diagnosis:?}");
        }
    }

    #[test]
    fn a_wait_that_is_known_is_told() {
        let mut failure = UpstreamFailure::new(Service::Graph, Diagnosis::Throttled);
        assert!(
            translate(&failure.clone().into())
                .text
                .ends_with("again soon.")
        );
        failure.retry_after = Some(Duration::from_secs(42));
        assert!(translate(&failure.into()).text.ends_with("again in 42 s."));
    }

    #[test]
    fn a_fault_of_ours_keeps_its_cause_to_itself() {
        let error = Error::internal(std::io::Error::other("/var/lib/onefold: disk full"));
        assert!(!format!("{:?}", translate(&error)).contains("disk full"));
    }
}
