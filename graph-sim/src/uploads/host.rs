//! Answering upload URLs.
//!
//! In the journal the routes are `PUT {upload}` (a fragment), `GET {upload}` (how far it is),
//! `DELETE {upload}` (the end) and `POST {upload}` (the commit of a deferred one).

use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use serde_json::{Value, json};
use uuid::Uuid;

use super::content_range::ContentRange;
use super::registry::Fate;
use super::session::Session;
use super::store::{Committed, commit};
use super::{fault, ticket};
use crate::download::{self, TicketFault};
use crate::graph::{Fault, Inquiry};
use crate::net::{Call, Intake, Reply, empty, text};
use crate::state::State;
use crate::switches::{ExpectedRanges, UploadAuthorization, UploadSwitches};

/// The route's name in the journal.
pub(crate) fn route_name(method: &Method) -> String {
    match *method {
        Method::PUT | Method::GET | Method::DELETE | Method::POST => format!("{method} {{upload}}"),
        _ => "unknown".to_owned(),
    }
}

/// What is done with the body of a request to an upload URL: that of a fragment which may come now
/// is added to what has come before, any other is forgotten.
pub(crate) fn intake(state: &State, head: &Parts) -> Intake {
    let switches = state.switches.current().uploads;
    let expected = || {
        let id = admit(state, &head.uri, &head.headers, &switches)?;
        let range = content_range(&head.headers)?;
        act(state, id, &switches, |session| {
            (Fate::Open, session.expect(range, &switches))
        })
    };
    match (&head.method, expected()) {
        (&Method::PUT, Ok(draft)) => Intake::Upload(Box::new(draft)),
        _ => Intake::Discarded,
    }
}

/// What a request has led to.
enum Outcome {
    Waiting(StatusCode, Value),
    Committed(Committed),
    Canceled,
}

/// `PUT`, `GET`, `DELETE` and `POST` of an `uploadUrl`: "driveItem: createUploadSession", second
/// half. Left out: the temporary file that SharePoint may show, CORS.
pub(crate) fn respond(state: &State, call: &Call) -> Reply {
    let switches = state.switches.current().uploads;
    let outcome =
        admit(state, &call.uri, &call.headers, &switches).and_then(|id| match call.method {
            Method::PUT => put(state, call, id, &switches).map(Some),
            Method::GET => act(state, id, &switches, |session| {
                (Fate::Open, Ok(told(StatusCode::OK, session, &switches)))
            })
            .map(Some),
            Method::DELETE => act(state, id, &switches, |_| {
                (Fate::Canceled, Ok(Outcome::Canceled))
            })
            .map(Some),
            Method::POST => {
                act(state, id, &switches, |session| finish(state, call, session)).map(Some)
            }
            _ => Ok(None),
        });
    let mut reply = match outcome {
        Ok(Some(Outcome::Waiting(status, document))) => crate::net::json(status, &document),
        Ok(Some(Outcome::Committed(committed))) => {
            let mut reply = text(committed.status, committed.document);
            let json = header::HeaderValue::from_static("application/json");
            reply.headers_mut().insert(header::CONTENT_TYPE, json);
            reply
        }
        Ok(Some(Outcome::Canceled)) => empty(StatusCode::NO_CONTENT),
        Ok(None) => empty(StatusCode::METHOD_NOT_ALLOWED),
        Err(fault) => refuse(&fault),
    };
    download::decorate(reply.headers_mut());
    reply
}

/// Takes a fragment; after the last one the file is there, unless that is deferred.
fn put(state: &State, call: &Call, id: Uuid, switches: &UploadSwitches) -> Result<Outcome, Fault> {
    let range = content_range(&call.headers)?;
    act(state, id, switches, |session| {
        let Some(draft) = call.upload.as_deref() else {
            // It was refused at sight, for this reason or because it came before its turn.
            let fault = session.expect(range, switches).err();
            return (
                Fate::Open,
                Err(fault.unwrap_or_else(fault::fragment_out_of_order)),
            );
        };
        if let Err(fault) = session.take(range, draft.clone(), state.clock.now(), switches) {
            return (Fate::Open, Err(fault));
        }
        if std::mem::take(&mut session.plan.breaks) {
            return (Fate::Open, Err(fault::modified()));
        }
        if session.is_complete() && !session.plan.deferred {
            return finish(state, call, session);
        }
        (
            Fate::Open,
            Ok(told(StatusCode::ACCEPTED, session, switches)),
        )
    })
}

/// Makes the file.
fn finish(state: &State, call: &Call, session: &mut Session) -> (Fate, Result<Outcome, Fault>) {
    let inquiry = Inquiry::pre_authenticated(state, call, session.plan.caller.clone());
    let (fate, outcome) = commit(&inquiry, session, None);
    (fate, outcome.map(Outcome::Committed))
}

/// Checks the URL; tells which session it is for.
fn admit(
    state: &State,
    uri: &Uri,
    headers: &HeaderMap,
    switches: &UploadSwitches,
) -> Result<Uuid, Fault> {
    let refuses = switches.authorization == UploadAuthorization::Refused;
    if refuses && headers.contains_key(header::AUTHORIZATION) {
        let message = "A pre-authenticated URL must come without a token.";
        return Err(fault::unauthenticated(message));
    }
    let query = uri.query().unwrap_or_default();
    ticket::check(state, uri.path(), query).map_err(|ticket_fault| match ticket_fault {
        TicketFault::Expired => fault::expired(download::validity(state.clock.now())),
        TicketFault::Forged => fault::unauthenticated("The token does not fit the address."),
    })
}

fn content_range(headers: &HeaderMap) -> Result<ContentRange, Fault> {
    headers
        .get(header::CONTENT_RANGE)
        .and_then(|value| ContentRange::parse(value.to_str().ok()?))
        .ok_or_else(fault::bad_content_range)
}

fn act<T>(
    state: &State,
    id: Uuid,
    switches: &UploadSwitches,
    act: impl FnOnce(&mut Session) -> (Fate, Result<T, Fault>),
) -> Result<T, Fault> {
    let outcome = state.uploads.act(id, act);
    outcome.unwrap_or_else(|| Err(fault::gone(switches.gone)))
}

/// How far the session is.
fn told(status: StatusCode, session: &Session, switches: &UploadSwitches) -> Outcome {
    Outcome::Waiting(status, progress(session, switches.expected_ranges))
}

/// The members of an `uploadSession` that change.
pub(crate) fn progress(session: &Session, style: ExpectedRanges) -> Value {
    json!({
        "expirationDateTime": format!("{:.3}", session.expires_at),
        "nextExpectedRanges": session.expected_ranges(style),
    })
}

fn refuse(fault: &Fault) -> Reply {
    let mut error = json!({ "code": fault.code, "message": fault.message });
    if let (Some(inner), Some(members)) = (fault.inner, error.as_object_mut()) {
        members.insert("innerError".to_owned(), json!({ "code": inner }));
    }
    crate::net::json(fault.status, &json!({ "error": error }))
}
