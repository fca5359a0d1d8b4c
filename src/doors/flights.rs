//! One flight per key: simultaneous questions of one kind are asked once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::tasks::Tasks;

/// The work under way, by key. It runs as tracked background work, so it goes on when its callers
/// leave; what it found is theirs all the same, and whoever comes later begins anew. Between a look
/// into a memory and the start of a flight another may have landed: work that fills a memory looks
/// into it once more before it asks.
pub struct Flights<K, T> {
    under_way: Arc<Mutex<HashMap<K, watch::Receiver<Option<T>>>>>,
    tasks: Tasks,
}

/// The work ended without a result: it panicked, or the server is shutting down.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the work under way was lost")]
pub struct FlightLost;

impl<K, T> Flights<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// No work under way.
    pub fn new(tasks: Tasks) -> Self {
        Self {
            under_way: Arc::default(),
            tasks,
        }
    }

    /// Joins the flight of this key, starting it where there is none.
    pub async fn join<F>(&self, key: K, start: impl FnOnce() -> F) -> Result<T, FlightLost>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut landing = self.launch(key, start);
        let landed = landing
            .wait_for(Option::is_some)
            .await
            .map_err(|_| FlightLost)?;
        landed.clone().ok_or(FlightLost)
    }

    /// Sees to it that a flight of this key is under way, without waiting for it to land.
    pub fn begin<F>(&self, key: K, start: impl FnOnce() -> F)
    where
        F: Future<Output = T> + Send + 'static,
    {
        drop(self.launch(key, start));
    }

    fn launch<F>(&self, key: K, start: impl FnOnce() -> F) -> watch::Receiver<Option<T>>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match under_way.entry(key) {
            Entry::Occupied(flight) => flight.get().clone(),
            Entry::Vacant(place) => {
                let (landed, landing) = watch::channel(None);
                let departure = Departure {
                    key: place.key().clone(),
                    under_way: Arc::clone(&self.under_way),
                };
                let work = start();
                place.insert(landing.clone());
                self.tasks.spawn(async move {
                    let result = work.await;
                    // Off the board first: whoever asks after the landing gets a fresh answer.
                    drop(departure);
                    landed.send_replace(Some(result));
                });
                landing
            }
        }
    }
}

/// Takes a flight off the board, also when its work panics.
struct Departure<K: Eq + Hash, T> {
    key: K,
    under_way: Arc<Mutex<HashMap<K, watch::Receiver<Option<T>>>>>,
}

impl<K: Eq + Hash, T> Drop for Departure<K, T> {
    fn drop(&mut self) {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

impl<K, T> fmt::Debug for Flights<K, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Flights")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn simultaneous_questions_are_asked_once() {
        let flights = Flights::new(Tasks::default());
        let asked = Arc::new(AtomicUsize::new(0));
        let ask = || {
            let asked = Arc::clone(&asked);
            async move { asked.fetch_add(1, Ordering::SeqCst) }
        };
        let (one, two) = tokio::join!(flights.join("a", ask), flights.join("a", ask));
        assert_eq!((one.expect("landed"), two.expect("landed")), (0, 0));
        assert_eq!(
            flights.join("a", ask).await.expect("landed"),
            1,
            "a later question is asked anew"
        );
    }

    #[tokio::test]
    async fn a_flight_goes_on_when_its_callers_leave() {
        let flights = Flights::new(Tasks::default());
        let (go, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let work = {
            let (go, done) = (Arc::clone(&go), Arc::clone(&done));
            async move {
                go.notified().await;
                done.notify_one();
            }
        };
        let mut caller = Box::pin(flights.join((), || work));
        assert!(futures_util::poll!(&mut caller).is_pending());
        drop(caller);
        go.notify_one();
        done.notified().await;
    }

    #[tokio::test]
    async fn a_flight_begun_in_the_background_is_joined_by_who_comes_next() {
        let flights = Flights::new(Tasks::default());
        flights.begin("a", || async { 1 });
        assert_eq!(
            flights.join("a", || async { 2 }).await.expect("landed"),
            1,
            "it was under way"
        );
    }

    #[tokio::test]
    async fn a_flight_that_panics_is_lost_and_not_stuck() {
        let flights: Flights<(), u8> = Flights::new(Tasks::default());
        assert!(
            flights
                .join((), || async { panic!("on purpose") })
                .await
                .is_err()
        );
        assert_eq!(flights.join((), || async { 1 }).await.expect("landed"), 1);
    }
}
