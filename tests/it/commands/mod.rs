//! The commands, run as people run them.

mod accounts;
mod certificates;
#[cfg(feature = "demo")]
mod demo;
mod refusals;
mod running;
