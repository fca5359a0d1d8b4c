//! Persistence: a call is admitted by the budget, made, and made again where that makes sense.

use std::time::Duration;

use http::HeaderMap;

use crate::domain::{DriveId, Service};
use crate::graph::budget::{Admission, Charge, Refused};
use crate::graph::call::Call;
use crate::graph::calls::Calls;
use crate::graph::error::{Error, ErrorKind};
use crate::graph::observe;
use crate::graph::retry::{Decision, decide};
use crate::graph::retry_after::units_left;

impl Calls<'_> {
    /// Makes attempts until one succeeds, none is left, or nobody would wait for the next.
    pub(in crate::graph) async fn persist<T, F>(
        self,
        call: &Call,
        attempt: impl Fn() -> F + Send,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let mut number = 0;
        loop {
            number += 1;
            let admission = self.admit(call).await?;
            let result = attempt().await;
            drop(admission);
            match result {
                Err(error) if may_pass(&error) => {
                    self.stand(call.drive.as_ref(), error, number).await?;
                }
                done => return done,
            }
        }
    }

    /// The same for a write, which the service may have done before it failed. After each such failure, and
    /// before it is told or the write repeated, `verify` looks whether the deed was done after all: what it
    /// finds is the answer. A refusal of a repeat may be the echo of our own first deed (the name is taken,
    /// the tag has changed, the item has gone), so it is asked then too. Where it can't tell, nothing is
    /// repeated and the failure [is unclear](Error::is_unclear).
    pub(in crate::graph) async fn persist_write<T, A, V>(
        self,
        call: &Call,
        attempt: impl Fn() -> A + Send,
        verify: impl Fn() -> V + Send,
    ) -> Result<T, Error>
    where
        A: Future<Output = Result<T, Error>> + Send,
        V: Future<Output = Result<Option<T>, Error>> + Send,
    {
        let mut number = 0;
        loop {
            number += 1;
            let admission = self.admit(call).await?;
            let result = attempt().await;
            drop(admission);
            let error = match result {
                Err(error) if error.leaves_doubt() || (number > 1 && error.may_echo()) => error,
                done => return done,
            };
            // First the wait: others pause too, and what was done late shows.
            let stood = self.stand(call.drive.as_ref(), error.clone(), number).await;
            match verify().await {
                Ok(Some(done)) => return Ok(done),
                Ok(None) => stood?,
                Err(_) => return Err(stood.err().unwrap_or(error).unclear()),
            }
        }
    }

    pub(in crate::graph) async fn admit(self, call: &Call) -> Result<Admission, Error> {
        let charge = Charge {
            cost: call.cost,
            drive: call.drive.as_ref(),
            urgency: self.urgency,
        };
        let admitted = self.client.budget.admit(charge).await;
        admitted.map_err(|Refused { retry_after, cause }| {
            observe::refused(call.operation, cause, retry_after);
            Error::of(call.operation, Service::Graph, cause).with_wait(retry_after)
        })
    }

    /// Stands a failure: waits where another attempt makes sense, and gives the error back where not.
    pub(in crate::graph) async fn stand(
        self,
        drive: Option<&DriveId>,
        error: Error,
        number: u32,
    ) -> Result<(), Error> {
        let jitter = self.client.random.below(1_000);
        let (wait, last) = match decide(&error.failure, number, jitter) {
            Decision::GiveUp => return Err(error),
            Decision::Again(wait) => (wait, false),
            Decision::Pause { wait, last } => {
                self.pause(drive, &error, wait);
                (wait, last)
            }
        };
        let then = self.client.clock.now().after(wait);
        if last || !self.urgency.allows(then) {
            return Err(error.with_wait(wait));
        }
        self.client.clock.back_off_until(then).await;
        Ok(())
    }

    /// A pause holds for everybody who asks the same service: Graph meters the application, the hosts of
    /// bytes meter whoever owns the drive.
    fn pause(self, drive: Option<&DriveId>, error: &Error, wait: Duration) {
        let (service, cause) = (error.failure.service, error.diagnosis());
        observe::pause(service, wait);
        match (service, drive) {
            (Service::Content, Some(drive)) => self.client.budget.pause_drive(drive, wait, cause),
            _ => self.client.budget.pause(wait, cause),
        }
    }

    /// Believes what Microsoft says is left of the minute.
    pub(in crate::graph) fn note_limits(self, headers: &HeaderMap) {
        if let Some((units, reset)) = units_left(headers) {
            self.client.budget.remaining(units, reset);
        }
    }
}

/// Whether another attempt might help. A failure of login has had its attempts already.
fn may_pass(error: &Error) -> bool {
    error.kind == ErrorKind::Failed && error.failure.service != Service::Login
}

#[cfg(test)]
mod tests;
