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
        Error::Forbidden
        | Error::PasswordNeeded { .. }
        // A notebook has no bytes for anybody.
        | Error::WrongKind { code: "opaque", .. }
        // A name that no drive can hold: Finder and Explorer show this status as what it is.
        | Error::Invalid(Invalid {
            malformed: false, ..
        }) => StatusCode::FORBIDDEN,
        // One that nobody has decided about is a fault of ours; a test looks for such codes.
        Error::Conflict { code, .. } => {
            conflict(code, method).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        }
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
/// `MOVE`. `None` for what is not met on the ways of this face.
///
/// Programs take 409 for "the folder above is missing" and don't ask again, so it is said where something must be
/// changed first, and of nothing that has failed or may pass.
fn conflict(code: &str, method: &Method) -> Option<StatusCode> {
    Some(match code {
        "name_taken" => match method.as_str() {
            "COPY" | "MOVE" => StatusCode::PRECONDITION_FAILED,
            "PUT" | "MKCOL" => StatusCode::METHOD_NOT_ALLOWED,
            _ => StatusCode::CONFLICT,
        },
        "folder_missing" | "contains_mount" | "guarded" | "left_behind" | "lock_token_mismatch" => {
            StatusCode::CONFLICT
        }
        "read_only" | "virtual_folder" | "mount_root" | "into_itself" | "junk_name"
        | "proxy_not_allowed" => StatusCode::FORBIDDEN,
        "too_many" | "too_much_said" => StatusCode::INSUFFICIENT_STORAGE,
        "copy_failed" | "copy_differs" | "left_aside" => StatusCode::BAD_GATEWAY,
        "cancelled" | "file_changed" | "upload_lost" | "upload_taken" | "worker_unavailable" => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        _ => return None,
    })
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::domain::{Diagnosis, Service, UpstreamFailure};

    /// What administrators meet, and who looks at versions: nothing that is asked here comes upon it.
    const ELSEWHERE: [&str; 21] = [
        "account_beyond",
        "ambiguous_tenant",
        "credentials_changed",
        "current_version",
        "declared_in_file",
        "grant_beyond",
        "grant_taken",
        "group_beyond",
        "group_name_taken",
        "has_credential",
        "in_use",
        "last_administrator",
        "no_next_credential",
        "path_taken",
        "prefix_taken",
        "rights_above",
        "rule_taken",
        "unknown_account",
        "unknown_group",
        "unknown_tenant",
        "username_taken",
    ];

    fn of(code: &'static str, method: &str) -> u16 {
        let method = method.parse().expect("a method");
        status(&Error::conflict(code, "no"), &method).as_u16()
    }

    /// Every code with which the sources make a conflict.
    fn codes() -> BTreeSet<String> {
        let mut codes = BTreeSet::new();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        collect(&sources, &mut codes);
        codes
    }

    fn collect(folder: &Path, codes: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, codes);
            }
            if path.extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source");
            let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let dense: String = text.split_whitespace().collect();
            let made = dense.split("conflict(\"").skip(1);
            // Those of the database have names of their own.
            let of_store = path.ends_with("store/error.rs");
            let named = dense.split("=>\"").skip(1).filter(|_| of_store);
            let literals = made.chain(named).filter_map(|rest| rest.split('"').next());
            let is_code =
                |text: &&str| text.bytes().all(|it| it == b'_' || it.is_ascii_lowercase());
            codes.extend(literals.filter(is_code).map(str::to_owned));
        }
    }

    #[test]
    fn whatever_stands_in_the_way_has_a_status_that_somebody_has_chosen() {
        let codes = codes();
        assert!(codes.contains("name_taken") && codes.contains("too_many"));
        let mut forgotten = codes.clone();
        forgotten.retain(|code| {
            let is_elsewhere = ELSEWHERE.contains(&code.as_str());
            conflict(code, &Method::PUT).is_some() == is_elsewhere
        });
        assert!(forgotten.is_empty(), "{forgotten:?}");
        let idle = ELSEWHERE.iter().filter(|code| !codes.contains(**code));
        assert_eq!(idle.count(), 0);
    }

    #[test]
    fn nothing_that_may_pass_or_has_failed_is_told_as_a_folder_that_is_missing() {
        for (code, expected) in [
            ("copy_failed", 502),
            ("copy_differs", 502),
            ("left_aside", 502),
            ("cancelled", 503),
            ("file_changed", 503),
            ("upload_lost", 503),
            ("upload_taken", 503),
            ("worker_unavailable", 503),
            ("too_many", 507),
            ("too_much_said", 507),
            ("junk_name", 403),
            ("read_only", 403),
            ("folder_missing", 409),
        ] {
            for method in ["GET", "PUT", "COPY", "MOVE", "LOCK"] {
                assert_eq!(of(code, method), expected, "{method} {code}");
            }
        }
        for (method, expected) in [("PUT", 405), ("MKCOL", 405), ("COPY", 412), ("MOVE", 412)] {
            assert_eq!(of("name_taken", method), expected, "{method}");
        }
    }

    #[test]
    fn a_failure_of_microsofts_side_is_told_by_its_kind_and_never_as_not_found() {
        for diagnosis in Diagnosis::all() {
            let expected = match diagnosis.kind() {
                Kind::Configuration | Kind::Broken => 502,
                Kind::Passing => 503,
                Kind::Late => 504,
                Kind::Closed => 403,
            };
            let error = Error::from(UpstreamFailure::new(Service::Graph, diagnosis));
            for method in ["PROPFIND", "GET", "HEAD", "PUT", "DELETE"] {
                let method = method.parse().expect("a method");
                assert_eq!(status(&error, &method), expected, "{}", diagnosis.code());
            }
        }
    }
}
