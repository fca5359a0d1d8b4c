//! Requests that wait until a test lets them go on.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// How long a test may wait for a request to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// Requests held back by [`Faults::hold`](super::Faults::hold). They go on when this is released
/// or dropped.
#[derive(Debug)]
pub struct Held {
    gate: Gate,
}

/// The gate such requests wait at.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    waiting: Arc<watch::Sender<usize>>,
    open: Arc<watch::Sender<bool>>,
}

impl Held {
    pub(crate) fn new(gate: Gate) -> Self {
        Self { gate }
    }

    /// Waits until so many requests have come to the gate; false if they don't within ten seconds.
    pub async fn arrived(&self, count: usize) -> bool {
        let mut waiting = self.gate.waiting.subscribe();
        let arrival = waiting.wait_for(|seen| *seen >= count);
        matches!(timeout(PATIENCE, arrival).await, Ok(Ok(_)))
    }

    /// Lets the requests go on, those waiting and those to come.
    pub fn release(self) {
        drop(self);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.gate.open.send_replace(true);
    }
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self {
            waiting: Arc::new(watch::Sender::new(0)),
            open: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Waits for the gate to open.
    pub(crate) async fn pass(&self) {
        self.waiting.send_modify(|count| *count += 1);
        let opened = self
            .open
            .subscribe()
            .wait_for(|open| *open)
            .await
            .map(|_| ());
        opened.expect("the gate keeps its own sender");
    }
}
