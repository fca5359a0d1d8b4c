//! How late the service notices its own writes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::inquiry::Inquiry;
use crate::switches::LagSwitches;
use crate::world::Item;

/// How often new items have been asked for, by their GUIDs.
#[derive(Debug)]
pub(crate) struct Lag {
    /// What was there before is known to all.
    started_at: Timestamp,
    questions: Mutex<HashMap<Uuid, u32>>,
}

impl Lag {
    pub(crate) fn since(started_at: Timestamp) -> Self {
        Self {
            started_at,
            questions: Mutex::default(),
        }
    }

    /// Whether the item is too new to be found. Each call is a question.
    pub(crate) fn hides(&self, switches: &LagSwitches, item: &Item, now: Timestamp) -> bool {
        if item.appeared_at < self.started_at {
            return false;
        }
        let age = now.duration_since(item.appeared_at);
        if age < SignedDuration::from_secs(switches.new_item_seconds.into()) {
            return true;
        }
        if switches.new_item_questions == 0 {
            return false;
        }
        let questions = self.questions.lock();
        let mut questions = questions.unwrap_or_else(PoisonError::into_inner);
        let asked = questions.entry(item.guid).or_default();
        *asked = asked.saturating_add(1);
        *asked <= switches.new_item_questions
    }
}

/// The time whose listings are shown now, if that is another than now.
pub(crate) fn listed_time(inquiry: &Inquiry<'_>) -> Option<Timestamp> {
    time_before(inquiry, inquiry.switches.lag.listing_seconds)
}

/// The time so many seconds ago, but not before the simulator started.
pub(crate) fn time_before(inquiry: &Inquiry<'_>, seconds: u32) -> Option<Timestamp> {
    if seconds == 0 {
        return None;
    }
    let now = inquiry.state.clock.now();
    let then = now.checked_sub(SignedDuration::from_secs(seconds.into()));
    Some(then.unwrap_or(now).max(inquiry.state.lag.started_at))
}
