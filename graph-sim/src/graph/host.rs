//! Answering requests to Graph.

use std::sync::Arc;

use http::Method;

use super::answer::{self, Answer};
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::route::{self, Asked, Facet, Route};
use super::{children, drives, items, organization, users};
use crate::net::{Call, Reply};
use crate::state::State;

/// The route's name in the journal, such as `GET /drives/{drive}/root:/{path}:/children`.
pub(crate) fn route_name(method: &Method, path: &str) -> String {
    match route::parse(path).1 {
        template if template.is_empty() => "unknown".to_owned(),
        template => format!("{method} {template}"),
    }
}

/// Answers a request to Graph.
pub(crate) async fn respond(state: &Arc<State>, call: &Call) -> Reply {
    let outcome = loop {
        match Inquiry::open(state, call).and_then(|inquiry| dispatch(&inquiry)) {
            // Hashing reads whole files: not here, but on a thread that may block.
            Err(Failure::Unhashed(blobs)) => {
                let hash = move || blobs.iter().for_each(|blob| blob.remember_hash());
                tokio::task::spawn_blocking(hash).await.ok();
            }
            outcome => break outcome,
        }
    };
    answer::render(state, call, outcome).await
}

fn dispatch(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    match (&inquiry.route, &inquiry.call.method) {
        (Route::Unknown(segment), _) => Err(fault::unknown_segment(segment).into()),
        (Route::Malformed, _) => Err(fault::bad_request("The address is malformed.").into()),
        (Route::Me, _) => Err(fault::me_without_user().into()),
        (Route::Lacking, _) => Err(Failure::Lacking("this address of Graph")),
        (_, method) if method != Method::GET => Err(Failure::Lacking("this method here")),
        (Route::Organization, _) => organization::list(inquiry),
        (Route::Users, _) => users::list(inquiry),
        (Route::User(name), _) => users::show(inquiry, name),
        (Route::Drive(drive, Asked::Drive), _) => drives::show(inquiry, drive),
        (Route::Drive(drive, Asked::Item(place, facet)), _) => match facet {
            Facet::Itself => items::show(inquiry, drive, place),
            Facet::Children => children::list(inquiry, drive, place),
            Facet::Content => items::content(inquiry, drive, place),
        },
    }
}
