//! Something brought to a place where something else may lie, which is replaced as a whole (RFC 4918, sections
//! 9.8.4 and 9.9.3).
//!
//! A file takes the place of a file in one step. Where a folder is on either side there is no such step: what
//! comes is laid beside the place, what was there is set aside, and only when all is where it belongs is the old
//! one recycled. Whatever fails on the way leaves the old one where it was, or beside it, and never deleted.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    Caller, Deletion, Entry, EntryKind, Error, IfExists, Result, Right, Segment, VirtualPath,
};
use crate::drives::Kinship;

use crate::services::page::Row;

use super::Desk;
use super::changing::{check_not_within, is_rename};
use super::refusals::virtual_folder;
use super::request::{Change, Made, Relocation};
use super::spot::{Demand, Spot};
use super::transfers::{Transfer, TransferState};

/// How something comes to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// How long a stretch is waited for what takes longer than one step, before it is looked at again.
const STRETCH: Duration = Duration::from_hours(1);

/// The longest part of a name that is kept in the name of what is set aside.
const KEPT: usize = 100;

/// Two places beside the one that is to be filled.
struct Beside {
    /// Where what comes is laid first.
    fresh: VirtualPath,
    /// Where what was there is set aside.
    old: VirtualPath,
}

impl Desk {
    pub(super) async fn bring(
        self: &Arc<Self>,
        caller: &Caller,
        bringing: Bringing,
        (from, to): (&VirtualPath, &VirtualPath),
        overwrite: bool,
    ) -> Result<Brought> {
        let bringing = self.settle_depth(caller, bringing, from).await?;
        self.check_bringing(caller, bringing, (from, to))?;
        let replaced = from.key() != to.key() && self.is_taken(caller, to).await?;
        if replaced && !overwrite {
            return Err(Error::PreconditionFailed);
        }
        let relocation = if replaced {
            self.bring_over(caller, bringing, (from, to)).await
        } else {
            self.step(caller, bringing, (from, to), IfExists::Fail)
                .await
        };
        Ok(Brought {
            replaced,
            relocation: relocation?,
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
        let demand = match bringing {
            Bringing::Move if is_rename(from, to) => Demand::tree(Right::Write),
            Bringing::Move => Demand::tree(Right::Delete),
            Bringing::Copy => Demand::tree(Right::Read),
            Bringing::CopyAlone => Demand::entry(Right::Read),
        };
        demand.check(&mandate, from)?;
        Demand::tree(Right::Write).check(&mandate, to)?;
        match bringing {
            Bringing::Move => self.find_movable(from),
            Bringing::Copy | Bringing::CopyAlone => self.find_source(from),
        }
        .map(drop)
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
        let row = self.replace(caller, bringing, places).await?;
        Ok(Relocation::Done(row))
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
            Bringing::CopyAlone => match self.mkdir(caller, to, false).await? {
                Made::Created(row) => Ok(Relocation::Done(row)),
                // Somebody was faster.
                Made::Found(_) => Err(Error::name_taken()),
            },
        }
    }

    async fn replace(
        self: &Arc<Self>,
        caller: &Caller,
        bringing: Bringing,
        (from, to): (&VirtualPath, &VirtualPath),
    ) -> Result<Row> {
        // What lies in it can't take its place: it would be set aside along with it.
        check_not_within(to, from)?;
        check_not_within(from, to)?;
        let mandate = self.authority.mandate(caller);
        let demand = Demand::tree(Right::Delete);
        demand.check(&mandate, to)?;
        let standing = self.find_movable(to)?;
        let spot = self.open(to, standing, self.visitor()).await?;
        let occupant = self.look(&mandate, &spot, demand).await?;
        let source = self.find_source(from)?;
        let source = self.open(from, source, self.visitor()).await?;
        let entry = self.look(&mandate, &source, Demand::entry(Right::Read));
        check_apart((&source, &*entry.await?), (&spot, &occupant))?;
        let beside = self.beside(to)?;
        let fresh = &beside.fresh;
        let stepped = self.step(caller, bringing, (from, fresh), IfExists::Fail);
        let come = match stepped.await? {
            Relocation::Done(_) => Ok(()),
            Relocation::UnderWay(transfer) => self.see_through(&transfer).await,
        };
        if let Err(error) = come {
            self.take_back(caller, bringing, (from, fresh)).await;
            return Err(error);
        }
        match self.exchange(caller, to, &beside).await {
            Ok(row) => Ok(row),
            Err(error) => {
                self.take_back(caller, bringing, (from, fresh)).await;
                Err(error)
            }
        }
    }

    /// Sets aside what was there, puts what has come in its place, and recycles the old one.
    async fn exchange(&self, caller: &Caller, to: &VirtualPath, beside: &Beside) -> Result<Row> {
        self.rename_to(caller, to, &beside.old).await?;
        let row = match self.rename_to(caller, &beside.fresh, to).await {
            Ok(row) => row,
            Err(error) => {
                noted(to, self.rename_to(caller, &beside.old, to).await.err());
                return Err(error);
            }
        };
        let recycled = self.delete(caller, &beside.old, Deletion::Recycle, None);
        noted(&beside.old, recycled.await.err());
        Ok(row)
    }

    /// Undoes what was brought beside its place.
    async fn take_back(
        self: &Arc<Self>,
        caller: &Caller,
        bringing: Bringing,
        (from, fresh): (&VirtualPath, &VirtualPath),
    ) {
        let undone = match bringing {
            Bringing::Move => {
                let moved = self.move_to(caller, (fresh, from), IfExists::Fail);
                moved.await.map(drop)
            }
            Bringing::Copy | Bringing::CopyAlone => {
                self.delete(caller, fresh, Deletion::Recycle, None).await
            }
        };
        // Nothing may have come there at all.
        let error = undone
            .err()
            .filter(|error| !matches!(error, Error::NotFound));
        noted(fresh, error);
    }

    async fn rename_to(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        to: &VirtualPath,
    ) -> Result<Row> {
        let name = to.name().ok_or_else(virtual_folder)?;
        let change = Change {
            name: Some(Segment::parse(name)?),
            ..Change::nothing()
        };
        self.update(caller, path, change).await
    }

    /// Waits for a transfer to its end, and says how it ended.
    async fn see_through(&self, transfer: &Transfer) -> Result<()> {
        loop {
            let report = transfer.wait(self.clock.now().after(STRETCH)).await;
            match report.state {
                TransferState::Running => {}
                TransferState::Done(_) => return Ok(()),
                TransferState::Failed | TransferState::Cancelled => {
                    let first = report.errors.into_iter().next();
                    return Err(first.map_or_else(Error::copy_failed, |item| item.error));
                }
            }
        }
    }

    /// Names that nobody has given, and that say to whom they belong should they ever be seen.
    fn beside(&self, to: &VirtualPath) -> Result<Beside> {
        let (folder, name) = to.parent().zip(to.name()).ok_or_else(virtual_folder)?;
        let kept: String = name.chars().take(KEPT).collect();
        let stamp = self.clock.now().unix_ms();
        let place = |what: &str| {
            let name = Segment::parse(&format!("{kept} ({what} {stamp})"))?;
            let path = folder.join(&name);
            Ok::<_, Error>(VirtualPath::parse(path.as_str())?)
        };
        Ok(Beside {
            fresh: place("new")?,
            old: place("replaced")?,
        })
    }
}

/// Refuses what is what it is to replace, or lies in it, or holds it, by whichever mounts the two are reached: it
/// would be set aside along with it.
fn check_apart((from, entry): (&Spot, &Entry), (to, occupant): (&Spot, &Entry)) -> Result<()> {
    let (here, there) = (&from.reached, &to.reached);
    if here.mounted.kinship(&there.mounted) == Kinship::Strangers {
        return Ok(());
    }
    let places = entry.found_at.as_ref().zip(occupant.found_at.as_ref());
    let are_apart = match places {
        Some((one, other)) => {
            let (one, other) = (one.key(), other.key());
            !one.is_at_or_below(&other) && !other.is_at_or_below(&one)
        }
        // Then their paths tell, if they are paths of one mount.
        None => here.mount.id == there.mount.id,
    };
    if entry.id == occupant.id || !are_apart {
        return Err(Error::into_itself());
    }
    Ok(())
}

/// What could not be brought in order is found beside its place by whoever reads this.
fn noted(path: &VirtualPath, error: Option<Error>) {
    if let Some(error) = error {
        tracing::error!(
            path = path.as_str(),
            error = &error as &dyn std::error::Error,
            "what was left beside a place could not be brought in order"
        );
    }
}
