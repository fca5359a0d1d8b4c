//! Logs: one line for each event, on standard error.

mod escape;
mod init;
mod metrics;
mod panics;

pub use self::metrics::Metrics;
pub use init::{Format, Settings, init};
