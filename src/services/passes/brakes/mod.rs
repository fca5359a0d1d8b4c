//! Brakes on guessing: whoever tries passwords is slowed down, by what he tries them on and by where he
//! comes from, before anything is hashed.
//!
//! Everybody has some tries, which come back with time; a right password costs none. Names that nobody has
//! are braked like others. So that nobody can be locked out by strangers, whoever has signed in from an
//! address, or opened a folder from there, has some more tries of his own.
//!
//! Kept in memory only: after a restart everybody begins anew, and those are known again who are signed in.
//!
//! - `measures`: by what tries are counted, and how many there are
//! - `buckets`: tries that come back
//! - `familiar`: who is known

mod buckets;
mod familiar;
mod measures;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::domain::{Clock, Error, Result, RuleId};

use buckets::{Buckets, Rate};
use familiar::Familiar;
use measures::{Keys, Measure};

/// What somebody tries passwords on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::services) enum Subject {
    /// An account of this name, as names are compared, whether or not there is one.
    Account(String),
    /// A folder's password.
    Folder(RuleId),
}

/// Slows guessing down.
#[derive(Debug)]
pub(in crate::services) struct Brakes {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// In the order of [`Measure::ALL`].
    buckets: [Buckets; Measure::ALL.len()],
    familiar: Familiar,
}

impl State {
    fn of(&mut self, measure: Measure) -> &mut Buckets {
        &mut self.buckets[measure as usize]
    }
}

/// A try that was taken. It is lost unless the password was right or was not looked at.
#[derive(Debug)]
#[must_use]
pub(in crate::services) struct Try {
    keys: Keys,
    paid_by: Payer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Payer {
    Familiar,
    Anybody,
}

/// Tries of who has signed in from where he comes now.
const OF_FAMILIAR: Rate = Rate {
    tries: 5,
    every: Duration::from_secs(30),
};

/// The most of each kind that are remembered: some megabytes in all.
pub(in crate::services) const MOST: usize = 10_000;

impl Brakes {
    pub(in crate::services) fn new(clock: Arc<dyn Clock>) -> Self {
        let state = State {
            buckets: Measure::ALL.map(|measure| Buckets::new(measure.rate(), MOST)),
            familiar: Familiar::new(OF_FAMILIAR, MOST),
        };
        Self {
            clock,
            state: Mutex::new(state),
        }
    }

    /// Takes a try.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where there is none, with the time until there is one.
    pub(in crate::services) fn begin(
        &self,
        subject: &Subject,
        address: Option<IpAddr>,
    ) -> Result<Try> {
        let (keys, now) = (Keys::of(subject, address), self.clock.elapsed());
        let mut state = self.state();
        if keys
            .pair
            .is_some_and(|pair| state.familiar.take(&pair, now))
        {
            return Ok(Try {
                keys,
                paid_by: Payer::Familiar,
            });
        }
        let counted = keys.counted.iter();
        let waits = counted.map(|(measure, key)| state.of(*measure).wait(key, now));
        let retry_after = waits.max().unwrap_or_default();
        if !retry_after.is_zero() {
            return Err(Error::RateLimited { retry_after });
        }
        for (measure, key) in &keys.counted {
            state.of(*measure).take(*key, now);
        }
        Ok(Try {
            keys,
            paid_by: Payer::Anybody,
        })
    }

    /// The password was right: the try costs nothing, and who came from there is known now.
    pub(in crate::services) fn succeed(&self, done: &Try) {
        self.take_back(done);
        if let Some(pair) = done.keys.pair {
            self.state().familiar.greet(pair, self.clock.elapsed());
        }
    }

    /// Somebody is known there, though he has shown it to another process than this one.
    pub(in crate::services) fn greet(&self, subject: &Subject, address: IpAddr) {
        if let Some(pair) = Keys::of(subject, Some(address)).pair {
            self.state().familiar.greet(pair, self.clock.elapsed());
        }
    }

    /// The password was not looked at: the try costs nothing.
    pub(in crate::services) fn take_back(&self, done: &Try) {
        let mut state = self.state();
        match done.paid_by {
            Payer::Familiar => {
                if let Some(pair) = done.keys.pair {
                    state.familiar.give_back(&pair);
                }
            }
            Payer::Anybody => {
                for (measure, key) in &done.keys.counted {
                    state.of(*measure).give_back(key);
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked while holding it left numbers that are good enough.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
