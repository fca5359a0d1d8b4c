//! Reads a refusal of Graph and says what is the matter.
//!
//! - `change`: refusals of changes that the caller acts on
//! - `host`: refusals of the hosts of bytes
//! - `selected`: refusals of applications that reach only what is granted to them piece by piece
//!
//! Sources: Graph documentation, "Microsoft Graph error responses and resource types"; the situations
//! are gathered in `docs/DIAGNOSES.md`. Codes are compared without regard to case, since SharePoint
//! and the gateway disagree about it.

mod change;
pub(super) mod host;
mod selected;

use http::{HeaderMap, StatusCode, header};

use crate::domain::{Diagnosis, Service, UpstreamFailure};

use super::error::{Error, ErrorKind};
use super::retry_after::wait_of_graph;
use super::transport::Answer;
use super::wire::{ErrorBody, excerpt};

pub use selected::reaches_granted_sites_only;
pub(super) use selected::sharpen;

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
    /// What has changed in a drive.
    Changes,
    /// A site, or its libraries.
    Site,
    /// The application's own folder in a drive.
    AppFolder,
    /// An item of a drive.
    Item,
    /// An item that is to be changed or made, or the one it is to lie in.
    Change,
    /// A link to an item.
    Sharing,
}

impl Subject {
    /// Whether a question that Graph can't read names what can't be there.
    const fn is_named_by_id(self) -> bool {
        matches!(self, Self::Drive | Self::Site)
    }
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
    let of_item = matches!(subject, Subject::Item | Subject::Change | Subject::Sharing);
    if of_item && answer.status == StatusCode::NOT_FOUND && known("itemNotFound") {
        return Error::new(operation, ErrorKind::ItemNotFound, failure);
    }
    let message = failure
        .message
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    if subject == Subject::Change
        && let Some(kind) = change::kind(answer.status, &message, known)
    {
        return Error::new(operation, kind, failure);
    }
    let theirs = failure.code.is_some();
    failure.diagnosis = match answer.status {
        // Without Graph's own word it is a page of somebody else's, a gateway say, which says nothing.
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND if !theirs => Diagnosis::UpstreamMalformed,
        StatusCode::BAD_REQUEST if !theirs && subject.is_named_by_id() => {
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
    if known("sharingDisabled") {
        return Diagnosis::SharingDisabled;
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
        // Whoever may not write is told either, where the folder was never made.
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND if subject == Subject::AppFolder => {
            Diagnosis::AppFolderMissing
        }
        StatusCode::FORBIDDEN => Diagnosis::RoleMissing,
        StatusCode::LOCKED => Diagnosis::DriveLocked,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Diagnosis::UpstreamTimeout,
        StatusCode::NOT_FOUND => match subject {
            Subject::UserDrive if known("Request_ResourceNotFound") => Diagnosis::UserNotFound,
            Subject::UserDrive => Diagnosis::DriveNotProvisioned,
            Subject::Drive | Subject::Changes => Diagnosis::DriveNotFound,
            Subject::Site => Diagnosis::SiteNotFound,
            // Graph's words, but not the `itemNotFound` of an item.
            Subject::Directory
            | Subject::AppFolder
            | Subject::Item
            | Subject::Change
            | Subject::Sharing => Diagnosis::UpstreamMalformed,
        },
        // An id that Graph can't even read is no drive's.
        StatusCode::BAD_REQUEST if subject == Subject::Drive => Diagnosis::DriveNotFound,
        StatusCode::BAD_REQUEST if subject == Subject::Site => Diagnosis::SiteNotFound,
        // Some refuse a scope that they don't allow, or a password, as if the request were wrong.
        StatusCode::BAD_REQUEST if subject == Subject::Sharing && known("invalidRequest") => {
            Diagnosis::SharingDisabled
        }
        status if status.is_server_error() => Diagnosis::UpstreamDown,
        // A change that somebody answers like this may have been made.
        status if subject == Subject::Change && !status.is_client_error() => {
            Diagnosis::UpstreamMalformed
        }
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
mod tests;
