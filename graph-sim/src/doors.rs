//! The doors to the real world: wall clock, waiting, background tasks, randomness.
//!
//! Everything else of the crate asks the simulated [`Clock`](crate::Clock) for the time; only what
//! concerns sockets (delays, pacing, bounds on waiting) is real time.

use std::future::Future;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// The wall clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the one reading of the wall clock in this crate"
)]
pub(crate) fn wall_clock() -> Timestamp {
    Timestamp::now()
}

/// The monotonic clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the one reading of the monotonic clock here"
)]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// Waits in real time.
#[expect(clippy::disallowed_methods, reason = "delays on sockets are real time")]
pub(crate) async fn sleep(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}

/// Runs `task` in the background; whoever spawns sees to it that the task ends at shutdown.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of this crate that spawns"
)]
pub(crate) fn spawn<F>(task: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(task)
}

/// A random GUID: request ids, continuation tokens, token ids.
#[expect(
    clippy::disallowed_methods,
    reason = "the one source of randomness in this crate"
)]
pub(crate) fn random_guid() -> Uuid {
    Uuid::new_v4()
}
