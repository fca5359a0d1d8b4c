//! Logs: one line for each event, on standard error.

mod escape;
mod init;

pub use init::{Format, Settings, init};
