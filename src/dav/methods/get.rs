//! `GET` and `HEAD`: the bytes.

use axum::response::Response;
use http::{HeaderValue, Method, StatusCode, header};

use crate::dav::answers::{describe, empty, locate};
use crate::dav::ask::Ask;
use crate::dav::clients::habit_of;
use crate::dav::listing::is_folder;
use crate::dav::refusal::Trouble;
use crate::domain::{Error, Right};
use crate::edge::{conditions_of, deliver, host_of, range_of};
use crate::services::{FetchRequest, Row, Way};

/// Bytes by a way that the client can go. A folder has none, but programs ask whether it is there with a `HEAD`, so
/// it is answered with nothing.
pub(super) async fn answer(ask: &Ask) -> Result<Response, Trouble> {
    let request = FetchRequest {
        path: ask.path().clone(),
        way: Way::ByClient(habit_of(ask.headers())),
        head: ask.head.method == Method::HEAD,
        conditions: conditions_of(ask.headers()),
        range: range_of(&ask.head.method, ask.headers()),
        until: None,
        shown_to: shown_to(ask),
    };
    // Who writes a slash means a folder, and needs no more than to see it.
    if ask.place.trailing_slash || ask.path().is_root() {
        return folder(ask, Error::NotFound).await;
    }
    match ask.services().downloads.fetch(&ask.caller, request).await {
        Ok(fetched) => Ok(deliver(fetched)?),
        Err(
            error @ Error::WrongKind {
                code: "not_a_file", ..
            },
        ) => folder(ask, error).await,
        // Of a folder there is nothing to read: whoever may see it needs no more.
        Err(error @ (Error::Forbidden | Error::NotFound)) if !may_read(ask) => {
            match folder(ask, error.clone()).await {
                // It would be of no use to him.
                Err(Trouble::Failed(Error::PasswordNeeded { .. })) => Err(error.into()),
                answered => answered,
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the caller may read bytes there.
fn may_read(ask: &Ask) -> bool {
    let leeways = ask.services().browse.leeways(&ask.caller);
    leeways.at(ask.path()).rights.holds(Right::Read)
}

/// To which host the caller has shown who he is. Programs that are sent elsewhere may show it there, too. (Under `/d`
/// nobody is kept from going where its mount sends him: whoever can't go there has `/p`.)
fn shown_to(ask: &Ask) -> Option<String> {
    let has_shown = ask.headers().contains_key(header::AUTHORIZATION);
    let host = host_of(&ask.head).filter(|_| has_shown);
    host.map(str::to_owned)
}

/// The answer about a folder; the error where it is none.
async fn folder(ask: &Ask, error: Error) -> Result<Response, Trouble> {
    let browse = &ask.services().browse;
    match browse.stat(&ask.caller, ask.path()).await {
        Ok(row) if is_folder(&row) => {
            // Its folder lists it without a slash, as something to be fetched: nobody is to take nothing for all that
            // is in there.
            if !ask.place.trailing_slash && browse.is_shortcut(&ask.caller, ask.path()).await? {
                return Err(Error::opaque().into());
            }
            Ok(shown(ask, &row))
        }
        Ok(_) => Err(error.into()),
        Err(other) => Err(other.into()),
    }
}

fn shown(ask: &Ask, row: &Row) -> Response {
    let mut response = empty(StatusCode::OK);
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("httpd/unix-directory");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(0));
    if !ask.place.trailing_slash {
        locate(headers, &ask.href(true));
    }
    describe(headers, row);
    response
}
