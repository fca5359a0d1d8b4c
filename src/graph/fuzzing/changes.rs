//! What is made of an answer to a change.

use http::{Method, StatusCode};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::domain::Diagnosis;
use crate::graph::call::Call;
use crate::graph::calls::{object_made, understand};
use crate::graph::copying::{self, CopyStatus};
use crate::graph::error::{Error, ErrorKind};
use crate::graph::refusal::Subject;
use crate::graph::transport::Answer;
use crate::graph::upload::{self, ExpectedRange, Fragment, UploadStatus};
use crate::graph::wire::OneItem;

/// Reads an answer as each of the things that may come back from a change.
pub(super) fn check(answer: &Answer) {
    check_made(answer);
    check_session(answer);
    check_fragment(answer);
    check_cancelled(answer);
    check_copy(answer);
}

/// An item is new with 201, was there with 200, and there is none otherwise.
fn check_made(answer: &Answer) {
    let call = call(Method::POST).changing(Method::POST);
    match object_made::<OneItem>(&call, answer) {
        Ok((OneItem(item), created)) => {
            assert!(!item.id.is_empty());
            let status = if created {
                StatusCode::CREATED
            } else {
                StatusCode::OK
            };
            assert_eq!(answer.status, status);
            assert!(is_object(answer));
        }
        Err(error) => check_failure(answer, &error),
    }
}

fn check_session(answer: &Answer) {
    let call = call(Method::POST).changing(Method::POST);
    let made = understand("session", Subject::Change, answer);
    match made.and_then(|session| upload::made(&call, session)) {
        Ok((url, status)) => {
            assert!(!url.is_empty() && answer.status == StatusCode::OK);
            check_status(answer, &status);
        }
        Err(error) => check_failure(answer, &error),
    }
    match upload::status(&call, answer) {
        Ok(status) => check_status(answer, &status),
        Err(error) => check_failure(answer, &error),
    }
}

/// What is said to a fragment is an end only where the file is described.
fn check_fragment(answer: &Answer) {
    match upload::fragment(&call(Method::PUT), answer) {
        Ok(Fragment::More(status)) => {
            assert_eq!(answer.status, StatusCode::ACCEPTED);
            check_status(answer, &status);
        }
        Ok(Fragment::Done(written)) => {
            assert!(!written.item.id.is_empty() && is_object(answer));
            assert_eq!(written.created, answer.status == StatusCode::CREATED);
            assert!(written.created || answer.status == StatusCode::OK);
        }
        Err(error) => check_failure(answer, &error),
    }
}

/// No range gets lost, and each makes sense.
fn check_status(answer: &Answer, status: &UploadStatus) {
    if let Some(value) = tree(answer) {
        let ranges = value.get("nextExpectedRanges").and_then(Value::as_array);
        assert_eq!(ranges.map(Vec::len), Some(status.expected.len()));
    }
    let in_order = |range: &ExpectedRange| range.last.is_none_or(|last| last >= range.first);
    assert!(status.expected.iter().all(in_order));
    assert_eq!(status.next().is_none(), status.expected.is_empty());
}

fn check_cancelled(answer: &Answer) {
    if let Err(error) = upload::cancelled(&call(Method::DELETE), answer) {
        check_failure(answer, &error);
        assert_ne!(error.kind, ErrorKind::SessionGone);
    }
}

/// A copy is there only where the body says so, whatever the status.
fn check_copy(answer: &Answer) {
    match copying::progress(&call(Method::GET), answer) {
        Ok(CopyStatus::Running { percent }) => assert!(percent <= 100),
        Ok(CopyStatus::Done { .. }) => {
            if let Some(value) = tree(answer) {
                let status = value.get("status").and_then(Value::as_str);
                assert!(status.is_some_and(|it| it.eq_ignore_ascii_case("completed")));
            }
        }
        Ok(CopyStatus::Failed { code, message }) => {
            let texts = [code, message].into_iter().flatten();
            assert!(
                texts
                    .map(|text| text.chars().count())
                    .all(|length| length <= 500)
            );
        }
        Err(error) => check_failure(answer, &error),
    }
}

pub(super) fn check_failure(answer: &Answer, error: &Error) {
    assert_eq!(error.failure.status, Some(answer.status.as_u16()));
    let doubtful = error.leaves_doubt();
    assert!(!doubtful || error.kind == ErrorKind::Failed);
    // What a service does before it fails nobody knows: only its clear word is taken for one.
    let said = [
        StatusCode::NOT_IMPLEMENTED,
        StatusCode::INSUFFICIENT_STORAGE,
    ];
    let is_clear = answer.status.is_client_error() || said.contains(&answer.status);
    assert!(doubtful || is_clear || error.diagnosis() == Diagnosis::Malware);
}

pub(super) fn is_object(answer: &Answer) -> bool {
    answer.body.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<IgnoredAny>(&answer.body).is_ok()
}

/// The body as a tree, which takes less than reading does: not every number, not every escape.
fn tree(answer: &Answer) -> Option<Value> {
    serde_json::from_slice(&answer.body).ok()
}

fn call(method: Method) -> Call {
    Call::of_host("change", method)
}
