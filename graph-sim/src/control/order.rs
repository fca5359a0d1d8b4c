//! Faults in JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use regex::Regex;
use serde::Deserialize;

use super::host::Refusal;
use crate::faults::Fault;
use crate::journal::Listener;

/// A fault as it is ordered over HTTP; the keys are those of [`Fault`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultOrder {
    listener: Listener,
    method: Option<String>,
    path: Option<String>,
    nth: Option<u64>,
    times: Option<u64>,
    /// Of those it would strike, so many in a thousand; which ones, the seed decides.
    per_mille: Option<u64>,
    #[serde(default)]
    seed: u64,
    status: Option<u16>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<String>,
    delay_milliseconds: Option<u64>,
    truncate_body: Option<u64>,
    stall_body: Option<u64>,
    cut_request_body: Option<u64>,
    /// Whether it strikes after the request was executed.
    #[serde(default)]
    after: bool,
    /// `stall`, `drop_connection` or `duplicate`.
    action: Option<Action>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Stall,
    DropConnection,
    Duplicate,
}

impl FaultOrder {
    /// The rule; what a [`Fault`] would panic at is refused here.
    pub(super) fn into_fault(self) -> Result<Fault, Refusal> {
        self.check()?;
        let mut fault = Fault::on(self.listener);
        if let Some(path) = &self.path {
            fault = fault.path_pattern(Regex::new(path).map_err(|error| error.to_string())?);
        }
        fault = apply(fault, self.method, |fault, method| fault.method(&method));
        fault = apply(fault, self.nth, Fault::nth);
        fault = apply(fault, self.times, Fault::times);
        fault = apply(fault, self.per_mille, |fault, share| {
            fault.per_mille(share, self.seed)
        });
        fault = apply(fault, self.status, Fault::status);
        fault = self
            .headers
            .iter()
            .fold(fault, |fault, (name, value)| fault.header(name, value));
        fault = apply(fault, self.body, Fault::body);
        fault = apply(fault, self.delay_milliseconds, |fault, delay| {
            fault.delay(Duration::from_millis(delay))
        });
        fault = apply(fault, self.truncate_body, Fault::truncate_body);
        fault = apply(fault, self.stall_body, Fault::stall_body);
        fault = apply(fault, self.cut_request_body, Fault::cut_request_body);
        if self.after {
            fault = fault.after();
        }
        Ok(match self.action {
            None => fault,
            Some(Action::Stall) => fault.stall(),
            Some(Action::DropConnection) => fault.drop_connection(),
            Some(Action::Duplicate) => fault.duplicate(),
        })
    }

    fn check(&self) -> Result<(), Refusal> {
        if let Some(method) = &self.method {
            method
                .parse::<http::Method>()
                .map_err(|error| error.to_string())?;
        }
        if let Some(status) = self.status {
            http::StatusCode::from_u16(status).map_err(|error| error.to_string())?;
        }
        for (name, value) in &self.headers {
            name.parse::<http::HeaderName>()
                .map_err(|error| error.to_string())?;
            http::HeaderValue::from_str(value).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

fn apply<T>(fault: Fault, value: Option<T>, set: impl FnOnce(Fault, T) -> Fault) -> Fault {
    match value {
        Some(value) => set(fault, value),
        None => fault,
    }
}
