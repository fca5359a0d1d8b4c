//! What takes longer than anybody waits: copies that the service makes by itself, and entries carried from
//! drive to drive.
//!
//! - `report`: how far a transfer is
//! - `admission`: how many there may be
//! - `watch`: a copy of the service's, watched to its end
//! - `haul`: entries carried from drive to drive
//! - `walk`: through all that is carried, some of it at a time
//! - `permit`: the rights, decided at every item
//! - `node`: a folder on its way
//! - `folder`, `file`: the steps of one
//! - `clearing`: originals that go in the end
//! - `errands`: whoever asks for the same again joins what is under way
//! - `carrier`: the bytes of one file on their way

mod admission;
mod carrier;
mod clearing;
mod errands;
mod file;
mod folder;
mod haul;
mod node;
mod permit;
mod report;
mod walk;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::{Caller, Clock, Error, Result, Timestamp};
use crate::doors::Tasks;

use crate::services::page::Row;

use admission::{Admission, Admitted, Bounds, RETRY_AFTER, full};
use errands::Errands;
use report::Progress;

pub(super) use errands::{Cargo, Errand, UnderWay};
pub(super) use haul::Manner;
pub use report::{Count, ItemError, Report, TransferState};
pub(super) use watch::Watch;

/// Starts transfers, not too many at a time.
#[derive(Debug)]
pub(super) struct Transfers {
    clock: Arc<dyn Clock>,
    tasks: Tasks,
    hauls: Admission,
    watches: Admission,
    pub(super) errands: Errands,
}

/// What is carried holds connections and memory.
const MOST_HAULS: Bounds = Bounds { all: 16, each: 4 };

/// What the service copies by itself costs a question now and then, for which it counts no units.
const MOST_WATCHES: Bounds = Bounds { all: 256, each: 64 };

/// So long somebody waits for his turn, or for what is to be over before.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a transfer costs us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Load {
    /// Its bytes.
    Hauled,
    /// A look now and then.
    Watched,
}

/// What becomes of somebody for whom there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// He is told at once.
    Now,
    /// He waits for a while: programs with a network disk begin what is repeated from its beginning, if they
    /// repeat it at all.
    Awaited,
}

/// Something that goes on by itself. It ends when it is done, when it is cancelled, when its caller loses the
/// rights to it, and when the server stops; clones are the same transfer.
#[derive(Clone, Debug)]
pub struct Transfer {
    progress: Arc<Progress>,
    stop: CancellationToken,
    clock: Arc<dyn Clock>,
}

impl Transfer {
    /// How far it is.
    pub fn report(&self) -> Report {
        self.progress.report()
    }

    /// Asks it to end. What is under way is brought to an end that can be told; nothing new is begun, and
    /// nothing that is done is undone.
    pub fn cancel(&self) {
        self.stop.cancel();
    }

    /// Waits until it has ended, or `deadline` has come.
    pub async fn wait(&self, deadline: Timestamp) -> Report {
        tokio::select! {
            () = self.progress.ended() => {}
            () = self.clock.sleep_until(deadline) => {}
        }
        self.report()
    }
}

impl Transfers {
    pub(super) fn new(clock: Arc<dyn Clock>, tasks: Tasks) -> Self {
        Self {
            clock,
            tasks,
            hauls: Admission::new(MOST_HAULS),
            watches: Admission::new(MOST_WATCHES),
            errands: Errands::default(),
        }
    }

    /// Lets a caller begin one more.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where he, or all together, have enough under way, and will for longer than he waits.
    pub(super) async fn admit(
        &self,
        caller: &Caller,
        (load, turn): (Load, Turn),
    ) -> Result<Admitted> {
        let admission = match load {
            Load::Hauled => &self.hauls,
            Load::Watched => &self.watches,
        };
        match turn {
            Turn::Now => admission.admit(caller),
            Turn::Awaited => tokio::select! {
                biased;
                admitted = admission.queue(caller) => admitted,
                () = self.clock.sleep_until(self.clock.now().after(PATIENCE)) => Err(full()),
            },
        }
    }

    /// Waits for the end of what stands in the way of something else.
    ///
    /// # Errors
    /// [`Error::Busy`] where that takes too long.
    pub(super) async fn outlast(&self, transfer: &Transfer) -> Result<()> {
        let deadline = self.clock.now().after(PATIENCE);
        match transfer.wait(deadline).await.state {
            TransferState::Running => Err(Error::Busy {
                retry_after: RETRY_AFTER,
            }),
            TransferState::Done(_) | TransferState::Failed | TransferState::Cancelled => Ok(()),
        }
    }

    /// Does what nobody waits for and nobody misses: it ends when the server stops.
    pub(super) fn beside(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.tasks.stopping().child_token();
        self.tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = work => {}
            }
        });
    }

    /// Runs a transfer beside everybody.
    pub(super) fn begin<F>(
        &self,
        admitted: Admitted,
        work: impl FnOnce(Arc<Progress>, CancellationToken) -> F,
    ) -> Transfer
    where
        F: Future<Output = Result<Option<Row>>> + Send + 'static,
    {
        let transfer = Transfer {
            progress: Arc::default(),
            stop: self.tasks.stopping().child_token(),
            clock: Arc::clone(&self.clock),
        };
        let (progress, stop) = (Arc::clone(&transfer.progress), transfer.stop.clone());
        let work = work(Arc::clone(&progress), stop.clone());
        let ending = Ending(progress);
        self.tasks.spawn(async move {
            let ended = work.await;
            ending.0.end(ended, stop.is_cancelled());
            drop(admitted);
        });
        transfer
    }
}

/// Sees to it that a transfer whose work was lost does not seem to go on forever.
struct Ending(Arc<Progress>);

impl Drop for Ending {
    fn drop(&mut self) {
        if self.0.is_running() {
            self.0.end(Err(Error::internal(Lost)), false);
        }
    }
}

/// The work panicked, or the server was stopped in the middle of it.
#[derive(Debug, thiserror::Error)]
#[error("the transfer was lost")]
struct Lost;
