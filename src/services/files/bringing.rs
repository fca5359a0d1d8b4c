//! Something brought to a place where something else may lie, which is replaced as a whole (RFC 4918, sections
//! 9.8.4 and 9.9.3).

use std::sync::Arc;

use crate::domain::{Caller, EntryKind, Error, IfExists, Result, Right, VirtualPath};

use crate::services::page::Row;

use super::Desk;
use super::changing::is_rename;
use super::request::{Made, Relocation};
use super::spot::{Demand, Standing};
use super::transfers::Errand;

/// How something comes to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bringing {
    /// It is moved there.
    Move,
    /// It is copied there, with all below it.
    Copy,
    /// It is copied there; of a folder, nothing that is in it.
    CopyAlone,
}

/// What has come to a place.
#[derive(Debug)]
pub struct Brought {
    /// Something else was there before.
    pub replaced: bool,
    /// It is there now, or on its way.
    pub relocation: Relocation,
}

impl Bringing {
    /// What is needed where it comes from.
    pub(super) fn demand(self, (from, to): (&VirtualPath, &VirtualPath)) -> Demand {
        match self {
            Self::Move if is_rename(from, to) => Demand::tree(Right::Write),
            Self::Move => Demand::tree(Right::Delete),
            Self::Copy => Demand::tree(Right::Read),
            Self::CopyAlone => Demand::entry(Right::Read),
        }
    }
}

impl Desk {
    pub(super) async fn bring(
        self: &Arc<Self>,
        caller: &Caller,
        bringing: Bringing,
        places: (&VirtualPath, &VirtualPath),
        overwrite: bool,
    ) -> Result<Brought> {
        let (from, to) = places;
        let bringing = self.settle_depth(caller, bringing, from).await?;
        self.check_bringing(caller, bringing, places)?;
        let errand = Errand::of(caller, bringing, places);
        if let Some((transfer, replaced)) = self.transfers.errands.find(&errand) {
            let relocation = Relocation::UnderWay(transfer);
            return Ok(Brought {
                replaced,
                relocation,
            });
        }
        let replaced = from.key() != to.key() && self.is_taken(caller, to).await?;
        if replaced && !overwrite {
            return Err(Error::PreconditionFailed);
        }
        let relocation = if replaced {
            self.bring_over(caller, bringing, places).await?
        } else {
            self.step(caller, bringing, places, IfExists::Fail).await?
        };
        if let Relocation::UnderWay(transfer) = &relocation {
            let under_way = (transfer.clone(), replaced);
            self.transfers.errands.note(errand, under_way);
        }
        Ok(Brought {
            replaced,
            relocation,
        })
    }

    /// Of a file, depth says nothing (RFC 4918, section 9.8.3).
    async fn settle_depth(
        &self,
        caller: &Caller,
        bringing: Bringing,
        from: &VirtualPath,
    ) -> Result<Bringing> {
        if bringing != Bringing::CopyAlone {
            return Ok(bringing);
        }
        let mandate = self.authority.mandate(caller);
        let demand = Demand::entry(Right::Read);
        demand.check(&mandate, from)?;
        let standing = self.find_source(from)?;
        let spot = self.open(from, standing, self.visitor()).await?;
        let entry = self.look(&mandate, &spot, demand).await?;
        Ok(match entry.kind {
            EntryKind::Folder => Bringing::CopyAlone,
            EntryKind::File | EntryKind::Package | EntryKind::Shortcut => Bringing::Copy,
        })
    }

    /// Whether something is there. It is told to nobody who may not write where it is found.
    async fn is_taken(&self, caller: &Caller, to: &VirtualPath) -> Result<bool> {
        let mandate = self.authority.mandate(caller);
        let spot = self.open_target(to, self.visitor()).await?;
        let Some(entry) = self.stat(&spot).await? else {
            return Ok(false);
        };
        let demand = Demand::tree(Right::Write);
        spot.decide_again(&mandate, &entry, demand).await?;
        Ok(true)
    }

    /// Refuses what is refused in any case, before anybody is asked.
    fn check_bringing(
        &self,
        caller: &Caller,
        bringing: Bringing,
        (from, to): (&VirtualPath, &VirtualPath),
    ) -> Result<()> {
        let mandate = self.authority.mandate(caller);
        bringing.demand((from, to)).check(&mandate, from)?;
        Demand::tree(Right::Write).check(&mandate, to)?;
        self.find_origin(bringing, from).map(drop)
    }

    /// Where something is that is brought elsewhere.
    pub(super) fn find_origin(&self, bringing: Bringing, from: &VirtualPath) -> Result<Standing> {
        match bringing {
            Bringing::Move => self.find_movable(from),
            Bringing::Copy | Bringing::CopyAlone => self.find_source(from),
        }
    }

    /// In one step where that can be, else by the way around.
    async fn bring_over(
        self: &Arc<Self>,
        caller: &Caller,
        bringing: Bringing,
        places: (&VirtualPath, &VirtualPath),
    ) -> Result<Relocation> {
        if bringing != Bringing::CopyAlone {
            let stepped = self.step(caller, bringing, places, IfExists::Replace).await;
            let refused = |error: &Error| error.is_conflict("name_taken");
            if !stepped.as_ref().is_err_and(refused) {
                return stepped;
            }
        }
        self.replace(caller, bringing, places).await
    }

    async fn step(
        self: &Arc<Self>,
        caller: &Caller,
        bringing: Bringing,
        (from, to): (&VirtualPath, &VirtualPath),
        if_exists: IfExists,
    ) -> Result<Relocation> {
        match bringing {
            Bringing::Move => self.move_to(caller, (from, to), if_exists).await,
            Bringing::Copy => self.copy(caller, (from, to), if_exists).await,
            Bringing::CopyAlone => {
                let row = self.copy_alone(caller, (from, to)).await?;
                Ok(Relocation::Done(row))
            }
        }
    }

    /// A folder is made, of which is said what is said of the other.
    async fn copy_alone(
        &self,
        caller: &Caller,
        (from, to): (&VirtualPath, &VirtualPath),
    ) -> Result<Row> {
        let row = match self.mkdir(caller, to, false).await? {
            Made::Created(row) => row,
            // Somebody was faster.
            Made::Found(_) => return Err(Error::name_taken()),
        };
        let original = self.find_source(from)?;
        let original = self.open(from, original, self.visitor()).await?;
        let copy = self.open_target(to, self.visitor()).await?;
        let ends = (self.stat(&original).await?, self.stat(&copy).await?);
        if let (Some(entry), Some(made)) = ends {
            let (from, to) = (&original.reached.mounted, &copy.reached.mounted);
            self.ledger.copied((from, &entry), (to, &made)).await;
        }
        Ok(row)
    }
}
