//! Persistence: a call is admitted by the budget, made, and made again where that makes sense.

use std::time::Duration;

use http::HeaderMap;

use crate::domain::{DriveId, Service};

use super::budget::{Admission, Charge, Cost, Refused};
use super::calls::Calls;
use super::error::{Error, ErrorKind};
use super::observe;
use super::refusal::Subject;
use super::retry::{Decision, decide};
use super::retry_after::units_left;

/// One call that may be repeated: it only reads.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) operation: &'static str,
    pub(super) subject: Subject,
    pub(super) url: String,
    pub(super) cost: Cost,
    pub(super) drive: Option<DriveId>,
}

impl Call {
    /// The same call, counted for a drive too.
    pub(super) fn of_drive(self, drive: &DriveId) -> Self {
        Self {
            drive: Some(drive.clone()),
            ..self
        }
    }

    /// The same call at another address.
    pub(super) fn at(&self, url: String) -> Self {
        Self {
            url,
            ..self.clone()
        }
    }
}

impl Calls<'_> {
    /// Makes attempts until one succeeds, none is left, or nobody would wait for the next.
    pub(super) async fn persist<T, F>(
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
                Err(error) if may_pass(&error) => self.stand(call, error, number).await?,
                done => return done,
            }
        }
    }

    async fn admit(self, call: &Call) -> Result<Admission, Error> {
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
    async fn stand(self, call: &Call, error: Error, number: u32) -> Result<(), Error> {
        let jitter = self.client.random.below(1_000);
        let (wait, last) = match decide(&error.failure, number, jitter) {
            Decision::GiveUp => return Err(error),
            Decision::Again(wait) => (wait, false),
            Decision::Pause { wait, last } => {
                self.pause(call, &error, wait);
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
    fn pause(self, call: &Call, error: &Error, wait: Duration) {
        let (service, cause) = (error.failure.service, error.diagnosis());
        observe::pause(service, wait);
        match (service, &call.drive) {
            (Service::Content, Some(drive)) => self.client.budget.pause_drive(drive, wait, cause),
            _ => self.client.budget.pause(wait, cause),
        }
    }

    /// Believes what Microsoft says is left of the minute.
    pub(super) fn note_limits(self, headers: &HeaderMap) {
        if let Some((units, reset)) = units_left(headers) {
            self.client.budget.remaining(units, reset);
        }
    }
}

/// Whether another attempt might help. A failure of login has had its attempts already.
fn may_pass(error: &Error) -> bool {
    error.kind == ErrorKind::Failed && error.failure.service != Service::Login
}
