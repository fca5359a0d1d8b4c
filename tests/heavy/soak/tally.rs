//! What came of all visits.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What came of one visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A good answer that says what was true.
    True,
    /// A good answer, said to be an old copy.
    Stale,
    /// There was nothing, and the answer said so.
    Absent,
    /// A failure, told with this status and code.
    Told(u16, String),
    /// A download whose connection broke.
    Broken,
    /// What was said was not so.
    False(String),
}

/// Counts outcomes. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(Arc<Mutex<Counts>>);

/// All counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) visits: BTreeMap<&'static str, u64>,
    pub(super) good: u64,
    pub(super) stale: u64,
    pub(super) absent: u64,
    pub(super) told: BTreeMap<(u16, String), u64>,
    pub(super) broken: u64,
    pub(super) differences: Vec<String>,
}

impl Tally {
    pub(super) fn note(&self, what: &'static str, outcome: Outcome) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.visits.entry(what).or_default() += 1;
        match outcome {
            Outcome::True => counts.good += 1,
            Outcome::Stale => counts.stale += 1,
            Outcome::Absent => counts.absent += 1,
            Outcome::Told(status, code) => *counts.told.entry((status, code)).or_default() += 1,
            Outcome::Broken => counts.broken += 1,
            Outcome::False(difference) => counts.differences.push(difference),
        }
    }

    pub(super) fn counts(&self) -> Counts {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
