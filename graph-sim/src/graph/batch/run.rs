//! Executing the requests of a batch.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::outcome::Outcome;
use super::payload::{self, Request};
use crate::doors;
use crate::faults::Instead;
use crate::graph::answer::{self, Answer};
use crate::graph::fault::{self, Fault};
use crate::graph::host;
use crate::graph::inquiry::Inquiry;
use crate::journal::{Listener, Member};
use crate::net::{Call, Defect, Members, Reply, text};
use crate::seed::scramble;
use crate::state::State;
use crate::switches::BatchOrder;
use crate::uploads::Draft;

/// Answers a batch: 200 whatever became of its requests, if they could be read.
pub(in crate::graph) async fn respond(state: &State, call: &Call) -> Reply {
    let inquiry = match Inquiry::open(state, call) {
        Ok(inquiry) => inquiry,
        Err(failure) => return answer::compose(state, call, Err(failure)),
    };
    match requests(&inquiry) {
        Err(fault) => host::conclusion(&inquiry, Err(fault.into())),
        Ok(requests) => {
            let outcomes = run(&inquiry, requests).await;
            describe(&inquiry, outcomes)
        }
    }
}

/// The requests, in the order in which they are executed.
fn requests(inquiry: &Inquiry<'_>) -> Result<Vec<Request>, Fault> {
    let mut waiting = payload::read(inquiry)?;
    let mut ordered: Vec<Request> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_done = |id: &String| ordered.iter().any(|done| done.id.to_lowercase() == *id);
        let ready = |request: &Request| request.depends_on.iter().all(is_done);
        let Some(next) = waiting.iter().position(ready) else {
            return Err(fault::bad_request(
                "The requests of the batch depend on each other in a circle.",
            ));
        };
        ordered.push(waiting.remove(next));
    }
    Ok(ordered)
}

async fn run(inquiry: &Inquiry<'_>, requests: Vec<Request>) -> Vec<(Member, Outcome)> {
    let mut good: HashMap<String, bool> = HashMap::new();
    let mut outcomes = Vec::with_capacity(requests.len());
    for mut request in requests {
        let is_good = |id: &String| good.get(id) == Some(&true);
        let outcome = if request.depends_on.iter().all(is_good) {
            let reply = execute(inquiry.state, &mut request.call).await;
            Outcome::of(&request, reply, &inquiry.switches.batch).await
        } else {
            Outcome::failed_dependency(&request)
        };
        let succeeded = !outcome.status.is_client_error() && !outcome.status.is_server_error();
        good.insert(request.id.to_lowercase(), succeeded);
        let member = Member {
            route: host::route_name(&request.call.method, request.call.path()),
            status: outcome.status.as_u16(),
            id: request.id,
            url: request.url,
        };
        outcomes.push((member, outcome));
    }
    outcomes
}

/// Executes a request. Of the faults that strike it, those of connections can't: it has none.
async fn execute(state: &State, call: &mut Call) -> Reply {
    let strike = state
        .faults
        .strike(Listener::Graph, &call.method, call.uri.path());
    if let Some(fault) = strike.map(|strike| strike.fault) {
        doors::sleep(fault.delay).await;
        if let Some(Instead::Answer(canned)) = fault.instead {
            let mut reply = text(canned.status, canned.body);
            reply.headers_mut().extend(canned.headers);
            return reply;
        }
    }
    if host::takes_file(&call.method, call.path()) {
        let switches = state.switches.current().uploads;
        let mut draft = Draft::new(&switches, Some(call.body.len() as u64));
        draft.take(&call.body);
        draft.settle();
        call.upload = Some(Box::new(draft));
    }
    host::execute(state, call).await
}

fn describe(inquiry: &Inquiry<'_>, mut outcomes: Vec<(Member, Outcome)>) -> Reply {
    if inquiry.switches.batch.order == BatchOrder::Shuffled {
        shuffle(&mut outcomes);
    }
    let defect = outcomes.iter().any(|(_, outcome)| outcome.defect);
    let (members, responses): (Vec<Member>, Vec<Value>) = outcomes
        .into_iter()
        .map(|(member, outcome)| (member, outcome.into_document()))
        .unzip();
    let document = Answer::json(&json!({ "responses": responses }));
    let mut reply = host::conclusion(inquiry, Ok(document));
    reply.extensions_mut().insert(Members(members));
    if defect {
        reply.extensions_mut().insert(Defect);
    }
    reply
}

/// Another order than that of the requests, as soon as there are two.
fn shuffle<T>(list: &mut [T]) {
    for last in (1..list.len()).rev() {
        let with = scramble(last as u64) % (last as u64);
        list.swap(last, usize::try_from(with).unwrap_or(0));
    }
}
