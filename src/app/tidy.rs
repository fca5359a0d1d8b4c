//! A chore that goes on whether anybody looks at the figures or not.

use std::sync::Arc;
use std::time::Duration;

use crate::telemetry::Metrics;

use super::Doors;

/// How often the times that were measured are summed up. Until then each of them takes memory.
const EVERY: Duration = Duration::from_secs(30);

/// Sums up now and then what was measured: who asks for the figures does it too, but nobody need ask.
pub(super) fn tidy_figures(doors: &Doors) {
    let (clock, stopping) = (Arc::clone(&doors.clock), doors.tasks.stopping());
    doors.tasks.spawn(async move {
        let metrics = Metrics::gather();
        loop {
            let next = clock.now().after(EVERY);
            tokio::select! {
                () = stopping.cancelled() => return,
                () = clock.sleep_until(next) => metrics.tidy(),
            }
        }
    });
}
