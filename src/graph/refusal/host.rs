//! Refusals of the hosts that hand out and take bytes.

use http::StatusCode;

use crate::domain::{Diagnosis, Service, UpstreamFailure};
use crate::graph::error::{Error, ErrorKind};
use crate::graph::retry_after::retry_after;
use crate::graph::transport::Answer;
use crate::graph::wire::ErrorBody;

use super::{change, request_id};

/// What a host says beside a status that is no success.
pub(in crate::graph) fn failure(answer: &Answer) -> UpstreamFailure {
    described(answer, &ErrorBody::read(&answer.body))
}

/// Turns a refusal of an upload session, or of the watch over a copy, into an error.
pub(in crate::graph) fn refusal(operation: &'static str, answer: &Answer) -> Error {
    let body = ErrorBody::read(&answer.body);
    let (codes, failure) = (body.codes(), described(answer, &body));
    let known = |code: &str| codes.iter().any(|known| known.eq_ignore_ascii_case(code));
    let message = failure.message.as_deref().unwrap_or_default();
    let kind = if failure.diagnosis == Diagnosis::Malware {
        None
    } else {
        change::kind(answer.status, &message.to_lowercase(), known)
            .or_else(|| of_session(answer.status, known))
    };
    Error::new(operation, kind.unwrap_or(ErrorKind::Failed), failure)
}

/// What is said of a session as such (Graph documentation, "driveItem: createUploadSession", section on
/// errors). No words of Graph's are asked for: these hosts often send none.
fn of_session(status: StatusCode, known: impl Fn(&str) -> bool) -> Option<ErrorKind> {
    let gone = known("uploadSessionNotFound") || known("uploadSessionFailed");
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Some(ErrorKind::SessionGone),
        StatusCode::BAD_REQUEST if gone => Some(ErrorKind::SessionGone),
        StatusCode::RANGE_NOT_SATISFIABLE => Some(ErrorKind::OutOfOrder),
        StatusCode::BAD_REQUEST if known("uploadSessionIncomplete") => Some(ErrorKind::OutOfOrder),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Some(ErrorKind::UrlRefused),
        _ => None,
    }
}

fn described(answer: &Answer, body: &ErrorBody) -> UpstreamFailure {
    let (status, codes) = (answer.status, body.codes());
    let infected = answer.headers.contains_key("x-virus-infected")
        || codes
            .iter()
            .any(|code| code.eq_ignore_ascii_case("malwareDetected"));
    let diagnosis = match status {
        StatusCode::TOO_MANY_REQUESTS => Diagnosis::Throttled,
        _ if infected => Diagnosis::Malware,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Diagnosis::UpstreamTimeout,
        status if status.is_server_error() => Diagnosis::UpstreamDown,
        _ => Diagnosis::UpstreamRefused,
    };
    UpstreamFailure {
        status: Some(status.as_u16()),
        retry_after: retry_after(&answer.headers),
        code: codes.into_iter().rfind(|code| !code.is_empty()),
        message: body.message(),
        request_id: request_id(&answer.headers),
        ..UpstreamFailure::new(Service::Content, diagnosis)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn refused(status: u16, codes: (&str, &str)) -> Error {
        let (outer, inner) = codes;
        let body = format!(
            r#"{{"error":{{"code":"{outer}","message":"","innerError":{{"code":"{inner}"}}}}}}"#
        );
        let answer = Answer {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: body.into_bytes(),
        };
        refusal("upload fragment", &answer)
    }

    #[test]
    fn a_refused_fragment_says_what_to_do_next() {
        use ErrorKind as K;
        for (status, codes, kind) in [
            (416, ("invalidRange", "fragmentOverlap"), K::OutOfOrder),
            (400, ("uploadSessionIncomplete", ""), K::OutOfOrder),
            (404, ("itemNotFound", ""), K::SessionGone),
            (404, ("", ""), K::SessionGone),
            (410, ("", ""), K::SessionGone),
            (400, ("uploadSessionNotFound", ""), K::SessionGone),
            (401, ("unauthenticated", "expiredToken"), K::UrlRefused),
            (403, ("accessDenied", ""), K::UrlRefused),
            (403, ("notAllowed", "resourceLocked"), K::Locked),
            (409, ("nameAlreadyExists", ""), K::NameTaken),
            (412, ("resourceModified", ""), K::PreconditionFailed),
            (423, ("notAllowed", "resourceLocked"), K::Locked),
            (507, ("quotaLimitReached", ""), K::QuotaExceeded),
            (413, ("maxFileSizeExceeded", ""), K::TooLarge),
        ] {
            let error = refused(status, codes);
            assert_eq!(error.kind, kind, "{status} {codes:?}");
            assert!(!error.leaves_doubt(), "{status} {codes:?}");
        }
    }

    #[test]
    fn only_what_passes_by_itself_leaves_doubt() {
        for status in [408, 429, 500, 502, 503, 504] {
            let error = refused(status, ("generalException", ""));
            assert!(error.leaves_doubt(), "{status}");
        }
        for status in [400, 405, 415] {
            let error = refused(status, ("invalidRequest", ""));
            assert_eq!(error.kind, ErrorKind::Failed, "{status}");
            assert!(!error.leaves_doubt(), "{status}");
        }
    }

    #[test]
    fn an_infected_file_is_named_as_such() {
        let error = refused(403, ("malwareDetected", ""));
        assert_eq!(
            (error.kind, error.diagnosis()),
            (ErrorKind::Failed, Diagnosis::Malware)
        );
    }
}
