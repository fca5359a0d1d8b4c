//! The address where a client asks how a copy goes: "Working with long running actions".

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::job::{CopyFailure, CopyJob, Made};
use crate::net::{Call, Reply, empty, json};
use crate::state::State;
use crate::switches::{CopyingSwitches, FailureStatus, FinalStatus, ProgressStatus};

const PREFIX: &str = "/_api/v2.0/monitor/";

/// Monitors in the journal, without their method.
pub(crate) const MONITOR_ROUTE: &str = "/_api/v2.0/monitor/{copy}";

/// Whether the path on the content host is a monitor's.
pub(crate) fn is_monitor(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// The address of a copy's monitor, good for whoever knows it.
pub(super) fn url(state: &State, id: Uuid, secret: Uuid) -> String {
    let jobs = state.copies.lock();
    let job = jobs.get(&id).expect("copies stay known");
    let drive_id = job.order.target_drive.clone();
    drop(jobs);
    let world = state.world();
    let drive = world.find_drive(&drive_id).expect("drives are never gone");
    let host = state.hosts.content_url(&drive.home);
    format!("{host}{PREFIX}{id}?c={}", secret.simple())
}

/// `GET` of a monitor. A token is refused with 401: the address itself is the secret. What a client
/// should go by is the body; the status is a matter of switches.
pub(crate) fn respond(state: &State, call: &Call) -> Reply {
    if call.method != Method::GET {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    if call.headers.contains_key(header::AUTHORIZATION) {
        let text = "A monitor must be asked without a token.";
        return error(StatusCode::UNAUTHORIZED, "unauthenticated", text);
    }
    let Some(id) = find(state, call) else {
        let text = "The resource could not be found.";
        return error(StatusCode::NOT_FOUND, "itemNotFound", text);
    };
    if let Some(job) = state.copies.lock().get_mut(&id) {
        job.polls = job.polls.saturating_add(1);
    }
    state.copies.settle(state);
    let jobs = state.copies.lock();
    let job = jobs.get(&id).expect("copies stay known");
    report(state, job)
}

/// The copy that the address names, if its secret is right.
fn find(state: &State, call: &Call) -> Option<Uuid> {
    let id = Uuid::parse_str(call.path().strip_prefix(PREFIX)?).ok()?;
    let mut pairs = call.query().split('&');
    let secret = pairs.find_map(|pair| pair.strip_prefix("c="))?;
    let jobs = state.copies.lock();
    let job = jobs.get(&id)?;
    (job.secret.simple().to_string() == secret).then_some(id)
}

fn report(state: &State, job: &CopyJob) -> Reply {
    let switches = state.switches.current().copying;
    match &job.outcome {
        None => progress(state, job, &switches),
        Some(Ok(made)) => completed(state, made, &switches),
        Some(Err(failure)) => failed(*failure, &switches),
    }
}

fn progress(state: &State, job: &CopyJob, switches: &CopyingSwitches) -> Reply {
    let status = match switches.progress_status {
        ProgressStatus::Accepted => StatusCode::ACCEPTED,
        ProgressStatus::Ok => StatusCode::OK,
    };
    let part = job.progress(state.clock.now());
    let percentage = (part * 1000.0).round() / 10.0;
    let phase = if percentage > 0.0 {
        "inProgress"
    } else {
        "notStarted"
    };
    let body = json!({
        "operation": "ItemCopy",
        "percentageComplete": percentage,
        "status": phase,
    });
    json(status, &body)
}

fn completed(state: &State, made: &Made, switches: &CopyingSwitches) -> Reply {
    let status = match switches.final_status {
        FinalStatus::Ok => StatusCode::OK,
        FinalStatus::Accepted => StatusCode::ACCEPTED,
        FinalStatus::SeeOther => StatusCode::SEE_OTHER,
    };
    let body = json!({
        "percentageComplete": 100.0,
        "resourceId": made.item_id,
        "status": "completed",
    });
    let mut reply = json(status, &body);
    if switches.final_status == FinalStatus::SeeOther {
        let (drive, item) = (&made.drive_id, &made.item_id);
        let url = format!("{}v1.0/drives/{drive}/items/{item}", state.graph_url());
        let url = HeaderValue::from_str(&url).expect("ids are ASCII");
        reply.headers_mut().insert(header::LOCATION, url);
    }
    reply
}

fn failed(failure: CopyFailure, switches: &CopyingSwitches) -> Reply {
    let status = match switches.failure_status {
        FailureStatus::Ok => StatusCode::OK,
        FailureStatus::BadRequest => StatusCode::BAD_REQUEST,
    };
    let body = json!({
        "status": "failed",
        "errorCode": failure.code,
        "error": { "code": failure.code, "message": failure.message },
    });
    json(status, &body)
}

fn error(status: StatusCode, code: &str, message: &str) -> Reply {
    let body: Value = json!({ "error": { "code": code, "message": message } });
    json(status, &body)
}
