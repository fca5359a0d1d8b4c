//! What is counted and logged of calls to Microsoft. No address: it holds names.

use std::time::Duration;

use metrics::{Gauge, counter, gauge, histogram};
use uuid::Uuid;

use crate::domain::{Clock, Diagnosis, Service};

use super::error::{Error, ErrorKind};

/// One request to Microsoft, while it lasts.
pub(super) struct Watch<'a> {
    clock: &'a dyn Clock,
    service: Service,
    operation: &'static str,
    client_request_id: Option<Uuid>,
    began: Duration,
}

impl<'a> Watch<'a> {
    pub(super) fn start(clock: &'a dyn Clock, service: Service, operation: &'static str) -> Self {
        Self {
            clock,
            service,
            operation,
            client_request_id: None,
            began: clock.elapsed(),
        }
    }

    /// The id that we gave the request, under which Microsoft finds it too.
    pub(super) const fn named(self, id: Uuid) -> Self {
        let client_request_id = Some(id);
        Self {
            client_request_id,
            ..self
        }
    }

    /// What is asked.
    pub(super) const fn operation(&self) -> &'static str {
        self.operation
    }

    /// Counts how it ended, and writes one line about it; `request_id` is Microsoft's.
    pub(super) fn stop(self, request_id: Option<&str>, error: Option<&Error>) {
        let took = self.clock.elapsed().saturating_sub(self.began);
        let (operation, outcome) = (self.operation, error.map_or("ok", outcome));
        counter!("onefold_upstream_calls_total", "operation" => operation, "outcome" => outcome)
            .increment(1);
        histogram!("onefold_upstream_call_seconds", "operation" => operation)
            .record(took.as_secs_f64());
        let failure = error.map(|error| &error.failure);
        tracing::debug!(
            service = self.service.name(),
            operation,
            outcome,
            duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            upstream.status = failure.and_then(|failure| failure.status),
            upstream.request_id =
                request_id.or_else(|| failure.and_then(|failure| failure.request_id.as_deref())),
            upstream.client_request_id = self.client_request_id.map(tracing::field::display),
            "called Microsoft"
        );
    }
}

/// Counts what a request takes from the application's budget at Microsoft's.
pub(super) fn spent(units: u32) {
    counter!("onefold_resource_units_total").increment(u64::from(units));
}

/// Counts a pause that Microsoft asked for.
pub(super) fn pause(service: Service, wait: Duration) {
    counter!("onefold_throttle_pauses_total", "service" => service.name()).increment(1);
    tracing::info!(
        service = service.name(),
        seconds = wait.as_secs_f64(),
        "Microsoft asks for a pause"
    );
}

/// Counts a call that was not made, since nobody would have waited for its turn.
pub(super) fn refused(operation: &'static str, cause: Diagnosis, wait: Duration) {
    counter!("onefold_budget_refusals_total", "cause" => cause.code()).increment(1);
    tracing::debug!(
        operation,
        cause = cause.code(),
        seconds = wait.as_secs_f64(),
        "the budget refuses a call"
    );
}

/// Shows that nobody waits yet: a gauge that is not there could not be told from one that is broken.
pub(super) fn show_gauges() {
    drop([
        Present::under_way(),
        Present::waiting_for_budget(),
        Present::waiting_for_place(),
    ]);
}

/// Somebody or something that a gauge counts as long as it lives.
#[derive(Debug)]
pub(super) struct Present(Gauge);

impl Present {
    /// A call that has a place.
    pub(super) fn under_way() -> Self {
        Self::at(gauge!("onefold_upstream_calls_under_way"))
    }

    /// A call that waits until accounts hold what it costs, or a pause is over.
    pub(super) fn waiting_for_budget() -> Self {
        Self::at(gauge!("onefold_upstream_calls_waiting", "for" => "budget"))
    }

    /// A call that waits for one of the places.
    pub(super) fn waiting_for_place() -> Self {
        Self::at(gauge!("onefold_upstream_calls_waiting", "for" => "place"))
    }

    fn at(gauge: Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

fn outcome(error: &Error) -> &'static str {
    match error.kind {
        ErrorKind::ItemNotFound => "not_found",
        ErrorKind::RangeNotSatisfiable { .. } => "range_not_satisfiable",
        ErrorKind::NameTaken => "name_taken",
        ErrorKind::PreconditionFailed => "precondition_failed",
        ErrorKind::Locked => "locked",
        ErrorKind::QuotaExceeded => "quota_exceeded",
        ErrorKind::TooLarge => "too_large",
        ErrorKind::InvalidName => "invalid_name",
        ErrorKind::Unsupported => "unsupported",
        ErrorKind::SessionGone => "session_gone",
        ErrorKind::OutOfOrder => "out_of_order",
        ErrorKind::UrlRefused => "url_refused",
        ErrorKind::Failed => error.diagnosis().code(),
    }
}
