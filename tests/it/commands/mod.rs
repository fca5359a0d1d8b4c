//! The commands, run as people run them.

mod accounts;
mod refusals;
mod running;
