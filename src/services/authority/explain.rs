//! A decision with its reasons.

use crate::domain::{PathKey, Right};
use crate::tree::Policy;

use super::decision::{Outcome, decide};
use super::subject::Subject;
use super::trace::Reason;

/// A decision, and the chain of reasons that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What was decided.
    pub outcome: Outcome,
    /// Why, in the order in which it was found out.
    pub reasons: Vec<Reason>,
}

/// Decides as [`decide`] does, by the same lines, and says why.
pub fn explain(policy: &Policy, subject: &Subject<'_>, right: Right, key: &PathKey) -> Explanation {
    let mut reasons = Vec::new();
    let outcome = decide(policy, subject, right, key, &mut reasons);
    Explanation { outcome, reasons }
}
