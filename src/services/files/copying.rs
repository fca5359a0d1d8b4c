//! Entries copied.

use std::sync::Arc;

use super::Desk;
use super::deed::{Intent, end_of};
use super::exchanging::Over;
use super::moving::Passage;
use super::refusals::virtual_folder;
use super::request::Relocation;
use super::spot::Demand;
use super::transfers::{Load, Manner, Turn, Watch};
use crate::domain::{
    Caller, CopyOptions, CopyProgress, Deed, Entry, EntryKind, Error, IfExists, Result, Right,
    VirtualPath,
};
use crate::drives::Kinship;

impl Desk {
    pub(super) async fn copy(
        self: &Arc<Self>,
        caller: &Caller,
        (from, to): (&VirtualPath, &VirtualPath),
        (if_exists, turn): (IfExists, Turn),
    ) -> Result<Relocation> {
        let mandate = self.authority.mandate(caller);
        let demand = Demand::tree(Right::Read);
        demand.check(&mandate, from)?;
        Demand::tree(Right::Write).check(&mandate, to)?;
        let standing = self.find_source(from)?;
        let passage = self
            .passage(&mandate, (from, standing, demand), to, if_exists)
            .await?;
        if passage.is_onto_itself() && if_exists == IfExists::Replace {
            // It is its own copy.
            let row = passage.to.row(&mandate, &passage.entry).await?;
            return Ok(Relocation::Done(row));
        }
        passage.check()?;
        let passage = self.settle_passage(&mandate, passage).await?;
        let passage = Passage { turn, ..passage };
        self.copy_along(caller, &passage).await
    }

    /// Whoever had to wait for his turn may have lost his rights meanwhile, or somebody has set a lock.
    async fn check_again(&self, caller: &Caller, passage: &Passage) -> Result<()> {
        let Passage { from, to, .. } = passage;
        let mandate = self.authority.mandate(caller);
        Demand::tree(Right::Read).check(&mandate, &from.path)?;
        Demand::tree(Right::Write).check(&mandate, &to.path)?;
        self.heed_blindly(&mandate, to, passage.if_exists).await
    }

    /// Copies what was found good to be copied.
    pub(super) async fn copy_along(
        self: &Arc<Self>,
        caller: &Caller,
        passage: &Passage,
    ) -> Result<Relocation> {
        let mandate = self.authority.mandate(caller);
        let is_seen_whole = passage.from.is_seen_whole(&mandate, &passage.entry).await?;
        // The service takes a folder as a whole: what he does not see is left out entry by entry.
        if passage.kinship == Kinship::Same && is_seen_whole {
            return self.copy_within(caller, passage).await;
        }
        passage.check_portable()?;
        self.haul(caller, passage, Manner::Copy).await
    }

    /// The service copies it, with all below it, by itself.
    async fn copy_within(
        self: &Arc<Self>,
        caller: &Caller,
        passage: &Passage,
    ) -> Result<Relocation> {
        let Passage { from, to, .. } = passage;
        let (folder, name) = to.split().ok_or_else(virtual_folder)?;
        let options = CopyOptions {
            folder: folder.target(),
            name: Some(name),
            if_exists: passage.if_exists,
        };
        let intent = Intent::of(caller, Deed::FileCopy, &from.path).leading_to(passage);
        let turn = (Load::Watched, passage.turn);
        let permit = self.transfers.admit(caller, turn).await?;
        self.check_again(caller, passage).await?;
        let begun = self.begin(intent).await?;
        let mounted = &from.reached.mounted;
        let task = match mounted.copy(&from.target(), &options).await {
            Ok(task) => task,
            Err(error) => {
                self.end(begun, end_of(Some(&error))).await;
                return Err(error);
            }
        };
        let watch = Watch {
            desk: Arc::clone(self),
            original: Arc::clone(&passage.entry),
            replaced: replaced(passage),
            from: from.in_background(),
            to: to.in_background(),
            caller: caller.clone(),
            task,
            bytes: size_of_file(passage),
            over: passage.over.as_ref().map(Over::in_background),
        };
        match mounted.progress(&watch.task).await {
            Ok(CopyProgress::Done(entry)) => {
                let landed = watch.land(&entry).await;
                self.end(begun, end_of(landed.as_ref().err())).await;
                Ok(Relocation::Done(landed?))
            }
            Err(error) if is_over(&error) => {
                watch.take_back().await;
                self.end(begun, end_of(Some(&error))).await;
                Err(error)
            }
            // Whoever can't be asked now is asked again.
            Ok(CopyProgress::Running { .. }) | Err(_) => {
                Ok(Relocation::UnderWay(watch.begin(begun, permit)))
            }
        }
    }
}

/// What the copy takes the place of; where it is given a number, nothing.
fn replaced(passage: &Passage) -> Option<Arc<Entry>> {
    let replaces = passage.if_exists == IfExists::Replace;
    passage.landing.occupant.clone().filter(|_| replaces)
}

/// Bytes of a file; what a folder weighs lags behind.
fn size_of_file(passage: &Passage) -> Option<u64> {
    let is_file = passage.entry.kind == EntryKind::File;
    passage.entry.size.filter(|_| is_file)
}

/// Whether a copy is over that has failed like this: it was refused. Anything else says that nobody could be
/// asked.
pub(super) const fn is_over(error: &Error) -> bool {
    matches!(error, Error::Conflict { .. } | Error::InsufficientStorage)
}
