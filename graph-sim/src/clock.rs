//! The simulated clock. It ages tokens, secrets, download URLs and listings' continuations.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::doors;

/// The time in the simulated world. It runs with the wall clock until told otherwise.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Works>);

#[derive(Debug)]
struct Works {
    course: Mutex<Course>,
    /// Tells whoever waits that the clock was turned.
    turns: watch::Sender<()>,
}

/// How the simulated time goes on.
#[derive(Clone, Copy, Debug)]
enum Course {
    Ahead(SignedDuration),
    Frozen(Timestamp),
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Works {
            course: Mutex::new(Course::Ahead(SignedDuration::ZERO)),
            turns: watch::Sender::new(()),
        }))
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.course(|course| match *course {
            Course::Ahead(ahead) => shift(doors::wall_clock(), ahead),
            Course::Frozen(at) => at,
        })
    }

    /// Lets time pass at once; a frozen clock stays frozen at the later time.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.turn(|course| match course {
            Course::Ahead(ahead) => *ahead = ahead.saturating_add(by),
            Course::Frozen(at) => *at = shift(*at, by),
        });
    }

    /// Sets the time, from which the clock runs on.
    pub fn set(&self, to: Timestamp) {
        self.turn(|course| *course = Course::Ahead(to.duration_since(doors::wall_clock())));
    }

    /// Stops the clock where it is.
    pub fn freeze(&self) {
        let now = self.now();
        self.turn(|course| *course = Course::Frozen(now));
    }

    /// Waits until it is that time, however it comes; forever if there is none.
    pub(crate) async fn reach(&self, time: Option<Timestamp>) {
        let Some(time) = time else {
            return std::future::pending().await;
        };
        let mut turns = self.0.turns.subscribe();
        loop {
            let left = time.duration_since(self.now());
            let Ok(left) = Duration::try_from(left) else {
                return;
            };
            if left.is_zero() {
                return;
            }
            let runs = self.course(|course| matches!(course, Course::Ahead(_)));
            tokio::select! {
                _ = turns.changed() => {}
                () = doors::sleep(left), if runs => {}
            }
        }
    }

    fn turn(&self, change: impl FnOnce(&mut Course)) {
        self.course(change);
        self.0.turns.send_replace(());
    }

    fn course<T>(&self, act: impl FnOnce(&mut Course) -> T) -> T {
        let course = self.0.course.lock();
        act(&mut course.unwrap_or_else(PoisonError::into_inner))
    }
}

fn shift(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.saturating_add(by).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::Clock;
    use std::time::Duration;

    #[test]
    fn a_frozen_clock_moves_only_when_advanced() {
        let clock = Clock::new();
        clock.freeze();
        let start = clock.now();
        assert_eq!(clock.now(), start);
        clock.advance(Duration::from_hours(1));
        assert_eq!(clock.now().duration_since(start).as_secs(), 3600);
    }

    #[test]
    fn a_clock_that_was_set_runs_on_from_there() {
        let clock = Clock::new();
        let then = "2031-05-06T07:08:09Z".parse().unwrap();
        clock.set(then);
        assert!(clock.now() >= then);
        assert!(clock.now().duration_since(then).as_secs() < 60);
    }
}
