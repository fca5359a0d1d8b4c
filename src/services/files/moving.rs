//! Entries moved.

use std::sync::Arc;

use crate::domain::{
    Caller, Deed, Entry, EntryKind, Error, IfExists, Result, Right, Segment, Update, VirtualPath,
};
use crate::drives::Kinship;

use crate::services::authority::Mandate;
use crate::services::exchanges::Pair;
use crate::services::locks::Touch;

use super::Desk;
use super::changing::{check_not_within, is_rename};
use super::deed::Intent;
use super::exchanging::Over;
use super::landing::{Landing, check_replaceable};
use super::locking::Leaving;
use super::refusals::virtual_folder;
use super::request::Relocation;
use super::spot::{Demand, Spot, Standing, check_name};
use super::transfers::{Manner, Turn};

/// An entry on its way from one place to another.
#[derive(Debug)]
pub(super) struct Passage {
    pub(super) from: Spot,
    pub(super) entry: Arc<Entry>,
    pub(super) to: Spot,
    /// The name it is to bear.
    pub(super) name: Segment,
    /// What was found there. What bears the name may be the entry itself.
    pub(super) landing: Landing,
    pub(super) if_exists: IfExists,
    pub(super) kinship: Kinship,
    /// Where it is to be in the end, in the place of something, when `to` lies beside that.
    pub(super) over: Option<Over>,
    /// Whether to wait where it takes long, and many are under way.
    pub(super) turn: Turn,
}

impl Passage {
    /// Whether what lies there is the entry itself: seen through another mount, or under its name in another
    /// letter case.
    pub(super) fn is_onto_itself(&self) -> bool {
        let occupant = self.landing.occupant.as_ref();
        self.kinship != Kinship::Strangers && occupant.is_some_and(|it| it.id == self.entry.id)
    }

    /// Where it leads in the end.
    pub(super) fn destination(&self) -> &VirtualPath {
        let over = self.over.as_ref();
        over.map_or(&self.to.path, |over| &over.to.path)
    }

    /// Refuses what can't be there: a folder in itself, or in the place of something.
    pub(super) fn check(&self) -> Result<()> {
        check_replaceable(
            self.entry.kind,
            self.landing.occupant.as_deref(),
            self.if_exists,
        )
    }

    /// Refuses what can't be read as files and folders, before it is carried from drive to drive.
    pub(super) fn check_portable(&self) -> Result<()> {
        match self.entry.kind {
            EntryKind::File | EntryKind::Folder => Ok(()),
            EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
        }
    }
}

impl Desk {
    pub(super) async fn move_to(
        self: &Arc<Self>,
        caller: &Caller,
        (from, to): (&VirtualPath, &VirtualPath),
        (if_exists, turn): (IfExists, Turn),
    ) -> Result<Relocation> {
        let mandate = self.authority.mandate(caller);
        let right = if is_rename(from, to) {
            Right::Write
        } else {
            Right::Delete
        };
        let demand = Demand::tree(right);
        demand.check(&mandate, from)?;
        Demand::tree(Right::Write).check(&mandate, to)?;
        let standing = self.find_movable(from)?;
        let passage = self
            .passage(&mandate, (from, standing, demand), to, if_exists)
            .await?;
        let Passage { from, entry, .. } = &passage;
        self.heed_found(&mandate, (from, entry), Touch::Departure)
            .await?;
        if passage.is_onto_itself() {
            return self.move_onto_itself(caller, &passage).await;
        }
        passage.check()?;
        let passage = self.settle_passage(&mandate, passage).await?;
        let passage = Passage { turn, ..passage };
        // What he may take away he sees whole.
        if passage.kinship == Kinship::Same {
            return self.move_within(caller, &passage).await;
        }
        passage.check_portable()?;
        self.haul(caller, &passage, Manner::Move).await
    }

    /// Looks at both ends. Nothing is changed, and nobody is asked before the mounts and the name are found good.
    pub(super) async fn passage(
        &self,
        mandate: &Mandate,
        (from, standing, demand): (&VirtualPath, Standing, Demand),
        to: &VirtualPath,
        if_exists: IfExists,
    ) -> Result<Passage> {
        self.find_target(to)?;
        check_name(to, None)?;
        let from = self.open(from, standing, self.visitor()).await?;
        let to = self.open_target(to, self.visitor()).await?;
        if demand.right != Right::Read {
            self.heed(mandate, &from, Touch::Departure).await?;
        }
        self.heed_blindly(mandate, &to, if_exists).await?;
        let entry = self.look(mandate, &from, demand).await?;
        let there = Demand::tree(Right::Write);
        if entry.kind == EntryKind::Folder {
            check_not_within(&from.path, &to.path)?;
        }
        let landing = self.look_at_target(mandate, &to, there).await?;
        let (folder, name) = to.split().ok_or_else(virtual_folder)?;
        let kinship = from.reached.mounted.kinship(&to.reached.mounted);
        if kinship != Kinship::Strangers && entry.kind == EntryKind::Folder {
            check_not_below(&entry, &*self.folder(&folder).await?)?;
        }
        Ok(Passage {
            from,
            entry,
            to,
            name,
            landing,
            if_exists,
            kinship,
            over: None,
            turn: Turn::Now,
        })
    }

    /// The passage under the name that the entry is to bear in the end.
    pub(super) async fn settle_passage(
        &self,
        mandate: &Mandate,
        passage: Passage,
    ) -> Result<Passage> {
        let target = (passage.to, &passage.landing);
        let (kind, if_exists) = (passage.entry.kind, passage.if_exists);
        let (to, if_exists) = self.settle_name(mandate, target, kind, if_exists).await?;
        self.heed_landing(
            mandate,
            (&to, &passage.landing),
            (if_exists, Touch::Arrival),
        )
        .await?;
        let (_, name) = to.split().ok_or_else(virtual_folder)?;
        Ok(Passage {
            to,
            name,
            if_exists,
            ..passage
        })
    }

    /// The service moves it, with all below it, in one step.
    pub(super) async fn move_within(
        &self,
        caller: &Caller,
        passage: &Passage,
    ) -> Result<Relocation> {
        let Passage { from, to, .. } = passage;
        let (folder, name) = to.split().ok_or_else(virtual_folder)?;
        let update = Update {
            name: Some(name),
            folder: (!is_rename(&from.path, &to.path)).then(|| folder.target()),
            if_exists: passage.if_exists,
            ..Update::nothing()
        };
        match &passage.landing.occupant {
            Some(old) if passage.if_exists == IfExists::Replace => {
                self.move_over(caller, (passage, old), update).await
            }
            Some(_) | None => self.change(caller, passage, &update).await,
        }
    }

    /// It takes the place of what was found there.
    async fn move_over(
        &self,
        caller: &Caller,
        (passage, old): (&Passage, &Arc<Entry>),
        update: Update,
    ) -> Result<Relocation> {
        let Passage { entry, to, .. } = passage;
        let pair = Pair {
            name: passage.name.clone(),
            old,
            new: entry,
            beside: None,
        };
        let update = Update {
            if_exists: IfExists::Fail,
            ..update
        };
        let locks = self.locks_of(&passage.from, entry).await;
        let gone = self.locks_of(to, old).await;
        let exchanged = self.exchange(caller, to, (pair, &update));
        let intent = Intent::of(caller, Deed::FileMove, &passage.from.path).leading_to(passage);
        let moved = self.deed(intent, exchanged).await?;
        // A lock of a file is one of the place, and binds what takes it; what lay in a folder is gone.
        if (entry.kind, old.kind) != (EntryKind::File, EntryKind::File) {
            self.end_locks(gone, None).await;
        }
        self.has_moved(caller, (passage, locks), &moved).await
    }

    /// Nothing is moved, and nothing replaced; at most the letter case of the name changes.
    async fn move_onto_itself(&self, caller: &Caller, passage: &Passage) -> Result<Relocation> {
        if passage.entry.name.as_ref() == Some(&passage.name) {
            let mandate = self.authority.mandate(caller);
            let row = passage.to.row(&mandate, &passage.entry).await?;
            return Ok(Relocation::Done(row));
        }
        let update = Update {
            name: Some(passage.name.clone()),
            ..Update::nothing()
        };
        self.change(caller, passage, &update).await
    }

    async fn change(
        &self,
        caller: &Caller,
        passage: &Passage,
        update: &Update,
    ) -> Result<Relocation> {
        let from = &passage.from;
        let locks = self.locks_of(from, &passage.entry).await;
        let target = from.target();
        let updated = from.reached.mounted.update(&target, update);
        let intent = Intent::of(caller, Deed::FileMove, &from.path).leading_to(passage);
        let updated = self.deed(intent, updated).await?;
        self.has_moved(caller, (passage, locks), &updated.entry)
            .await
    }

    /// It lies elsewhere now: what is said of it goes along, and its locks have ended.
    async fn has_moved(
        &self,
        caller: &Caller,
        (passage, locks): (&Passage, Leaving),
        moved: &Entry,
    ) -> Result<Relocation> {
        let from = &passage.from;
        let landed = (passage.landing.occupant.as_deref(), moved);
        self.ledger
            .moved(&from.reached.mounted, &passage.entry, landed)
            .await;
        self.end_locks(locks, moved.found_at.as_ref()).await;
        let mandate = self.authority.mandate(caller);
        let row = passage.to.row(&mandate, moved).await?;
        Ok(Relocation::Done(row))
    }
}

/// Refuses a folder that would come to lie in itself, seen from the drive they share.
fn check_not_below(entry: &Entry, folder: &Entry) -> Result<()> {
    let places = entry.found_at.as_ref().zip(folder.found_at.as_ref());
    let is_below = places.is_some_and(|(entry, folder)| folder.key().is_at_or_below(&entry.key()));
    let is_root = entry.name.is_none();
    if is_root || folder.id == entry.id || is_below {
        return Err(Error::into_itself());
    }
    Ok(())
}
