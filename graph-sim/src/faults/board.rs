//! The rules of a running simulator.

use std::sync::{Arc, Mutex, PoisonError};

use http::Method;

use super::{Fault, Gate, Held};
use crate::journal::Listener;

/// The fault rules in force. Of several that strike the same request, the oldest acts; all count.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<Rule>>>);

#[derive(Debug)]
struct Rule {
    fault: Fault,
    gate: Option<Gate>,
    matched: u64,
    struck: u64,
}

/// What befalls one request.
#[derive(Debug)]
pub(crate) struct Strike {
    pub(crate) fault: Fault,
    pub(crate) gate: Option<Gate>,
}

impl Faults {
    /// Adds a rule, which counts matching requests from now on.
    pub fn add(&self, fault: Fault) {
        self.push(fault, None);
    }

    /// Adds a rule that holds its requests back until the result is released; then whatever else
    /// the rule says happens to them.
    pub fn hold(&self, fault: Fault) -> Held {
        let gate = Gate::new();
        self.push(fault, Some(gate.clone()));
        Held::new(gate)
    }

    /// Removes all rules. Requests already struck stay so.
    pub fn clear(&self) {
        self.rules(Vec::clear);
    }

    /// How often each rule has acted, in the order in which they were added.
    pub fn strikes(&self) -> Vec<u64> {
        self.rules(|rules| rules.iter().map(|rule| rule.struck).collect())
    }

    /// Counts the request at every rule it matches and tells which one strikes.
    pub(crate) fn strike(&self, listener: Listener, method: &Method, path: &str) -> Option<Strike> {
        self.rules(|rules| {
            let mut strike = None;
            for rule in rules
                .iter_mut()
                .filter(|rule| rule.fault.matches(listener, method, path))
            {
                rule.matched += 1;
                if strike.is_none() && rule.fault.strikes(rule.matched) {
                    rule.struck += 1;
                    strike = Some(Strike {
                        fault: rule.fault.clone(),
                        gate: rule.gate.clone(),
                    });
                }
            }
            strike
        })
    }

    fn push(&self, fault: Fault, gate: Option<Gate>) {
        self.rules(|rules| {
            rules.push(Rule {
                fault,
                gate,
                matched: 0,
                struck: 0,
            });
        });
    }

    fn rules<T>(&self, act: impl FnOnce(&mut Vec<Rule>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
