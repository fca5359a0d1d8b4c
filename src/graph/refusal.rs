//! Reads a refusal of Graph and says what is the matter.
//!
//! Sources: Graph documentation, "Microsoft Graph error responses and resource types"; the situations
//! are gathered in `docs/DIAGNOSES.md`. Codes are compared without regard to case, since SharePoint
//! and the gateway disagree about it.

use http::{HeaderMap, StatusCode, header};

use crate::domain::{Diagnosis, Service, UpstreamFailure};

use super::error::{Error, ErrorKind};
use super::retry_after::wait_of_graph;
use super::transport::Answer;
use super::wire::{ErrorBody, excerpt};

/// The error of a token that a policy no longer accepts.
const INSUFFICIENT_CLAIMS: &str = "insufficient_claims";

/// What a call was about, which decides what "not found" means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// The organization, its people.
    Directory,
    /// The drive of a user.
    UserDrive,
    /// A drive as a whole.
    Drive,
    /// An item of a drive.
    Item,
}

/// Turns an answer that is no success into an error.
pub(super) fn read(operation: &'static str, subject: Subject, answer: &Answer) -> Error {
    let body = ErrorBody::read(&answer.body);
    let mut codes = body.codes();
    codes.extend(challenged(&answer.headers));
    let mut failure = UpstreamFailure {
        status: Some(answer.status.as_u16()),
        retry_after: wait_of_graph(&answer.headers),
        code: codes.iter().rfind(|code| !code.is_empty()).cloned(),
        message: body.message(),
        request_id: request_id(&answer.headers),
        ..UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamRefused)
    };
    let known = |code: &str| codes.iter().any(|known| known.eq_ignore_ascii_case(code));
    if subject == Subject::Item && answer.status == StatusCode::NOT_FOUND && known("itemNotFound") {
        return Error {
            operation,
            kind: ErrorKind::ItemNotFound,
            failure: Box::new(failure),
        };
    }
    let message = failure
        .message
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    let theirs = failure.code.is_some();
    failure.diagnosis = match answer.status {
        // Without Graph's own word it is a page of somebody else's, a gateway say, which says nothing.
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND if !theirs => Diagnosis::UpstreamMalformed,
        StatusCode::BAD_REQUEST if !theirs && subject == Subject::Drive => {
            Diagnosis::UpstreamMalformed
        }
        status => diagnose(subject, status, &message, known),
    };
    Error::failed(operation, failure)
}

fn diagnose(
    subject: Subject,
    status: StatusCode,
    message: &str,
    known: impl Fn(&str) -> bool,
) -> Diagnosis {
    if let Some(diagnosis) = by_message(subject, status, message) {
        return diagnosis;
    }
    if known("malwareDetected") {
        return Diagnosis::Malware;
    }
    match status {
        StatusCode::TOO_MANY_REQUESTS => Diagnosis::Throttled,
        // Conditional Access after sign-in (Graph documentation, "Continuous access evaluation").
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN if known(INSUFFICIENT_CLAIMS) => {
            Diagnosis::BlockedByPolicy
        }
        // Login is content, since it gave the token; the caller has tried with a fresh one.
        StatusCode::UNAUTHORIZED => Diagnosis::TokenRefused,
        StatusCode::FORBIDDEN if known("resourceLocked") => Diagnosis::DriveLocked,
        StatusCode::FORBIDDEN if subject == Subject::UserDrive && known("UnknownError") => {
            Diagnosis::DriveNotProvisioned
        }
        StatusCode::FORBIDDEN => Diagnosis::RoleMissing,
        StatusCode::LOCKED => Diagnosis::DriveLocked,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Diagnosis::UpstreamTimeout,
        StatusCode::NOT_FOUND => match subject {
            Subject::UserDrive if known("Request_ResourceNotFound") => Diagnosis::UserNotFound,
            Subject::UserDrive => Diagnosis::DriveNotProvisioned,
            Subject::Drive => Diagnosis::DriveNotFound,
            // Graph's words, but not the `itemNotFound` of an item.
            Subject::Directory | Subject::Item => Diagnosis::UpstreamMalformed,
        },
        // An id that Graph can't even read is no drive's.
        StatusCode::BAD_REQUEST if subject == Subject::Drive => Diagnosis::DriveNotFound,
        status if status.is_server_error() => Diagnosis::UpstreamDown,
        _ => Diagnosis::UpstreamRefused,
    }
}

/// The last resort: situations that Microsoft tells apart in words only.
fn by_message(subject: Subject, status: StatusCode, message: &str) -> Option<Diagnosis> {
    if !status.is_client_error() {
        return None;
    }
    if message.contains("spo license") {
        return Some(Diagnosis::NoSharePointLicense);
    }
    if message.contains("scp or roles claim") {
        return Some(Diagnosis::ConsentMissing);
    }
    // Seen often, from the service's own sign-in; it passes by itself.
    if message.contains("unable to initialize rps") {
        return Some(Diagnosis::UpstreamDown);
    }
    let no_drive = message.contains("mysite") || message.contains("404 file not found");
    (subject == Subject::UserDrive && no_drive).then_some(Diagnosis::DriveNotProvisioned)
}

/// What a refused token lacks, by the challenge that comes with the 401 (RFC 6750, section 3), as if
/// it were a code. Only the one error that changes the verdict is read.
fn challenged(headers: &HeaderMap) -> Option<String> {
    let challenges = headers.get_all(header::WWW_AUTHENTICATE);
    let lacking = format!("error=\"{INSUFFICIENT_CLAIMS}\"");
    challenges
        .iter()
        .any(|challenge| challenge.to_str().is_ok_and(|text| text.contains(&lacking)))
        .then(|| INSUFFICIENT_CLAIMS.to_owned())
}

/// Microsoft's id of the request, for a support case.
pub(super) fn request_id(headers: &HeaderMap) -> Option<String> {
    let names = ["request-id", "x-ms-request-id", "sprequestguid"];
    names
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
        .map(excerpt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_body(subject: Subject, status: u16, body: &str) -> Error {
        read_answer(subject, status, HeaderMap::new(), body)
    }

    fn read_answer(subject: Subject, status: u16, headers: HeaderMap, body: &str) -> Error {
        let status = StatusCode::from_u16(status).expect("a status");
        let body = body.as_bytes().to_vec();
        let answer = Answer {
            status,
            headers,
            body,
        };
        read("test", subject, &answer)
    }

    #[test]
    fn a_refused_token_is_not_a_refused_sign_in() {
        let expired = envelope("InvalidAuthenticationToken", "Lifetime validation failed.");
        for body in ["", "<html>401</html>", &expired] {
            let error = read_body(Subject::Item, 401, body);
            assert_eq!(error.diagnosis(), Diagnosis::TokenRefused, "{body}");
        }
        let roles = "Either scp or roles claim need to be present in the token.";
        let error = read_body(Subject::Item, 401, &envelope("generalException", roles));
        assert_eq!(error.diagnosis(), Diagnosis::ConsentMissing);
    }

    #[test]
    fn a_policy_that_steps_in_after_sign_in_is_named() {
        let challenge = |error: &str| {
            let mut headers = HeaderMap::new();
            let value = format!("Bearer realm=\"\", error=\"{error}\", claims=\"e30=\"");
            headers.insert(header::WWW_AUTHENTICATE, value.parse().expect("a header"));
            read_answer(Subject::Item, 401, headers, "").diagnosis()
        };
        assert_eq!(challenge("insufficient_claims"), Diagnosis::BlockedByPolicy);
        assert_eq!(challenge("invalid_token"), Diagnosis::TokenRefused);
        let told = read_body(Subject::Item, 403, &envelope("insufficient_claims", ""));
        assert_eq!(told.diagnosis(), Diagnosis::BlockedByPolicy);
    }

    fn envelope(code: &str, message: &str) -> String {
        format!(
            r#"{{"error":{{"code":"{code}","message":"{message}","innerError":{{"date":"2026-11-21T09:37:28"}}}}}}"#
        )
    }

    #[test]
    fn only_graphs_own_word_makes_an_item_absent() {
        let absent = read_body(Subject::Item, 404, &envelope("itemNotFound", "gone"));
        assert_eq!(absent.kind, ErrorKind::ItemNotFound);
        for body in [
            "<html>404</html>",
            "",
            "{",
            r#"{"error":{"code":"UnknownError","message":""}}"#,
        ] {
            let other = read_body(Subject::Item, 404, body);
            assert_eq!(
                (other.kind, other.diagnosis()),
                (ErrorKind::Failed, Diagnosis::UpstreamMalformed),
                "{body}"
            );
        }
    }

    #[test]
    fn of_endless_words_only_the_beginning_is_kept() {
        let endless = "x".repeat(100_000);
        let error = read_body(Subject::Item, 400, &envelope(&endless, &endless));
        let failure = error.failure;
        for kept in [failure.code, failure.message] {
            assert_eq!(kept.map(|text| text.len()), Some(500));
        }
    }

    #[test]
    fn a_gateways_page_says_nothing_about_a_drive() {
        for status in [400, 403, 404] {
            let refused = read_body(Subject::Drive, status, "<html>");
            assert_eq!(
                refused.diagnosis(),
                Diagnosis::UpstreamMalformed,
                "{status}"
            );
        }
    }

    #[test]
    fn a_word_that_is_empty_takes_nothing_from_the_one_before_it() {
        let body = r#"{"error":{"code":"accessDenied","innerError":{"code":""}}}"#;
        let refused = read_body(Subject::Item, 403, body);
        assert_eq!(refused.diagnosis(), Diagnosis::RoleMissing);
        assert_eq!(refused.failure.code.as_deref(), Some("accessDenied"));
        let wordless = r#"{"error":{"code":"","innerError":{"code":""}}}"#;
        let refused = read_body(Subject::Item, 403, wordless);
        assert_eq!(refused.diagnosis(), Diagnosis::UpstreamMalformed);
    }

    #[test]
    fn every_way_to_have_no_onedrive_is_recognized() {
        for (status, code, message) in [
            (404, "ResourceNotFound", "User's mysite not found."),
            (400, "BadRequest", "Unable to retrieve user's mysite URL."),
            (404, "UnknownError", "404 FILE NOT FOUND"),
            (404, "itemNotFound", "Item not found"),
            (403, "UnknownError", ""),
        ] {
            let error = read_body(Subject::UserDrive, status, &envelope(code, message));
            assert_eq!(
                error.diagnosis(),
                Diagnosis::DriveNotProvisioned,
                "{status} {code} {message}"
            );
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        use Diagnosis as D;
        use Subject::{Drive, Item, UserDrive};
        let roles = "Either scp or roles claim need to be present in the token.";
        let license = "Tenant does not have a SPO license.";
        let rps = "Unable to initialize RPS";
        for (subject, status, code, message, diagnosis) in [
            (
                UserDrive,
                404,
                "Request_ResourceNotFound",
                "no user",
                D::UserNotFound,
            ),
            (
                UserDrive,
                400,
                "BadRequest",
                license,
                D::NoSharePointLicense,
            ),
            (Item, 400, "BadRequest", rps, D::UpstreamDown),
            (Item, 403, "AccessDenied", roles, D::ConsentMissing),
            (Item, 403, "accessDenied", "Access denied", D::RoleMissing),
            (Item, 423, "notAllowed", "locked", D::DriveLocked),
            (Item, 429, "activityLimitReached", "", D::Throttled),
            (Item, 503, "serviceNotAvailable", "", D::UpstreamDown),
            (Item, 504, "UnknownError", "", D::UpstreamTimeout),
            (Drive, 404, "itemNotFound", "", D::DriveNotFound),
            (Item, 400, "invalidRequest", "", D::UpstreamRefused),
        ] {
            let error = read_body(subject, status, &envelope(code, message));
            assert_eq!(error.diagnosis(), diagnosis, "{code}");
        }
    }
}
