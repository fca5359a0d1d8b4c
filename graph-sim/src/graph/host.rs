//! Answering requests to Graph.

use std::sync::Arc;

use http::Method;

use super::answer::{self, Answer};
use super::batch;
use super::dispatch::dispatch;
use super::fault::Failure;
use super::inquiry::Inquiry;
use super::route::{self, Asked, Facet, Route};
use super::subscriptions;
use crate::net::{Call, Reply};
use crate::state::State;

/// The route's name in the journal, such as `GET /drives/{drive}/root:/{path}:/children`.
pub(crate) fn route_name(method: &Method, path: &str) -> String {
    match route::parse(path).1 {
        template if template.is_empty() => "unknown".to_owned(),
        template => format!("{method} {template}"),
    }
}

/// Whether the body of a request is a file, which is hashed as it comes.
pub(crate) fn takes_file(method: &Method, path: &str) -> bool {
    *method == Method::PUT
        && matches!(
            route::parse(path).0,
            Route::Drive(_, Asked::Item(_, Facet::Content))
        )
}

/// Answers a request to Graph.
pub(crate) async fn respond(state: &Arc<State>, call: &Call) -> Reply {
    let reply = if is_batch(call) {
        batch::respond(state, call).await
    } else {
        execute(state, call).await
    };
    answer::compress(state, call, reply).await
}

fn is_batch(call: &Call) -> bool {
    let path = call.path();
    call.method == Method::POST && path.ends_with("batch") && route::parse(path).0 == Route::Batch
}

/// Executes one request, alone or in a batch.
pub(super) async fn execute(state: &State, call: &Call) -> Reply {
    state.copies.settle(state);
    let inquiry = match Inquiry::open(state, call) {
        Ok(inquiry) => inquiry,
        Err(failure) => return answer::compose(state, call, Err(failure)),
    };
    let outcome = conclude(&inquiry).await;
    conclusion(&inquiry, outcome)
}

/// The answer to an inquiry, with what it says of the limits.
pub(super) fn conclusion(inquiry: &Inquiry<'_>, outcome: Result<Answer, Failure>) -> Reply {
    let mut reply = answer::compose(inquiry.state, inquiry.call, outcome);
    let throttling = &inquiry.switches.throttling;
    let told = inquiry
        .standing
        .headers(throttling, inquiry.state.clock.now());
    reply.headers_mut().extend(told);
    reply
}

async fn conclude(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    inquiry.admit()?;
    loop {
        match dispatch(inquiry) {
            // Hashing reads whole files: not here, but on a thread that may block.
            Err(Failure::Unhashed(blobs)) => {
                let hash = move || blobs.iter().for_each(|blob| blob.remember_hash());
                tokio::task::spawn_blocking(hash).await.ok();
            }
            Err(Failure::Unproven(candidate)) => {
                return subscriptions::prove(inquiry.state, *candidate).await;
            }
            outcome => return outcome,
        }
    }
}
