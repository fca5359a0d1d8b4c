//! What is counted and logged of calls to Microsoft. No address: it holds names.

use std::time::Duration;

use crate::domain::{Clock, Service, Timestamp};

use super::attempt::Call;
use super::error::{Error, ErrorKind};

/// One attempt at a call, while it lasts.
pub(super) struct Watch<'a> {
    clock: &'a dyn Clock,
    operation: &'static str,
    began: Timestamp,
}

impl<'a> Watch<'a> {
    /// Counts what the attempt costs.
    pub(super) fn start(clock: &'a dyn Clock, call: &Call) -> Self {
        let units = u64::from(call.cost.units());
        metrics::counter!("onefold_resource_units_total").increment(units);
        Self {
            clock,
            operation: call.operation,
            began: clock.now(),
        }
    }

    /// Counts how it ended, and writes one line about it.
    pub(super) fn stop(self, error: Option<&Error>) {
        finished(self.operation, error, self.clock.now().since(self.began));
    }
}

/// Counts a request to login, and writes one line about it.
pub(super) fn signed_in(clock: &dyn Clock, began: Timestamp, error: Option<&Error>) {
    finished("request token", error, clock.now().since(began));
}

fn finished(operation: &'static str, error: Option<&Error>, took: Duration) {
    let outcome = error.map_or("ok", outcome);
    metrics::counter!("onefold_upstream_calls_total", "operation" => operation, "outcome" => outcome)
        .increment(1);
    metrics::histogram!("onefold_upstream_call_seconds", "operation" => operation)
        .record(took.as_secs_f64());
    let failure = error.map(|error| &error.failure);
    tracing::debug!(
        operation,
        outcome,
        took_ms = took.as_millis(),
        upstream.status = failure.and_then(|failure| failure.status),
        upstream.request_id = failure.and_then(|failure| failure.request_id.as_deref()),
        "called Microsoft"
    );
}

/// Counts a pause that Microsoft asked for.
pub(super) fn pause(service: Service, wait: Duration) {
    metrics::counter!("onefold_throttle_pauses_total", "service" => service.name()).increment(1);
    tracing::info!(
        service = service.name(),
        seconds = wait.as_secs_f64(),
        "Microsoft asks for a pause"
    );
}

fn outcome(error: &Error) -> &'static str {
    match error.kind {
        ErrorKind::ItemNotFound => "not_found",
        ErrorKind::RangeNotSatisfiable { .. } => "range_not_satisfiable",
        ErrorKind::Failed => error.diagnosis().code(),
    }
}
