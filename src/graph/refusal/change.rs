//! Refusals of a change that the caller does something about.
//!
//! Source: Graph documentation, "Microsoft Graph error responses and resource types", sections on
//! `driveItem` and on detailed codes.

use http::StatusCode;

use crate::graph::error::ErrorKind;

/// What a refused change was refused for; `None` where it is a failure like that of any call. `message` is
/// in lower case.
pub(super) fn kind(
    status: StatusCode,
    message: &str,
    known: impl Fn(&str) -> bool,
) -> Option<ErrorKind> {
    let any = |codes: &[&str]| codes.iter().any(|code| known(code));
    // A check-out is told with any of these, and it is never about the name.
    let may_lock = [
        StatusCode::LOCKED,
        StatusCode::FORBIDDEN,
        StatusCode::CONFLICT,
    ];
    match status {
        StatusCode::LOCKED => Some(ErrorKind::Locked),
        status if may_lock.contains(&status) && known("resourceLocked") => Some(ErrorKind::Locked),
        StatusCode::CONFLICT if known("nameAlreadyExists") => Some(ErrorKind::NameTaken),
        StatusCode::CONFLICT if any(&["resourceModified", "entityTagDoesNotMatch"]) => {
            Some(ErrorKind::PreconditionFailed)
        }
        StatusCode::PRECONDITION_FAILED => Some(ErrorKind::PreconditionFailed),
        StatusCode::INSUFFICIENT_STORAGE => Some(ErrorKind::QuotaExceeded),
        StatusCode::FORBIDDEN if known("quotaLimitReached") => Some(ErrorKind::QuotaExceeded),
        StatusCode::PAYLOAD_TOO_LARGE => Some(ErrorKind::TooLarge),
        StatusCode::NOT_IMPLEMENTED => Some(ErrorKind::Unsupported),
        StatusCode::BAD_REQUEST => of_bad_request(message, any),
        _ => None,
    }
}

fn of_bad_request(message: &str, any: impl Fn(&[&str]) -> bool) -> Option<ErrorKind> {
    if any(&["maxFileSizeExceeded", "maxStreamSizeExceeded"]) {
        return Some(ErrorKind::TooLarge);
    }
    if any(&["invalidPath", "pathIsTooLong", "pathTooDeep"]) {
        return Some(ErrorKind::InvalidName);
    }
    // An action that this service has never heard of is told in words alone.
    let unheard_of = message.contains("resource not found for the segment");
    (unheard_of || any(&["notSupported"])).then_some(ErrorKind::Unsupported)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(status: u16, codes: &[&str]) -> Option<ErrorKind> {
        let status = StatusCode::from_u16(status).expect("a status");
        kind(status, "", |wanted| codes.contains(&wanted))
    }

    #[test]
    fn refused_changes_are_told_apart() {
        use ErrorKind as K;
        for (status, codes, expected) in [
            (409, &["nameAlreadyExists"][..], K::NameTaken),
            (409, &["notAllowed", "resourceLocked"], K::Locked),
            (409, &["resourceModified"], K::PreconditionFailed),
            (412, &["resourceModified"], K::PreconditionFailed),
            (412, &[], K::PreconditionFailed),
            (423, &["notAllowed"], K::Locked),
            (403, &["notAllowed", "resourceLocked"], K::Locked),
            (403, &["quotaLimitReached"], K::QuotaExceeded),
            (507, &["quotaLimitReached"], K::QuotaExceeded),
            (413, &[], K::TooLarge),
            (400, &["maxFileSizeExceeded"], K::TooLarge),
            (400, &["invalidRequest", "pathIsTooLong"], K::InvalidName),
            (400, &["invalidRequest", "invalidPath"], K::InvalidName),
            (400, &["notSupported"], K::Unsupported),
            (501, &["notSupported"], K::Unsupported),
        ] {
            assert_eq!(kind_of(status, codes), Some(expected), "{status} {codes:?}");
        }
    }

    #[test]
    fn what_nobody_can_act_on_is_a_failure() {
        for (status, codes) in [
            (400, &["invalidRequest"][..]),
            (403, &["accessDenied"]),
            (409, &[]),
            (409, &["generalException"]),
            (429, &["activityLimitReached"]),
            (503, &["nameAlreadyExists"]),
        ] {
            assert_eq!(kind_of(status, codes), None, "{status} {codes:?}");
        }
    }

    #[test]
    fn an_action_that_the_service_has_never_heard_of_is_not_supported() {
        let message = "resource not found for the segment 'permanentdelete'.";
        let found = kind(StatusCode::BAD_REQUEST, message, |_| false);
        assert_eq!(found, Some(ErrorKind::Unsupported));
    }
}
