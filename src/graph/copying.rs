//! Copies that the service makes by itself: what goes in, and how its answers are read.
//!
//! Source: Graph documentation, "driveItem: copy" and "Working with APIs that take a long time to
//! complete".

use crate::domain::{Diagnosis, IfExists, ItemId, Segment, Service, UpstreamFailure};

use super::call::Call;
use super::error::Error;
use super::refusal::host;
use super::transport::Answer;
use super::trusted::MonitorUrl;
use super::wire::{self, copying::Operation};

/// A copy to be made within a drive.
#[derive(Clone, Debug)]
pub struct CopyRequest {
    /// The folder in which the copy will lie.
    pub folder: ItemId,
    /// The copy's name; that of the original where it is `None`.
    pub name: Option<Segment>,
    /// What happens where the name is taken. A folder replaces nothing.
    pub if_exists: IfExists,
}

/// What became of the wish for a copy.
#[derive(Clone, Debug)]
pub enum CopyStarted {
    /// It is being made, and this is where to ask.
    Watched(MonitorUrl),
    /// It is being made, and the service does not say where to ask.
    Unwatched,
    /// It is there.
    Done,
}

/// How far a copy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyStatus {
    /// The service is at it.
    Running {
        /// Hundredths of the whole, as the service guesses.
        percent: u8,
    },
    /// It is there.
    Done {
        /// The copy, where the service names it.
        resource_id: Option<ItemId>,
    },
    /// The service gave up.
    Failed {
        /// Its code, such as `nameAlreadyExists`.
        code: Option<String>,
        /// Its words.
        message: Option<String>,
    },
}

/// Reads how far a copy is: by the body, whatever the status. Microsoft tells of all three ends with 200,
/// 202, 303 and even with refusals.
pub(super) fn progress(call: &Call, answer: &Answer) -> Result<CopyStatus, Error> {
    if let Ok(operation) = wire::object::<Operation>(&answer.body) {
        return Ok(judge(&operation));
    }
    if answer.status.is_client_error() || answer.status.is_server_error() {
        return Err(Error::failed(call.operation, host::failure(answer)));
    }
    let failure = UpstreamFailure {
        status: Some(answer.status.as_u16()),
        ..UpstreamFailure::new(Service::Content, Diagnosis::UpstreamMalformed)
    };
    Err(Error::failed(call.operation, failure))
}

/// A status that is not known is no end: Microsoft adds some at will.
fn judge(operation: &Operation) -> CopyStatus {
    let is = |known: &str| operation.status.eq_ignore_ascii_case(known);
    if is("completed") {
        let resource_id = operation.resource_id.as_deref();
        return CopyStatus::Done {
            resource_id: resource_id.and_then(|id| ItemId::parse(id).ok()),
        };
    }
    if ["failed", "cancelled", "deleteFailed"].into_iter().any(is) {
        return CopyStatus::Failed {
            code: operation.code(),
            message: operation.message(),
        };
    }
    let done = operation.percentage_complete.unwrap_or_default();
    let percent = (0..=100).rfind(|percent| f64::from(*percent) <= done);
    CopyStatus::Running {
        percent: percent.unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method, StatusCode};

    use super::*;

    fn said(status: u16, body: &str) -> Result<CopyStatus, Error> {
        let answer = Answer {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: body.as_bytes().to_vec(),
        };
        progress(&Call::of_host("watch copy", Method::GET), &answer)
    }

    #[test]
    fn the_end_of_a_copy_is_judged_by_the_body_whatever_the_status() {
        let done = r#"{"percentageComplete":100.0,"resourceId":"01AB","status":"completed"}"#;
        let failed = r#"{"status":"failed","errorCode":"nameAlreadyExists","error":{"code":"x","message":"taken"}}"#;
        for status in [200, 202, 303, 400, 500] {
            let resource_id = ItemId::parse("01AB").ok();
            let expected = CopyStatus::Done { resource_id };
            assert_eq!(said(status, done).expect("done"), expected, "{status}");
            let expected = CopyStatus::Failed {
                code: Some("nameAlreadyExists".to_owned()),
                message: Some("taken".to_owned()),
            };
            assert_eq!(said(status, failed).expect("failed"), expected, "{status}");
        }
    }

    #[test]
    fn what_is_no_end_goes_on() {
        for (body, percent) in [
            (r#"{"status":"inProgress","percentageComplete":27.8}"#, 27),
            (r#"{"status":"notStarted"}"#, 0),
            (r#"{"status":"waiting","percentageComplete":-1}"#, 0),
            (
                r#"{"status":"somethingNew","percentageComplete":1e300}"#,
                100,
            ),
        ] {
            let expected = CopyStatus::Running { percent };
            assert_eq!(said(202, body).expect("running"), expected, "{body}");
        }
    }

    #[test]
    fn an_answer_without_a_status_is_no_end() {
        for (status, body) in [(200, ""), (202, "{}"), (303, "<html>"), (200, "[]")] {
            let error = said(status, body).expect_err("unreadable");
            assert_eq!(error.diagnosis(), Diagnosis::UpstreamMalformed, "{body}");
        }
        let refused = said(404, r#"{"error":{"code":"itemNotFound"}}"#);
        assert!(refused.is_err());
    }
}
