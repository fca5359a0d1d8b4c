//! What is there is replaced as a whole, where no one step does that: a folder is on either side (RFC 4918, sections
//! 9.8.4 and 9.9.3).
//!
//! What comes is laid beside the place, unless it is moved within its drive; when it is all there it is put in place.
//! Whatever fails on the way leaves the old one where it was.

use std::sync::Arc;

use crate::domain::{Caller, Deed, DrivePath, Entry, Error, IfExists, Result, Right, VirtualPath};
use crate::drives::Kinship;

use crate::services::authority::Mandate;
use crate::services::locks::Touch;

use super::Desk;
use super::bringing::Bringing;
use super::changing::check_not_within;
use super::deed::Intent;
use super::exchanging::Over;
use super::landing::Landing;
use super::moving::Passage;
use super::refusals::{guarded, virtual_folder};
use super::request::Relocation;
use super::spot::Demand;
use super::transfers::{Manner, Turn};

impl Desk {
    pub(super) async fn replace(
        self: &Arc<Self>,
        caller: &Caller,
        bringing: Bringing,
        (from, to): (&VirtualPath, &VirtualPath),
    ) -> Result<Relocation> {
        check_not_within(to, from)?;
        check_not_within(from, to)?;
        let mandate = self.authority.mandate(caller);
        Demand::tree(Right::Delete).check(&mandate, to)?;
        self.find_movable(to)?;
        // They would hold neither for what is set aside nor for what is made beside.
        if mandate.is_guarded(to) {
            return Err(guarded());
        }
        let passage = self.passage_over(&mandate, bringing, (from, to)).await?;
        if bringing == Bringing::Move && passage.kinship == Kinship::Same {
            return self.move_within(caller, &passage).await;
        }
        let passage = Passage {
            turn: Turn::Awaited,
            ..self.beside(&mandate, passage).await?
        };
        match bringing {
            Bringing::CopyAlone => self.copy_alone_over(caller, &passage).await,
            Bringing::Copy => self.copy_along(caller, &passage).await,
            Bringing::Move => {
                passage.check_portable()?;
                self.haul(caller, &passage, Manner::MoveLast).await
            }
        }
    }

    /// Both ends, one of which is to replace the other.
    async fn passage_over(
        &self,
        mandate: &Mandate,
        bringing: Bringing,
        (from, to): (&VirtualPath, &VirtualPath),
    ) -> Result<Passage> {
        let standing = self.find_origin(bringing, from)?;
        let demand = bringing.demand((from, to));
        let passage = self.passage(mandate, (from, standing, demand), to, IfExists::Replace);
        let passage = passage.await?;
        if bringing == Bringing::Move {
            self.heed_found(mandate, (&passage.from, &passage.entry), Touch::Departure)
                .await?;
        }
        if let Some(old) = &passage.landing.occupant {
            check_apart(&passage, old)?;
            let delete = Demand::tree(Right::Delete);
            passage.to.decide_again(mandate, old, delete).await?;
            self.heed_found(mandate, (&passage.to, old), Touch::Departure)
                .await?;
        }
        Ok(passage)
    }

    /// The same to a place beside the one that is to be filled, under a name that nobody has given.
    async fn beside(&self, mandate: &Mandate, passage: Passage) -> Result<Passage> {
        let (folder, _) = passage.to.split().ok_or_else(virtual_folder)?;
        let name = passage.name.marked("new", self.clock.now())?;
        let path = VirtualPath::parse(folder.path.join(&name).as_str())?;
        Demand::tree(Right::Write).check(mandate, &path)?;
        let beside = self.open_target(&path, self.visitor()).await?;
        let at = passage.landing.at.as_ref().and_then(DrivePath::parent);
        Ok(Passage {
            landing: Landing {
                occupant: None,
                folder: passage.landing.folder,
                at: at.map(|folder| folder.join(&name)),
            },
            over: Some(Over {
                to: passage.to,
                name: passage.name,
            }),
            to: beside,
            name,
            if_exists: IfExists::Fail,
            ..passage
        })
    }

    /// A folder without what is in it.
    async fn copy_alone_over(&self, caller: &Caller, passage: &Passage) -> Result<Relocation> {
        let Passage { from, to, over, .. } = passage;
        let over = over.as_ref().ok_or_else(Error::name_taken)?;
        let (mounted, target) = (&to.reached.mounted, to.target());
        let work = async {
            let made = mounted.mkdir(&target, false).await?;
            if !made.created {
                return Err(Error::name_taken());
            }
            let original = (&from.reached.mounted, &*passage.entry);
            self.ledger.copied(original, (mounted, &made.entry)).await;
            self.put_over(caller, over, &made.entry).await
        };
        let intent = Intent::of(caller, Deed::FileCopy, &from.path).leading_to(passage);
        let put = self.deed(intent, work).await?;
        let mandate = self.authority.mandate(caller);
        Ok(Relocation::Done(over.to.row(&mandate, &put).await?))
    }
}

/// Refuses what is what it is to replace, or lies in it, or holds it, by whichever mounts the two are reached: it
/// would be set aside along with it.
fn check_apart(passage: &Passage, old: &Entry) -> Result<()> {
    let Passage {
        from, to, entry, ..
    } = passage;
    if passage.kinship == Kinship::Strangers {
        return Ok(());
    }
    let are_apart = match entry.found_at.as_ref().zip(old.found_at.as_ref()) {
        Some((one, other)) => {
            let (one, other) = (one.key(), other.key());
            !one.is_at_or_below(&other) && !other.is_at_or_below(&one)
        }
        // Then their paths tell, if they are paths of one mount.
        None => from.reached.mount.id == to.reached.mount.id,
    };
    if entry.id == old.id || !are_apart {
        return Err(Error::into_itself());
    }
    Ok(())
}
