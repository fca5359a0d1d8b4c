//! Brakes on guessing: whoever tries passwords is slowed down, by what he tries them on and by where he
//! comes from, before anything is hashed.
//!
//! Everybody has some tries, which come back with time; a right password costs none. Names that nobody has
//! are braked like others. So that nobody can be locked out by strangers, whoever has signed in from an
//! address has some more tries from there, of his own.
//!
//! Kept in memory only: after a restart everybody begins anew.

mod buckets;
mod familiar;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest;

use crate::domain::{Clock, Error, Result, RuleId};

use buckets::{Buckets, Key, Rate};
use familiar::Familiar;

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
    subjects: Buckets,
    addresses: Buckets,
    familiar: Familiar,
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

#[derive(Debug)]
struct Keys {
    subject: Key,
    /// Absent on the command line.
    address: Option<Key>,
    /// The two together, where somebody may become familiar.
    pair: Option<Key>,
}

/// Tries on one account from anywhere, or on one folder's password from one address.
const BY_SUBJECT: Rate = Rate {
    tries: 10,
    every: Duration::from_secs(30),
};

/// Tries from one address on anything.
const BY_ADDRESS: Rate = Rate {
    tries: 30,
    every: Duration::from_secs(10),
};

/// Tries of who has signed in from where he comes now.
const OF_FAMILIAR: Rate = Rate {
    tries: 5,
    every: Duration::from_secs(30),
};

/// The most of each kind that are remembered: about a megabyte in all.
const MOST: usize = 10_000;

impl Brakes {
    pub(in crate::services) fn new(clock: Arc<dyn Clock>) -> Self {
        let state = State {
            subjects: Buckets::new(BY_SUBJECT, MOST),
            addresses: Buckets::new(BY_ADDRESS, MOST),
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
        let by_address = keys
            .address
            .map_or(Duration::ZERO, |key| state.addresses.wait(&key, now));
        let retry_after = state.subjects.wait(&keys.subject, now).max(by_address);
        if !retry_after.is_zero() {
            return Err(Error::RateLimited { retry_after });
        }
        state.subjects.take(keys.subject, now);
        if let Some(key) = keys.address {
            state.addresses.take(key, now);
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
                state.subjects.give_back(&done.keys.subject);
                if let Some(key) = done.keys.address {
                    state.addresses.give_back(&key);
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked while holding it left numbers that are good enough.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys {
    fn of(subject: &Subject, address: Option<IpAddr>) -> Self {
        let network = address.map(network);
        let near = network.as_deref().unwrap_or_default();
        match subject {
            Subject::Account(name) => Self {
                subject: key(&[b"account", name.as_bytes()]),
                address: network
                    .as_deref()
                    .map(|network| key(&[b"address", network])),
                pair: Some(key(&[b"pair", name.as_bytes(), near])).filter(|_| address.is_some()),
            },
            // By the address, too: many have the password of a folder, and none of them may lock it.
            Subject::Folder(rule) => Self {
                subject: key(&[b"folder", rule.as_str().as_bytes(), near]),
                address: network
                    .as_deref()
                    .map(|network| key(&[b"address", network])),
                pair: None,
            },
        }
    }
}

/// What of an address counts: IPv4 as a whole; of IPv6 the half that a provider gives to one customer
/// (RFC 6177: at least a /64).
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().into_iter().take(8).collect(),
    }
}

/// A digest of texts that can't be joined otherwise to the same bytes: each comes after its length.
fn key(parts: &[&[u8]]) -> Key {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let digest = context.finish();
    digest.as_ref().try_into().expect("SHA-256 has 32 bytes")
}

#[cfg(test)]
mod tests;
