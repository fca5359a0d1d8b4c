//! Answering control requests.

use std::time::Duration;

use http::{Method, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{order, patch, usage, world};
use crate::net::{Call, Reply, empty};
use crate::state::State;

/// Why a control request is refused, in words for people.
pub(super) type Refusal = String;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ClockOrder {
    AdvanceSeconds(u64),
    Set(#[serde(with = "crate::timestamp")] Timestamp),
}

/// Answers a control request.
pub(crate) fn respond(state: &State, call: &Call) -> Reply {
    match act(state, call) {
        Ok(reply) => reply,
        Err(refusal) => crate::net::json(StatusCode::BAD_REQUEST, &json!({ "error": refusal })),
    }
}

fn act(state: &State, call: &Call) -> Result<Reply, Refusal> {
    let ok = |value: &serde_json::Value| crate::net::json(StatusCode::OK, value);
    Ok(match (&call.method, call.path()) {
        (&Method::GET, "/healthz") => ok(&json!({ "status": "ok" })),
        (&Method::GET, "/journal") => crate::net::json(StatusCode::OK, &state.journal.entries()),
        (&Method::DELETE, "/journal") => done(|| state.journal.clear()),
        (&Method::POST, "/faults") => {
            let order: order::FaultOrder = read(call)?;
            let fault = order.into_fault()?;
            done(|| state.faults.add(fault))
        }
        (&Method::DELETE, "/faults") => done(|| state.faults.clear()),
        (&Method::GET, "/uploads") => ok(&json!({
            "open": state.uploads.open(),
            "tally": state.uploads.tally(),
        })),
        (&Method::GET, "/subscriptions") => ok(&json!({
            "open": state.subscriptions.open(),
            "deliveries": state.subscriptions.deliveries(),
        })),
        (&Method::GET, "/meter") => crate::net::json(StatusCode::OK, &usage::list(state)),
        (&Method::DELETE, "/meter") => done(|| state.meter.reset()),
        (&Method::POST, "/world") => {
            let order: world::WorldOrder = read(call)?;
            order.obey(state)?;
            empty(StatusCode::NO_CONTENT)
        }
        (&Method::POST, "/clock") => {
            match read(call)? {
                ClockOrder::AdvanceSeconds(seconds) => {
                    state.clock.advance(Duration::from_secs(seconds));
                }
                ClockOrder::Set(time) => state.clock.set(time),
            }
            ok(&json!({ "now": state.clock.now().to_string() }))
        }
        (&Method::GET, "/switches") => crate::net::json(StatusCode::OK, &state.switches.current()),
        (&Method::PATCH, "/switches") => {
            patch::apply(&state.switches, read(call)?)?;
            crate::net::json(StatusCode::OK, &state.switches.current())
        }
        _ => empty(StatusCode::NOT_FOUND),
    })
}

fn read<T: DeserializeOwned>(call: &Call) -> Result<T, Refusal> {
    serde_json::from_slice(&call.body).map_err(|error| error.to_string())
}

fn done(act: impl FnOnce()) -> Reply {
    act();
    empty(StatusCode::NO_CONTENT)
}
