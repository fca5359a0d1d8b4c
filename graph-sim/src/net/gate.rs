//! What every request goes through: journal, latency, faults; then its host.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;

use super::intake::Intake;
use super::meter::{Entry, Metered};
use super::{Call, Defect, Members, Reply, text};
use crate::faults::{BodyFault, CannedAnswer, Instead, Strike};
use crate::journal::{self, Listener};
use crate::seed::scramble;
use crate::state::State;
use crate::uploads::{self, Draft};
use crate::{control, doors, download, graph, login};

/// Answers one request. An error closes the connection without an answer.
pub(crate) async fn pass(
    state: Arc<State>,
    listener: Listener,
    request: Request<Incoming>,
) -> io::Result<Response<Metered>> {
    let (head, body) = request.into_parts();
    if listener == Listener::Control {
        let intake = Intake::Whole(BytesMut::new());
        let call = call(head, intake.read(body, None, None).await?);
        return Ok(finish(control::respond(&state, &call)));
    }
    let mut entry = open_entry(&state, listener, &head);
    let strike = state.faults.strike(listener, &head.method, head.uri.path());
    doors::sleep(latency(&state, listener, entry.number())).await;
    let most = strike
        .as_ref()
        .and_then(|strike| strike.fault.request_cut());
    let intake = intake(&state, listener, &head);
    let call = call(head, intake.read(body, most, Some(&mut entry)).await?);
    let body_fault = strike.as_ref().and_then(|strike| strike.fault.body);
    let reply = match strike {
        Some(strike) => suffer(strike, &state, listener, &call).await?,
        None => answer(&state, listener, &call).await,
    };
    Ok(record(reply, entry, &call, body_fault))
}

/// Where the body goes: an upload is hashed as it comes, all else is held until it is whole.
fn intake(state: &State, listener: Listener, head: &Parts) -> Intake {
    let path = head.uri.path();
    match listener {
        Listener::Content if uploads::is_upload(path) => uploads::intake(state, head),
        Listener::Graph if graph::takes_file(&head.method, path) => {
            let switches = state.switches.current().uploads;
            let announced = head.headers.get(header::CONTENT_LENGTH);
            let announced = announced.and_then(|length| length.to_str().ok()?.parse().ok());
            Intake::Upload(Box::new(Draft::new(&switches, announced)))
        }
        Listener::Login
        | Listener::Graph
        | Listener::Content
        | Listener::Control
        | Listener::Proxy => Intake::Whole(BytesMut::new()),
    }
}

fn call(head: Parts, intake: Intake) -> Call {
    let (body, upload) = match intake {
        Intake::Whole(body) => (body.freeze(), None),
        Intake::Upload(draft) => (Bytes::new(), Some(draft)),
        Intake::Discarded => (Bytes::new(), None),
    };
    Call {
        method: head.method,
        uri: head.uri,
        headers: head.headers,
        body,
        upload,
    }
}

fn open_entry(state: &State, listener: Listener, head: &Parts) -> Entry {
    let (method, uri) = (&head.method, &head.uri);
    let mut exchange = journal::arrival(listener, method, uri, &head.headers);
    exchange.started_at = state.clock.now();
    exchange.route = route(listener, method, uri.path());
    Entry::new(state.journal.clone(), state.journal.open(exchange))
}

fn route(listener: Listener, method: &Method, path: &str) -> String {
    match listener {
        Listener::Login => login::route_name(method, path),
        Listener::Graph => graph::route_name(method, path),
        Listener::Content if graph::is_monitor(path) => {
            format!("{method} {}", graph::MONITOR_ROUTE)
        }
        Listener::Content if uploads::is_upload(path) => uploads::route_name(method),
        Listener::Content => download::route_name(method, path).to_owned(),
        Listener::Control | Listener::Proxy => format!("{method} {path}"),
    }
}

async fn answer(state: &Arc<State>, listener: Listener, call: &Call) -> Reply {
    match listener {
        Listener::Login => login::respond(state, call),
        Listener::Graph => graph::respond(state, call).await,
        Listener::Content if graph::is_monitor(call.path()) => {
            graph::respond_to_monitor(state, call)
        }
        Listener::Content if uploads::is_upload(call.path()) => uploads::respond(state, call),
        Listener::Content => download::respond(state, call),
        Listener::Control | Listener::Proxy => super::lacking("a control request in the journal"),
    }
}

/// Does to the request what the fault says, before or after it is executed.
async fn suffer(
    strike: Strike,
    state: &Arc<State>,
    listener: Listener,
    call: &Call,
) -> io::Result<Reply> {
    let Strike { fault, gate } = strike;
    let twice = fault.duplicate;
    let done = if fault.after && fault.request_cut().is_none() {
        Some(execute(state, listener, call, twice).await)
    } else {
        None
    };
    if let Some(gate) = &gate {
        gate.pass().await;
    }
    doors::sleep(fault.delay).await;
    match (fault.instead, done) {
        (Some(Instead::Stall), _) => std::future::pending().await,
        (Some(Instead::DropConnection | Instead::CutRequest(_)), _) => {
            Err(io::ErrorKind::ConnectionAborted.into())
        }
        (Some(Instead::Answer(canned)), _) => Ok(made_up(state, listener, canned)),
        (None, Some(reply)) => Ok(reply),
        (None, None) => Ok(execute(state, listener, call, twice).await),
    }
}

/// The answer a test has made up. One of a gateway without a body has what the switch says.
fn made_up(state: &State, listener: Listener, canned: CannedAnswer) -> Reply {
    let page = (listener == Listener::Graph && canned.body.is_empty())
        .then(|| graph::of_gateway(state, canned.status))
        .flatten();
    let mut reply = page.unwrap_or_else(|| text(canned.status, canned.body));
    reply.headers_mut().extend(canned.headers);
    reply
}

/// Executes a request, perhaps twice; of two outcomes the second is the answer.
async fn execute(state: &Arc<State>, listener: Listener, call: &Call, twice: bool) -> Reply {
    if twice {
        drop(answer(state, listener, call).await);
    }
    answer(state, listener, call).await
}

fn record(reply: Reply, entry: Entry, call: &Call, fault: Option<BodyFault>) -> Response<Metered> {
    let status = reply.status();
    let told = reply.extensions();
    if let Some(Members(members)) = told.get() {
        entry.contained(members.clone());
    }
    entry.answered(status.as_u16(), told.get::<Defect>().is_some());
    let bodyless = call.method == Method::HEAD
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    finish(reply).map(|body| body.broken_by(fault).recorded(entry, bodyless))
}

pub(super) fn finish(reply: Reply) -> Response<Metered> {
    let promised = reply.headers().get(header::CONTENT_LENGTH);
    let promised = promised.and_then(|length| length.to_str().ok()?.parse().ok());
    reply.map(|body| Metered::new(body, promised))
}

/// How long the answer to the request of this number is waited for.
fn latency(state: &State, listener: Listener, number: u64) -> Duration {
    let transport = state.switches.current().transport;
    let base = match listener {
        Listener::Login => transport.login_latency_milliseconds,
        Listener::Graph => transport.graph_latency_milliseconds,
        Listener::Content => transport.content_latency_milliseconds,
        Listener::Control | Listener::Proxy => 0,
    };
    let dice = scramble(number);
    let jitter = dice % transport.jitter_milliseconds.saturating_add(1);
    let is_slow = scramble(dice) % 1_000 < transport.slow_per_mille;
    let slow = if is_slow {
        transport.slow_milliseconds
    } else {
        0
    };
    Duration::from_millis(base.saturating_add(jitter).saturating_add(slow))
}
