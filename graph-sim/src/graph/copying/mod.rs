//! Copies, which go on after they were asked for.
//!
//! - [`order`](mod@order): the request for a copy
//! - [`job`]: one copy, from the request to its end
//! - [`jobs`]: all of them, and when they are done
//! - [`monitor`]: the address where a client asks how it goes

mod job;
mod jobs;
mod monitor;
mod order;

pub(crate) use jobs::CopyJobs;
pub(crate) use monitor::{MONITOR_ROUTE, is_monitor, respond as respond_to_monitor};
pub(crate) use order::order;
