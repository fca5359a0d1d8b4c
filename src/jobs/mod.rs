//! What runs by itself: following changes made by commands, warming up, looking again, clearing away.
//!
//! Each job is a step of `services` and a schedule; all waits go through the clock.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Clock, Result};
use crate::doors::Tasks;
use crate::services::Services;

/// How often the database is looked at for changes that another process has made.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);

/// How often tenants that are not well are tried again.
const RECHECK_EVERY: Duration = Duration::from_mins(5);

/// How often ended sessions and uploads are cleared away, and old rows of the audit log.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// How often locks that nobody has refreshed are cleared away. They bind nobody before that, too.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// Starts all jobs. They end when `tasks` is stopped.
pub fn start(services: &Services, clock: &Arc<dyn Clock>, tasks: &Tasks) {
    let upkeep = &services.upkeep;
    let warm_up = Arc::clone(upkeep);
    let stopping = tasks.stopping();
    tasks.spawn(async move {
        tokio::select! {
            () = stopping.cancelled() => {}
            done = warm_up.warm_up() => note("warm up", done),
        }
    });
    let (ender, stopping) = (Arc::clone(upkeep), tasks.stopping());
    tasks.spawn(async move {
        tokio::select! {
            () = stopping.cancelled() => {}
            done = ender.end_uploads() => note("end uploads", done),
        }
    });
    let (settler, stopping) = (Arc::clone(upkeep), tasks.stopping());
    tasks.spawn(async move {
        tokio::select! {
            () = stopping.cancelled() => {}
            done = settler.settle_exchanges() => note("settle exchanges", done),
        }
    });
    // Places that are empty meanwhile can't wait for an hour.
    let settler = Arc::clone(upkeep);
    repeat(tasks, clock, SWEEP_EVERY, move || {
        let upkeep = Arc::clone(&settler);
        async move { note("settle exchanges", upkeep.settle_exchanges().await) }
    });
    // A job of its own: it waits for Microsoft, and the others must not.
    let ender = Arc::clone(upkeep);
    repeat(tasks, clock, PURGE_EVERY, move || {
        let upkeep = Arc::clone(&ender);
        async move { note("end uploads", upkeep.end_uploads().await) }
    });
    let follower = Arc::clone(upkeep);
    repeat(tasks, clock, FOLLOW_EVERY, move || {
        let upkeep = Arc::clone(&follower);
        async move { note("follow changes", upkeep.follow_changes().await) }
    });
    let checker = Arc::clone(upkeep);
    repeat(tasks, clock, RECHECK_EVERY, move || {
        let upkeep = Arc::clone(&checker);
        async move { note("recheck tenants", upkeep.recheck().await) }
    });
    let sweeper = Arc::clone(upkeep);
    repeat(tasks, clock, SWEEP_EVERY, move || {
        let upkeep = Arc::clone(&sweeper);
        async move { note("sweep locks", upkeep.sweep_locks().await) }
    });
    let purger = Arc::clone(upkeep);
    repeat(tasks, clock, PURGE_EVERY, move || {
        let upkeep = Arc::clone(&purger);
        async move {
            note("purge sessions", upkeep.purge_sessions().await.map(drop));
            note("purge uploads", upkeep.purge_uploads().await.map(drop));
            note("purge the audit log", upkeep.purge_audit().await.map(drop));
            note("rotate keys", upkeep.rotate_keys().await);
        }
    });
}

/// Does `step` again and again, with a pause before each, until the server stops.
fn repeat<F>(
    tasks: &Tasks,
    clock: &Arc<dyn Clock>,
    pause: Duration,
    step: impl Fn() -> F + Send + Sync + 'static,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let (clock, stopping) = (Arc::clone(clock), tasks.stopping());
    tasks.spawn(async move {
        let round = async {
            loop {
                clock.sleep_until(clock.now().after(pause)).await;
                step().await;
            }
        };
        // A step under way is dropped: what it has not committed is undone, and the next start does it.
        tokio::select! {
            () = stopping.cancelled() => {}
            () = round => {}
        }
    });
}

/// A job that fails is told and tried again at its next time.
fn note(job: &'static str, done: Result<()>) {
    if let Err(error) = done {
        tracing::warn!(job, %error, "a job failed");
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Notify;

    use super::*;
    use crate::domain::Timestamp;
    use crate::doors::ManualClock;

    #[tokio::test]
    async fn a_step_under_way_holds_up_no_stop() {
        let (tasks, began) = (Tasks::default(), Arc::new(Notify::new()));
        let manual = Arc::new(ManualClock::at(Timestamp::from_unix_ms(0)));
        let clock: Arc<dyn Clock> = Arc::clone(&manual) as _;
        let beginning = Arc::clone(&began);
        repeat(&tasks, &clock, Duration::from_secs(1), move || {
            let began = Arc::clone(&beginning);
            async move {
                began.notify_one();
                std::future::pending::<()>().await;
            }
        });
        tokio::task::yield_now().await;
        manual.advance(Duration::from_secs(1));
        began.notified().await;
        tasks.stop().await;
    }
}
