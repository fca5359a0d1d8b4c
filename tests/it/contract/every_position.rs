//! Every position of every switch of the simulator that has named ones, one flipped at a time: those that the
//! other lists have no words for, too, and those that come later.

use graph_sim::Switches;
use serde_json::{Value, json};

/// Positions at which a drive can't keep the contract, and why.
const BEYOND: &[(&str, &str)] = &[
    (
        "uploads.keep=hashes",
        "the simulator forgets what was uploaded, to save room",
    ),
    ("login.outage=bad_request", DOWN),
    ("login.outage=too_many_requests", DOWN),
    ("login.outage=service_unavailable", DOWN),
];

const DOWN: &str = "nobody can sign in";

/// A switch at a position that is not its usual one.
pub(super) struct Position {
    pub(super) name: String,
    pub(super) switches: Switches,
}

/// All of them, but those beyond any drive.
pub(super) fn every_position() -> Vec<Position> {
    let usual = serde_json::to_value(Switches::default()).expect("switches are JSON");
    let mut positions = Vec::new();
    for (group, switches) in usual.as_object().expect("groups of switches") {
        for (switch, value) in switches.as_object().into_iter().flatten() {
            for other in others(&usual, (group, switch), value) {
                let name = format!("{group}.{switch}={}", other.as_str().unwrap_or("flipped"));
                if BEYOND.iter().all(|(beyond, _)| *beyond != name) {
                    let switches = turned(&usual, (group, switch), other);
                    positions.extend(switches.map(|switches| Position { name, switches }));
                }
            }
        }
    }
    positions
}

fn others(usual: &Value, switch: (&str, &str), value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(flag) => vec![json!(!flag)],
        Value::String(usual_name) => {
            let names = names(usual, switch).into_iter();
            names
                .filter(|name| name != usual_name)
                .map(Value::String)
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The names of a switch's positions, as it tells them to who asks for one that it does not have.
fn names(usual: &Value, switch: (&str, &str)) -> Vec<String> {
    let refusal = turned(usual, switch, json!("no such position"));
    let refusal = refusal.expect_err("no switch has it").to_string();
    let (_, expected) = refusal.split_once("expected").unwrap_or_default();
    let quoted = expected.split('`').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

fn turned(
    usual: &Value,
    (group, switch): (&str, &str),
    value: Value,
) -> Result<Switches, serde_json::Error> {
    let mut turned = usual.clone();
    turned[group][switch] = value;
    serde_json::from_value(turned)
}
