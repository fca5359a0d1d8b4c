//! How far a transfer is.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::domain::{Error, Result, VirtualPath};

use crate::services::page::Row;

/// So many failures are told one by one; the others are counted.
const MOST_ERRORS: usize = 100;

/// How far something is. The whole grows while folders are looked into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// So much is done.
    pub done: u64,
    /// So much is known of.
    pub total: u64,
}

/// How a transfer is doing.
#[derive(Clone, Debug)]
pub enum TransferState {
    /// It goes on.
    Running,
    /// All of it is done: this is the entry where it lies now.
    Done(Box<Row>),
    /// Some of it, or all, is not done, and why stands beside it.
    Failed,
    /// It was stopped; what was done until then stays.
    Cancelled,
}

/// What could not be done.
#[derive(Clone, Debug)]
pub struct ItemError {
    /// Of which entry, where it lay before.
    pub path: VirtualPath,
    /// Why.
    pub error: Error,
}

/// How far a transfer is.
#[derive(Clone, Debug)]
pub struct Report {
    /// How it is doing.
    pub state: TransferState,
    /// Files and folders.
    pub items: Count,
    /// Bytes of files.
    pub bytes: Count,
    /// The first failures.
    pub errors: Vec<ItemError>,
    /// How many more there were.
    pub more_errors: usize,
}

/// What a transfer notes of itself.
#[derive(Debug)]
pub(in crate::services::files) struct Progress {
    pub(super) items: Gauge,
    pub(super) bytes: Gauge,
    failures: Mutex<Failures>,
    state: watch::Sender<TransferState>,
}

/// A count that goes on.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    done: AtomicU64,
    total: AtomicU64,
}

#[derive(Debug, Default)]
struct Failures {
    first: Vec<ItemError>,
    more: usize,
    /// Whether nobody knows of one of them what it has left done.
    unclear: bool,
}

impl Gauge {
    /// So much more is known of.
    pub(super) fn expect(&self, more: u64) {
        self.total.fetch_add(more, Ordering::Relaxed);
    }

    /// So much more is done.
    pub(super) fn add(&self, more: u64) {
        self.done.fetch_add(more, Ordering::Relaxed);
    }

    /// So much of what was done is to be done again.
    pub(super) fn take_back(&self, less: u64) {
        self.done.fetch_sub(less, Ordering::Relaxed);
    }

    /// What was thought to be so much is this much.
    pub(super) fn correct(&self, thought: u64, found: u64) {
        self.total
            .fetch_add(found.wrapping_sub(thought), Ordering::Relaxed);
    }

    /// So much is done, all in all.
    pub(super) fn set(&self, done: u64) {
        self.done.store(done, Ordering::Relaxed);
    }

    fn count(&self) -> Count {
        Count {
            done: self.done.load(Ordering::Relaxed),
            total: self.total.load(Ordering::Relaxed),
        }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            items: Gauge::default(),
            bytes: Gauge::default(),
            failures: Mutex::default(),
            state: watch::Sender::new(TransferState::Running),
        }
    }
}

impl Progress {
    pub(super) fn report(&self) -> Report {
        let state = self.state.borrow().clone();
        let failures = self.failures();
        Report {
            state,
            items: self.items.count(),
            bytes: self.bytes.count(),
            errors: failures.first.clone(),
            more_errors: failures.more,
        }
    }

    /// Notes what could not be done.
    pub(super) fn fail(&self, path: &VirtualPath, error: Error) {
        let mut failures = self.failures();
        failures.unclear |= error.is_unclear();
        if failures.first.len() >= MOST_ERRORS {
            failures.more += 1;
            return;
        }
        let path = path.clone();
        failures.first.push(ItemError { path, error });
    }

    /// The first failure of which nobody knows what it has left done, else the first of all.
    pub(super) fn worst(&self) -> Option<Error> {
        let failures = self.failures();
        let mut errors = failures.first.iter().map(|item| &item.error);
        let first = errors.clone().next().cloned()?;
        let unclear = errors.find(|error| error.is_unclear()).cloned();
        Some(match unclear {
            Some(unclear) => unclear,
            None if failures.unclear => first.unclear(),
            None => first,
        })
    }

    /// It is over; a second end is none.
    pub(super) fn end(&self, ended: Result<Option<Row>>, was_stopped: bool) {
        let state = match ended {
            Ok(Some(row)) => TransferState::Done(Box::new(row)),
            Ok(None) | Err(_) if was_stopped => TransferState::Cancelled,
            Ok(None) | Err(_) => TransferState::Failed,
        };
        self.state.send_if_modified(|now| {
            let runs = matches!(now, TransferState::Running);
            if runs {
                *now = state;
            }
            runs
        });
    }

    pub(super) fn is_running(&self) -> bool {
        matches!(*self.state.borrow(), TransferState::Running)
    }

    /// Returns once it is over.
    pub(super) async fn ended(&self) {
        let mut state = self.state.subscribe();
        let over = |state: &TransferState| !matches!(state, TransferState::Running);
        // The sender lives as long as `self`.
        drop(state.wait_for(over).await);
    }

    fn failures(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
