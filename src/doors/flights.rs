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
        let (landed, landing, departure) = match self.board(key) {
            Boarding::Under(landing) => return landing,
            Boarding::First(landed, landing, departure) => (landed, landing, departure),
        };
        // The board is not held here: on a runtime that is closing, the work is dropped within `spawn`, and
        // with it its place on the board.
        let work = start();
        self.tasks.spawn(async move {
            let result = work.await;
            // Off the board first: whoever asks after the landing gets a fresh answer.
            drop(departure);
            landed.send_replace(Some(result));
        });
        landing
    }

    /// Looks for a flight of this key on the board, and puts a new one there where there is none.
    fn board(&self, key: K) -> Boarding<K, T> {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match under_way.entry(key) {
            Entry::Occupied(flight) => Boarding::Under(flight.get().clone()),
            Entry::Vacant(place) => {
                let (landed, landing) = watch::channel(None);
                let departure = Departure {
                    key: place.key().clone(),
                    under_way: Arc::clone(&self.under_way),
                };
                place.insert(landing.clone());
                Boarding::First(landed, landing, departure)
            }
        }
    }
}

/// What the board says to whoever asks.
enum Boarding<K: Eq + Hash, T> {
    /// A flight is under way.
    Under(watch::Receiver<Option<T>>),
    /// There is none: this one is to be started.
    First(
        watch::Sender<Option<T>>,
        watch::Receiver<Option<T>>,
        Departure<K, T>,
    ),
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

    #[tokio::test]
    async fn a_flight_that_panics_before_it_starts_is_off_the_board() {
        let flights: Flights<(), u8> = Flights::new(Tasks::default());
        let start = || -> std::future::Ready<u8> { panic!("on purpose") };
        let begun = std::panic::AssertUnwindSafe(|| flights.begin((), start));
        assert!(std::panic::catch_unwind(begun).is_err());
        assert_eq!(flights.join((), || async { 1 }).await.expect("landed"), 1);
    }

    #[test]
    fn a_flight_begun_while_the_runtime_closes_is_lost_and_not_stuck() {
        struct OnDrop(Option<Box<dyn FnOnce() + Send>>);
        impl Drop for OnDrop {
            fn drop(&mut self) {
                if let Some(done) = self.0.take() {
                    done();
                }
            }
        }
        let flights: Arc<Flights<(), u8>> = Arc::new(Flights::new(Tasks::default()));
        let (told, landing) = std::sync::mpsc::channel();
        let last = OnDrop(Some(Box::new({
            let flights = Arc::clone(&flights);
            move || {
                // The runtime drops this while it closes: work that is spawned now is dropped at once.
                let lost = futures_util::FutureExt::now_or_never(flights.join((), || async { 1 }));
                let _ = told.send(lost.is_some_and(|landed| landed.is_err()));
            }
        })));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        runtime.spawn(async move {
            let _last = last;
            std::future::pending::<()>().await;
        });
        runtime.block_on(tokio::task::yield_now());
        drop(runtime);
        assert!(landing.recv().expect("it was dropped"), "it is lost");
    }
}
