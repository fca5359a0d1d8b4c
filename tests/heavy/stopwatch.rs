//! Real time: here it is what is measured.

use std::time::{Duration, Instant};

/// A watch that runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(now())
    }

    /// How long it has been running.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// What time it is.
#[expect(clippy::disallowed_methods, reason = "real time is what is measured")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Lets some real time pass.
#[expect(clippy::disallowed_methods, reason = "the server's time is real too")]
pub(crate) async fn rest(duration: Duration) {
    tokio::time::sleep(duration).await;
}
