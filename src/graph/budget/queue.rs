//! A bounded number of calls at once, visitors first.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::domain::{Clock, Diagnosis, Urgency};

use super::Refused;
use crate::graph::observe::Present;

/// Where calls wait for a place.
#[derive(Debug)]
pub(super) struct Queue {
    places: Arc<Semaphore>,
    background: Arc<Semaphore>,
    /// How many visitors wait for a place; background work lets them pass.
    waiting: watch::Sender<usize>,
}

/// Leave to make one call; the place is given back when it is dropped.
#[derive(Debug)]
pub(in crate::graph) struct Admission {
    _place: OwnedSemaphorePermit,
    _background: Option<OwnedSemaphorePermit>,
    _present: Present,
}

impl Admission {
    fn new(place: OwnedSemaphorePermit, background: Option<OwnedSemaphorePermit>) -> Self {
        Self {
            _place: place,
            _background: background,
            _present: Present::under_way(),
        }
    }
}

/// At most this part of all places goes to background work, so that visitors find one.
const BACKGROUND_SHARE: usize = 4;

/// What a visitor is told who found no place in time: the calls that hold them all are waiting for
/// Microsoft. They end soon, and then there is one.
const CROWDED: Refused = Refused {
    retry_after: Duration::from_secs(1),
    cause: Diagnosis::UpstreamTimeout,
};

/// Why the semaphores are never closed.
const NEVER_CLOSED: &str = "nobody closes the queue";

impl Queue {
    pub(super) fn new(concurrency: usize) -> Self {
        let concurrency = concurrency.max(1);
        Self {
            places: Arc::new(Semaphore::new(concurrency)),
            background: Arc::new(Semaphore::new((concurrency / BACKGROUND_SHARE).max(1))),
            waiting: watch::Sender::new(0),
        }
    }

    /// Waits for a place, a visitor no longer than he has patience.
    pub(super) async fn enter(
        &self,
        urgency: Urgency,
        clock: &dyn Clock,
    ) -> Result<Admission, Refused> {
        match urgency {
            Urgency::Visitor { until } => {
                if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
                    return Ok(Admission::new(place, None));
                }
                let _waiting = Waiting::begin(&self.waiting);
                let _present = Present::waiting_for_place();
                tokio::select! {
                    biased;
                    place = place_in(&self.places) => Ok(Admission::new(place, None)),
                    () = clock.sleep_until(until) => Err(CROWDED),
                }
            }
            Urgency::Background => Ok(self.enter_behind_visitors().await),
        }
    }

    async fn enter_behind_visitors(&self) -> Admission {
        let _present = Present::waiting_for_place();
        let background = place_in(&self.background).await;
        let mut waiting = self.waiting.subscribe();
        loop {
            // The sender lives in `self`, so the wait ends only when nobody waits any more.
            let _ = waiting.wait_for(|count| *count == 0).await;
            let place = place_in(&self.places).await;
            if *waiting.borrow() == 0 {
                return Admission::new(place, Some(background));
            }
        }
    }
}

async fn place_in(semaphore: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    let place = Arc::clone(semaphore).acquire_owned().await;
    place.expect(NEVER_CLOSED)
}

/// A visitor who waits for a place.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl<'a> Waiting<'a> {
    fn begin(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
