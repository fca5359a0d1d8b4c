//! What every request goes through: journal, latency, faults; then its host.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;

use super::meter::{Entry, Metered};
use super::{Call, Defect, Reply, text};
use crate::faults::{BodyFault, Instead, Strike};
use crate::journal::{self, Listener};
use crate::state::State;
use crate::{control, doors, download, graph, login};

/// The largest request body; a fragment of an upload is smaller.
const LARGEST_BODY: usize = 64 << 20;

/// Answers one request. An error closes the connection without an answer.
pub(crate) async fn pass(
    state: Arc<State>,
    listener: Listener,
    request: Request<Incoming>,
) -> io::Result<Response<Metered>> {
    if listener == Listener::Control {
        let reply = control::respond(&state, &read(request).await?);
        return Ok(finish(reply));
    }
    let entry = open_entry(&state, listener, &request);
    let strike = state
        .faults
        .strike(listener, request.method(), request.uri().path());
    doors::sleep(latency(&state, listener)).await;
    let call = read(request).await?;
    let body_fault = strike.as_ref().and_then(|strike| strike.fault.body);
    let reply = match strike {
        Some(strike) => suffer(strike, &state, listener, &call).await?,
        None => answer(&state, listener, &call).await,
    };
    Ok(record(reply, entry, &call, body_fault))
}

async fn read(request: Request<Incoming>) -> io::Result<Call> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY)
        .collect()
        .await
        .map_err(io::Error::other)?;
    Ok(Call {
        method: parts.method,
        uri: parts.uri,
        headers: parts.headers,
        body: body.to_bytes(),
    })
}

fn open_entry(state: &State, listener: Listener, request: &Request<Incoming>) -> Entry {
    let (method, uri) = (request.method(), request.uri());
    let mut exchange = journal::arrival(listener, method, uri, request.headers());
    exchange.started_at = state.clock.now();
    exchange.route = route(listener, method, uri.path());
    Entry::new(state.journal.clone(), state.journal.open(exchange))
}

fn route(listener: Listener, method: &Method, path: &str) -> String {
    match listener {
        Listener::Login => login::route_name(method, path).to_owned(),
        Listener::Graph => graph::route_name(method, path),
        Listener::Content if graph::is_monitor(path) => {
            format!("{method} {}", graph::MONITOR_ROUTE)
        }
        Listener::Content => download::route_name(method, path).to_owned(),
        Listener::Control => format!("{method} {path}"),
    }
}

async fn answer(state: &Arc<State>, listener: Listener, call: &Call) -> Reply {
    match listener {
        Listener::Login => login::respond(state, call),
        Listener::Graph => graph::respond(state, call).await,
        Listener::Content if graph::is_monitor(call.path()) => {
            graph::respond_to_monitor(state, call)
        }
        Listener::Content => download::respond(state, call),
        Listener::Control => super::lacking("a control request in the journal"),
    }
}

/// Does to the request what the fault says.
async fn suffer(
    strike: Strike,
    state: &Arc<State>,
    listener: Listener,
    call: &Call,
) -> io::Result<Reply> {
    if let Some(gate) = &strike.gate {
        gate.pass().await;
    }
    doors::sleep(strike.fault.delay).await;
    match strike.fault.instead {
        Some(Instead::Stall) => std::future::pending().await,
        Some(Instead::DropConnection) => Err(io::ErrorKind::ConnectionAborted.into()),
        Some(Instead::Answer(canned)) => {
            let mut reply = text(canned.status, canned.body);
            reply.headers_mut().extend(canned.headers);
            Ok(reply)
        }
        None => {
            if strike.fault.duplicate {
                drop(answer(state, listener, call).await);
            }
            Ok(answer(state, listener, call).await)
        }
    }
}

fn record(reply: Reply, entry: Entry, call: &Call, fault: Option<BodyFault>) -> Response<Metered> {
    let status = reply.status();
    entry.answered(
        status.as_u16(),
        reply.extensions().get::<Defect>().is_some(),
    );
    let bodyless = call.method == Method::HEAD
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    finish(reply).map(|body| body.broken_by(fault).recorded(entry, bodyless))
}

fn finish(reply: Reply) -> Response<Metered> {
    let promised = reply.headers().get(header::CONTENT_LENGTH);
    let promised = promised.and_then(|length| length.to_str().ok()?.parse().ok());
    reply.map(|body| Metered::new(body, promised))
}

fn latency(state: &State, listener: Listener) -> Duration {
    let transport = state.switches.current().transport;
    Duration::from_millis(match listener {
        Listener::Login => transport.login_latency_milliseconds,
        Listener::Graph => transport.graph_latency_milliseconds,
        Listener::Content => transport.content_latency_milliseconds,
        Listener::Control => 0,
    })
}
