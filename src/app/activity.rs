//! What happens on a connection, so that one on which nothing happens can be let go.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use axum::body::Body;

use crate::domain::{Clock, Timestamp};

use super::held::{HeldBody, Slot};

/// Longest time from the start of a connection to the end of its first request's head. It covers what
/// the HTTP library does not: finding out which version is spoken.
const FIRST_HEAD: Duration = Duration::from_secs(30);

/// Longest time between the end of one request and the end of the next one's head. Longer than the
/// proxies in front of us keep their side (nginx 60 s, Go's 90 s, Caddy 2 minutes): the side that sends
/// must be the one to close, or a request meets a connection that is just going.
const NEXT_HEAD: Duration = Duration::from_mins(3);

/// Longest time without a byte taken of an answer under way. Media players that pause stop reading, and
/// ask for the rest by a range when their connection is gone.
const STUCK: Duration = Duration::from_mins(5);

/// Why a connection is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expiry {
    /// No request came.
    Silent,
    /// An answer is not taken.
    Stuck,
}

/// One connection's requests and bytes.
#[derive(Debug)]
pub(super) struct Activity {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Requests whose answers are not wholly made.
    under_way: usize,
    /// How long the next head may take, from `quiet_since` on.
    patience: Duration,
    /// When the last request was done, or bytes of its answer that had to wait were taken.
    quiet_since: Timestamp,
    /// Since when bytes wait to be taken.
    stuck_since: Option<Timestamp>,
    /// The bodies of answers; those that are over are swept away at each wake, and before it grows.
    bodies: Vec<Weak<Slot>>,
}

impl State {
    fn sweep(&mut self) {
        self.bodies.retain(|slot| slot.strong_count() > 0);
    }
}

impl Activity {
    /// A connection that begins now.
    pub(super) fn begin(clock: Arc<dyn Clock>) -> Arc<Self> {
        let state = State {
            under_way: 0,
            patience: FIRST_HEAD,
            quiet_since: clock.now(),
            stuck_since: None,
            bodies: Vec::new(),
        };
        Arc::new(Self {
            clock,
            state: Mutex::new(state),
        })
    }

    /// A request whose head is there. It is under way until what is given back is dropped.
    pub(super) fn request(self: &Arc<Self>) -> UnderWay {
        self.state().under_way += 1;
        UnderWay(Arc::clone(self))
    }

    /// The body of an answer; its request is under way until it is dropped or let go of.
    pub(super) fn hold(&self, body: Body, under_way: UnderWay) -> HeldBody {
        let held = HeldBody::new(body, under_way, Arc::clone(&self.clock));
        let mut state = self.state();
        if state.bodies.len() == state.bodies.capacity() {
            state.sweep();
        }
        state.bodies.push(held.slot());
        drop(state);
        held
    }

    /// Returns when the connection has to go. Until then, lets go of bodies that nobody takes: over
    /// HTTP/2 one answer can be left unread while the connection is busy with others.
    pub(super) async fn expire(&self) -> Expiry {
        loop {
            let now = self.clock.now();
            for slot in self.slots() {
                slot.let_go_if_offered_before(now, STUCK);
            }
            // What is under way may end meanwhile, and then less patience is left.
            let mut wake = now.after(FIRST_HEAD);
            if let Some((deadline, expiry)) = self.deadline() {
                if deadline <= now {
                    return expiry;
                }
                wake = wake.min(deadline);
            }
            self.clock.sleep_until(wake).await;
        }
    }

    fn slots(&self) -> Vec<Arc<Slot>> {
        let mut state = self.state();
        state.sweep();
        state.bodies.iter().filter_map(Weak::upgrade).collect()
    }

    fn deadline(&self) -> Option<(Timestamp, Expiry)> {
        let state = self.state();
        match (state.stuck_since, state.under_way) {
            (Some(since), _) => Some((since.after(STUCK), Expiry::Stuck)),
            (None, 0) => Some((state.quiet_since.after(state.patience), Expiry::Silent)),
            (None, _) => None,
        }
    }

    pub(super) fn note_write(&self, done: bool) {
        let now = self.clock.now();
        let mut state = self.state();
        if !done {
            state.stuck_since.get_or_insert(now);
        } else if state.stuck_since.take().is_some() {
            // The rest of an answer, taken slowly. What nothing waited for may be a ping of our own.
            state.quiet_since = now;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held while a request is under way.
#[derive(Debug)]
pub(super) struct UnderWay(Arc<Activity>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let now = self.0.clock.now();
        let mut state = self.0.state();
        state.under_way -= 1;
        state.patience = NEXT_HEAD;
        state.quiet_since = now;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, poll};
    use http_body_util::BodyExt as _;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::super::watched::Watched;
    use super::*;
    use crate::doors::ManualClock;

    fn almost(bound: Duration) -> Duration {
        bound.saturating_sub(Duration::from_millis(1))
    }

    fn connection() -> (Arc<ManualClock>, Arc<Activity>) {
        let clock = Arc::new(ManualClock::at(Timestamp::default()));
        (Arc::clone(&clock), Activity::begin(clock))
    }

    #[tokio::test]
    async fn a_request_under_way_may_take_its_time_and_silence_may_not() {
        let (clock, activity) = connection();
        let mut expiry = Box::pin(activity.expire());
        clock.advance(FIRST_HEAD / 2);
        let request = activity.request();
        for _ in 0..100 {
            clock.advance(FIRST_HEAD);
            assert!(poll!(&mut expiry).is_pending());
        }
        drop(request);
        clock.advance(almost(NEXT_HEAD));
        assert!(poll!(&mut expiry).is_pending());
        clock.advance(Duration::from_millis(1));
        assert_eq!(expiry.await, Expiry::Silent);
    }

    #[tokio::test]
    async fn a_body_that_nobody_takes_is_let_go_of_and_never_ends_well() {
        let (clock, activity) = connection();
        let endless = futures_util::stream::repeat_with(|| Ok::<_, axum::Error>("more"));
        let mut held = activity.hold(Body::from_stream(endless), activity.request());
        for _ in 0..10 {
            clock.advance(almost(STUCK));
            assert!(activity.expire().now_or_never().is_none());
            let frame = held.frame().await.expect("it goes on");
            frame.expect("it is well");
        }
        clock.advance(STUCK);
        assert!(activity.expire().now_or_never().is_none());
        let frame = held.frame().await.expect("this is no end");
        frame.expect_err("it was cut");
        clock.advance(NEXT_HEAD);
        assert_eq!(activity.expire().await, Expiry::Silent);
    }

    #[tokio::test]
    async fn a_body_whose_source_is_slow_waits_for_it() {
        let (clock, activity) = connection();
        let (sender, source) = tokio::sync::oneshot::channel::<&str>();
        let source = futures_util::stream::once(source);
        let mut held = activity.hold(Body::from_stream(source), activity.request());
        let mut frame = Box::pin(held.frame());
        assert!(poll!(&mut frame).is_pending());
        clock.advance(STUCK * 10);
        assert!(activity.expire().now_or_never().is_none());
        sender.send("at last").expect("it is waited for");
        frame.await.expect("it goes on").expect("it is well");
    }

    #[tokio::test]
    async fn our_own_pings_are_no_requests() {
        let (clock, activity) = connection();
        let (ours, _theirs) = tokio::io::duplex(100);
        let mut ours = Watched::new(ours, Arc::clone(&activity));
        clock.advance(almost(FIRST_HEAD));
        ours.write_u8(7).await.expect("there is room");
        assert!(activity.expire().now_or_never().is_none());
        clock.advance(Duration::from_millis(1));
        assert_eq!(activity.expire().await, Expiry::Silent);
    }

    #[tokio::test]
    async fn who_takes_a_byte_now_and_then_is_not_stuck() {
        let (clock, activity) = connection();
        let (ours, mut theirs) = tokio::io::duplex(1);
        let mut ours = Watched::new(ours, Arc::clone(&activity));
        let _request = activity.request();
        for _ in 0..10 {
            ours.write_u8(7).await.expect("there is room");
            assert!(ours.write_u8(7).now_or_never().is_none(), "it is full");
            clock.advance(almost(STUCK));
            assert!(activity.expire().now_or_never().is_none());
            theirs.read_u8().await.expect("it was written");
        }
        ours.write_u8(7).await.expect("there is room");
        assert!(ours.write_u8(7).now_or_never().is_none(), "it is full");
        clock.advance(STUCK);
        assert_eq!(activity.expire().await, Expiry::Stuck);
    }
}
