//! Entries carried from drive to drive.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::domain::{Caller, Deed, DeedEnd, Entry, EntryKind, ItemId, Result, Right, Target};
use crate::drives::Kinship;

use crate::services::properties::placed;

use super::super::Desk;
use super::super::deed::{Begun, Intent, end_of};
use super::super::exchanging::Over;
use super::super::moving::Passage;
use super::super::request::Relocation;
use super::super::spot::Spot;
use super::Load;
use super::Row;
use super::clearing::Carried;
use super::report::Progress;
use super::walk::Leg;

/// What becomes of the originals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::services::files) enum Manner {
    /// They stay.
    Copy,
    /// Each goes once it has been proved to be at its new place.
    Move,
    /// They go when all of them have been proved to be at their new place, and that place is where it is to be.
    MoveLast,
}

/// A file or a folder that is carried from drive to drive.
#[derive(Debug)]
pub(super) struct Haul {
    pub(super) desk: Arc<Desk>,
    pub(super) caller: Caller,
    pub(super) manner: Manner,
    pub(super) from: Spot,
    pub(super) to: Spot,
    pub(super) kinship: Kinship,
    pub(super) progress: Arc<Progress>,
    /// Nothing new is begun once this is cancelled: by who asked for it, by the server's end, or because a right
    /// is lost.
    pub(super) halt: CancellationToken,
    /// The entry at its new place.
    landed: Mutex<Option<Arc<Entry>>>,
    /// In the place of what it is to be, when it is all there.
    over: Option<Over>,
    /// Originals that are to go in the end, those in a folder before it.
    pub(super) carried: Mutex<Vec<Carried>>,
}

impl Desk {
    /// Carries an entry from drive to drive, beside everybody.
    pub(in crate::services::files) async fn haul(
        self: &Arc<Self>,
        caller: &Caller,
        passage: &Passage,
        manner: Manner,
    ) -> Result<Relocation> {
        let deed = match manner {
            Manner::Copy => Deed::FileCopy,
            Manner::Move | Manner::MoveLast => Deed::FileMove,
        };
        let intent = Intent::of(caller, deed, &passage.from.path).leading_to(passage);
        let turn = (Load::Hauled, passage.turn);
        let admitted = self.transfers.admit(caller, turn).await?;
        let begun = self.begin(intent).await?;
        let transfer = self.transfers.begin(admitted, |progress, stop| {
            let first = Leg::first(passage);
            let haul = Haul {
                desk: Arc::clone(self),
                caller: caller.clone(),
                manner,
                from: passage.from.in_background(),
                to: passage.to.in_background(),
                kinship: passage.kinship,
                progress,
                halt: stop.child_token(),
                landed: Mutex::default(),
                over: passage.over.as_ref().map(Over::in_background),
                carried: Mutex::default(),
            };
            haul.run(first, begun)
        });
        Ok(Relocation::UnderWay(transfer))
    }
}

impl Haul {
    async fn run(self, first: Leg, begun: Begun) -> Result<Option<Row>> {
        self.expect(&first.entry);
        let is_whole = self.walk(first).await && self.progress.worst().is_none();
        let is_put = self.put_over(is_whole).await;
        if is_put && self.manner == Manner::MoveLast {
            self.clear().await;
        }
        let worst = self.progress.worst();
        let end = match &worst {
            None if is_whole => DeedEnd::Done,
            // It was stopped between two items.
            None => DeedEnd::Failed,
            Some(error) => end_of(Some(error)),
        };
        self.desk.end(begun, end).await;
        match self.landed().filter(|_| end == DeedEnd::Done) {
            Some(entry) => {
                let mandate = self.desk.authority.mandate(&self.caller);
                let to = self.over.as_ref().map_or(&self.to, |over| &over.to);
                to.row(&mandate, &entry).await.map(Some)
            }
            None => Ok(None),
        }
    }

    /// Puts what has come beside its place there, if that is the whole; else takes it back. Whether it is where it
    /// is to be.
    async fn put_over(&self, is_whole: bool) -> bool {
        let Some((over, new)) = self.over.as_ref().zip(self.landed()) else {
            return is_whole;
        };
        if !is_whole {
            let new = Target::Id(new.id.clone());
            self.desk.take_back(&self.to, new).await;
            return false;
        }
        match self.desk.put_over(&self.caller, over, &new).await {
            Ok(entry) => {
                let mut landed = self.landed.lock().unwrap_or_else(PoisonError::into_inner);
                *landed = Some(entry);
                true
            }
            Err(error) => {
                self.progress.fail(&self.from.path, error);
                false
            }
        }
    }

    /// The right that is needed to every original.
    pub(super) const fn right(&self) -> Right {
        match self.manner {
            Manner::Copy => Right::Read,
            Manner::Move | Manner::MoveLast => Right::Delete,
        }
    }

    /// One more entry is known of.
    pub(super) fn expect(&self, entry: &Entry) {
        self.progress.items.expect(1);
        if entry.kind == EntryKind::File {
            self.progress.bytes.expect(entry.size.unwrap_or(0));
        }
    }

    /// What was asked for has come to its new place.
    pub(super) fn land(&self, leg: &Leg, entry: &Arc<Entry>) {
        if leg.parent.is_none() {
            let mut landed = self.landed.lock().unwrap_or_else(PoisonError::into_inner);
            *landed = Some(Arc::clone(entry));
        }
    }

    /// What is said of an original is said of it at its new place.
    pub(super) async fn say_the_same(&self, original: &Entry, landed: &Entry) {
        let (from, to) = (&self.from.reached.mounted, &self.to.reached.mounted);
        self.desk
            .ledger
            .copied((from, original), (to, landed))
            .await;
    }

    /// An original has gone.
    pub(super) async fn let_go(&self, original: &Entry) {
        let gone = placed(&self.from.reached.mounted, original);
        self.desk.ledger.deleted(&gone).await;
    }

    /// Whether this is what was asked for, as it lies at its new place. A walk that comes upon it would never
    /// end.
    pub(super) fn is_landed(&self, id: &ItemId) -> bool {
        self.kinship != Kinship::Strangers && self.landed().is_some_and(|entry| entry.id == *id)
    }

    fn landed(&self) -> Option<Arc<Entry>> {
        let landed = self.landed.lock().unwrap_or_else(PoisonError::into_inner);
        landed.clone()
    }
}
