//! Background work that shutdown waits for.

use std::future::Future;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

/// All background work of one server. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Tasks {
    /// Runs `work` beside its caller, to its end: a flight goes on when its callers leave. What it logs
    /// stands under the request that began it.
    pub fn spawn<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.tracker
            .spawn_on(work.in_current_span(), &tokio::runtime::Handle::current())
    }

    /// Runs `work` off the asynchronous threads: hashing passwords, reading files.
    pub fn spawn_blocking<T, F>(&self, work: F) -> JoinHandle<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let span = tracing::Span::current();
        self.tracker.spawn_blocking(move || span.in_scope(work))
    }

    /// Tells endless work to end: it selects on this.
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Asks all work to end and waits until it has. The caller bounds the time.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn stopping_waits_for_the_work_under_way() {
        let tasks = Tasks::default();
        let stopping = tasks.stopping();
        let work = tasks.spawn(async move {
            stopping.cancelled().await;
            7
        });
        tasks.stop().await;
        assert!(work.is_finished());
        assert_eq!(work.await.expect("it ended well"), 7);
    }
}
