//! Persistence with writes: when a deed is looked for, repeated, or told as unclear.

use std::sync::Mutex;

use http::Method;

use super::*;
use crate::domain::{Diagnosis, UpstreamFailure, Urgency};
use crate::graph::refusal::Subject;
use crate::graph::rehearsal;

/// What happens on the stage, in order.
type Report = Mutex<Vec<&'static str>>;

fn failure(diagnosis: Diagnosis) -> Error {
    Error::of("test", Service::Graph, diagnosis)
}

fn refusal(status: u16, kind: ErrorKind) -> Error {
    let failure = UpstreamFailure {
        status: Some(status),
        ..UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamRefused)
    };
    Error::new("test", kind, failure)
}

/// Plays one write: the attempts and the looks answer as written, in order.
async fn play(
    attempts: Vec<Result<u8, Error>>,
    looks: Vec<Result<Option<u8>, Error>>,
) -> (Result<u8, Error>, Vec<&'static str>) {
    let (client, _clock) = rehearsal::client("127.0.0.1:1");
    let report = Report::default();
    let attempts = Mutex::new(attempts.into_iter());
    let looks = Mutex::new(looks.into_iter());
    let note = |what| report.lock().expect("nobody panicked").push(what);
    let attempt = || {
        note("attempt");
        let next = attempts.lock().expect("nobody panicked").next();
        async { next.expect("one attempt more than expected") }
    };
    let verify = || {
        note("look");
        let next = looks.lock().expect("nobody panicked").next();
        async { next.expect("one look more than expected") }
    };
    let call = Call::reading("test", Subject::Item, String::new()).changing(Method::POST);
    let calls = client.calls(Urgency::Background);
    let result = calls.persist_write(&call, attempt, verify).await;
    (result, report.into_inner().expect("nobody panicked"))
}

#[tokio::test]
async fn a_write_that_was_not_done_is_repeated_after_a_look() {
    let down = || Err(failure(Diagnosis::UpstreamDown));
    let (result, report) = play(vec![down(), Ok(1)], vec![Ok(None)]).await;
    assert_eq!(result.expect("done"), 1);
    assert_eq!(report, ["attempt", "look", "attempt"]);
}

#[tokio::test]
async fn a_write_that_was_done_after_all_is_not_repeated() {
    for diagnosis in [
        Diagnosis::Throttled,
        Diagnosis::UpstreamDown,
        Diagnosis::UpstreamTimeout,
        Diagnosis::UpstreamMalformed,
    ] {
        let (result, report) = play(vec![Err(failure(diagnosis))], vec![Ok(Some(7))]).await;
        assert_eq!(result.expect("done"), 7);
        assert_eq!(report, ["attempt", "look"], "{diagnosis:?}");
    }
}

#[tokio::test]
async fn the_last_failure_too_is_told_only_after_a_look() {
    let down = || Err(failure(Diagnosis::UpstreamDown));
    let attempts = || vec![down(), down(), down(), down()];
    let looks = |last| vec![Ok(None), Ok(None), Ok(None), Ok(last)];
    let (result, _) = play(attempts(), looks(Some(7))).await;
    assert_eq!(result.expect("done"), 7);
    let (result, report) = play(attempts(), looks(None)).await;
    let error = result.expect_err("not done");
    assert!(
        !error.is_unclear(),
        "a look has shown that nothing was done"
    );
    assert_eq!(report.len(), 8);
}

#[tokio::test]
async fn a_failure_that_nobody_can_look_behind_is_unclear_and_not_repeated() {
    let attempts = vec![Err(failure(Diagnosis::UpstreamTimeout))];
    let looks = vec![Err(failure(Diagnosis::UpstreamDown))];
    let (result, report) = play(attempts, looks).await;
    let error = result.expect_err("unclear");
    assert!(error.is_unclear());
    let told = error.diagnosis();
    assert_eq!(told, Diagnosis::UpstreamTimeout, "the original failure");
    assert_eq!(report, ["attempt", "look"]);
}

#[tokio::test]
async fn a_clear_refusal_is_told_at_once() {
    for error in [
        refusal(409, ErrorKind::NameTaken),
        refusal(404, ErrorKind::ItemNotFound),
        refusal(412, ErrorKind::PreconditionFailed),
        refusal(423, ErrorKind::Locked),
        failure(Diagnosis::RoleMissing),
        Error::of("sign in", Service::Login, Diagnosis::UpstreamDown),
    ] {
        let kind = error.kind;
        let (result, report) = play(vec![Err(error)], vec![]).await;
        assert_eq!(result.expect_err("refused").kind, kind);
        assert_eq!(report, ["attempt"]);
    }
}

#[tokio::test]
async fn the_echo_of_our_own_deed_is_no_refusal() {
    for (status, kind) in [
        (409, ErrorKind::NameTaken),
        (404, ErrorKind::ItemNotFound),
        (412, ErrorKind::PreconditionFailed),
    ] {
        let attempts = || {
            let down = failure(Diagnosis::UpstreamDown);
            vec![Err(down), Err(refusal(status, kind))]
        };
        // The deed shows late: not at the first look, but behind the refusal of the repeat.
        let (result, report) = play(attempts(), vec![Ok(None), Ok(Some(7))]).await;
        assert_eq!(result.expect("done"), 7);
        assert_eq!(report, ["attempt", "look", "attempt", "look"]);
        let (result, _) = play(attempts(), vec![Ok(None), Ok(None)]).await;
        let error = result.expect_err("somebody else's deed");
        assert_eq!((error.kind, error.is_unclear()), (kind, false));
    }
}
