//! How much of Microsoft's patience one application may use.
//!
//! One budget per (cloud, directory, application), across tenant rows and credentials, since that is how
//! Microsoft meters (SharePoint documentation, "Avoid getting throttled or blocked in SharePoint
//! Online"). Nested in it is a smaller one per drive. A pause that Graph asks for stops the whole budget
//! and no other; one that a content host asks for stops the one drive.
//!
//! - `limits`: how much there is, and what calls cost
//! - `bucket`: what comes back steadily
//! - `account`: what a day allows
//! - `ledger`: all of it together, as a value
//! - `queue`: visitors before background, and a bounded number at once

mod account;
mod bucket;
mod ledger;
mod limits;
mod queue;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::domain::{Clock, Diagnosis, DriveId, Urgency};

use super::observe::{self, Present};
use ledger::{Ledger, Pause};
use queue::Queue;

pub(super) use limits::Cost;
pub use limits::Limits;
pub(super) use queue::Admission;

/// The budget of one application.
#[derive(Debug)]
pub struct Budget {
    clock: Arc<dyn Clock>,
    ledger: Mutex<Ledger>,
    queue: Queue,
}

/// What a call takes from the budget.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charge<'a> {
    pub(super) cost: Cost,
    pub(super) drive: Option<&'a DriveId>,
    pub(super) urgency: Urgency,
}

/// The call would have to wait longer than anybody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// What is left of the wait.
    pub(super) retry_after: Duration,
    /// What the wait is due to.
    pub(super) cause: Diagnosis,
}

impl Budget {
    /// A budget of which nothing is used.
    pub fn new(limits: Limits, clock: Arc<dyn Clock>) -> Self {
        observe::show_gauges();
        let ledger = Mutex::new(Ledger::new(limits, clock.now()));
        Self {
            queue: Queue::new(limits.concurrency),
            ledger,
            clock,
        }
    }

    /// Waits for leave to make a call. A visitor is refused at once where the wait would outlast him.
    /// Nobody holds a place while he waits for his drive's account: others could use it.
    pub(super) async fn admit(&self, charge: Charge<'_>) -> Result<Admission, Refused> {
        loop {
            self.wait(charge).await?;
            let admission = self.queue.enter(charge.urgency, &*self.clock).await?;
            // In the queue time has passed, and a pause may have begun.
            if self.ledger().take(charge, self.clock.now()).is_none() {
                return Ok(admission);
            }
        }
    }

    /// Waits until every account holds what the call costs.
    async fn wait(&self, charge: Charge<'_>) -> Result<(), Refused> {
        loop {
            let now = self.clock.now();
            let Some(pause) = self.ledger().ready_at(charge, now) else {
                return Ok(());
            };
            if !charge.urgency.allows(pause.until) {
                return Err(Refused {
                    retry_after: pause.until.since(now),
                    cause: pause.cause,
                });
            }
            let _waiting = Present::waiting_for_budget();
            self.clock.back_off_until(pause.until).await;
        }
    }

    /// Graph asks for a pause. A longer one that is under way stays.
    pub(super) fn pause(&self, duration: Duration, cause: Diagnosis) {
        let until = self.clock.now().after(duration);
        self.ledger().pause(Pause { until, cause });
    }

    /// The host of a drive's bytes asks for a pause.
    pub(super) fn pause_drive(&self, drive: &DriveId, duration: Duration, cause: Diagnosis) {
        let now = self.clock.now();
        let until = now.after(duration);
        self.ledger()
            .pause_drive(drive, Pause { until, cause }, now);
    }

    /// Microsoft says how much is left of its minute: believed where it is less than we think.
    pub(super) fn remaining(&self, units: u32, reset: Duration) {
        let now = self.clock.now();
        self.ledger().remaining(units, now.after(reset), now);
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
