//! Answering requests to Graph.

use std::sync::Arc;

use http::Method;

use super::answer;
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
    state.copies.settle(state);
    let outcome = loop {
        match Inquiry::open(state, call).and_then(|inquiry| dispatch(&inquiry)) {
            // Hashing reads whole files: not here, but on a thread that may block.
            Err(Failure::Unhashed(blobs)) => {
                let hash = move || blobs.iter().for_each(|blob| blob.remember_hash());
                tokio::task::spawn_blocking(hash).await.ok();
            }
            Err(Failure::Unproven(candidate)) => {
                break subscriptions::prove(state, *candidate).await;
            }
            outcome => break outcome,
        }
    };
    answer::render(state, call, outcome).await
}
