//! The commands, run as people run them.

mod accounts;
#[cfg(feature = "demo")]
mod demo;
mod refusals;
mod running;
