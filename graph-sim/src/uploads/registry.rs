//! All upload sessions of a running simulator.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::Session;
use super::session::Destination;
use crate::clock::Clock;
use crate::graph::Fault;

/// The upload sessions of a running simulator, for tests that want to know what became of them.
#[derive(Clone, Debug)]
pub struct Uploads {
    book: Arc<Mutex<Book>>,
    clock: Clock,
}

#[derive(Debug, Default)]
struct Book {
    open: Vec<Session>,
    tally: UploadTally,
}

/// A session that has neither been committed nor canceled nor forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenUpload {
    /// The drive it is for.
    pub drive_id: String,
    /// The name the file shall have; none if it replaces one by its id.
    pub name: Option<String>,
    /// Bytes stored; those of a cut fragment don't count.
    pub bytes_received: u64,
    /// The file's length, as soon as a fragment has told it.
    pub total: Option<u64>,
    /// When it ends unless a fragment comes, by the simulated clock.
    #[serde(serialize_with = "crate::timestamp::serialize")]
    pub expires_at: Timestamp,
}

/// How sessions have ended so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UploadTally {
    /// Sessions made.
    pub created: u64,
    /// Those that became a file.
    pub completed: u64,
    /// Those a client deleted.
    pub canceled: u64,
    /// Those that were left alone for too long.
    pub expired: u64,
    /// Those whose file could not be committed and never can be.
    pub failed: u64,
}

/// What becomes of a session after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Open,
    Completed,
    Canceled,
    Failed,
}

impl Uploads {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            book: Arc::default(),
            clock,
        }
    }

    /// The sessions that are open now, the oldest first.
    pub fn open(&self) -> Vec<OpenUpload> {
        self.book().open.iter().map(describe).collect()
    }

    /// How many there were, and how they ended.
    pub fn tally(&self) -> UploadTally {
        self.book().tally
    }

    /// Opens a session.
    pub(crate) fn insert(&self, session: Session) {
        let mut book = self.book();
        book.tally.created += 1;
        book.open.push(session);
    }

    /// Lets a request act on a session, which nobody else touches meanwhile; `None` if there is no
    /// such session.
    pub(super) fn act<T>(
        &self,
        id: Uuid,
        act: impl FnOnce(&mut Session) -> (Fate, Result<T, Fault>),
    ) -> Option<Result<T, Fault>> {
        let mut book = self.book();
        let place = book.open.iter().position(|session| session.id == id)?;
        let (fate, outcome) = act(&mut book.open[place]);
        let tally = &mut book.tally;
        match fate {
            Fate::Open => return Some(outcome),
            Fate::Completed => tally.completed += 1,
            Fate::Canceled => tally.canceled += 1,
            Fate::Failed => tally.failed += 1,
        }
        book.open.remove(place);
        Some(outcome)
    }

    /// The book as it stands now: without the sessions that have expired.
    fn book(&self) -> MutexGuard<'_, Book> {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, before) = (self.clock.now(), book.open.len());
        book.open.retain(|session| session.expires_at > now);
        let expired = before - book.open.len();
        book.tally.expired += expired as u64;
        book
    }
}

fn describe(session: &Session) -> OpenUpload {
    let name = match &session.plan.destination {
        Destination::File(_) => None,
        Destination::Name { name, .. } => Some(name.clone()),
    };
    OpenUpload {
        drive_id: session.plan.drive_id.clone(),
        name,
        bytes_received: session.received(),
        total: session.total(),
        expires_at: session.expires_at,
    }
}
