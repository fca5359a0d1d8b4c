//! Something brought to a place where something else may lie, which is replaced as a whole (RFC 4918, sections
//! 9.8.4 and 9.9.3).

use std::sync::Arc;

use crate::domain::{
    Caller, Entry, EntryKind, Error, IfExists, Result, Right, Segment, VirtualPath,
};
use crate::drives::Kinship;

use crate::services::page::Row;

use super::Desk;
use super::changing::is_rename;
use super::exchanging::was_seen_wrong;
use super::refusals::onto_itself;
use super::request::{Made, Relocation};
use super::spot::{Demand, Spot, Standing, check_name};
use super::transfers::{Cargo, Errand, Turn, UnderWay};

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

impl Brought {
    fn joining(under_way: UnderWay) -> Self {
        Self {
            replaced: under_way.replaced,
            relocation: Relocation::UnderWay(under_way.transfer),
        }
    }
}

impl Bringing {
    /// Of a file, depth says nothing (RFC 4918, section 9.8.3).
    fn of(self, entry: &Entry) -> Self {
        match (self, entry.kind) {
            (Self::CopyAlone, EntryKind::Folder) => Self::CopyAlone,
            (Self::CopyAlone, _) => Self::Copy,
            (Self::Move | Self::Copy, _) => self,
        }
    }

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

/// What is to be brought, where it lies now.
struct Original {
    spot: Spot,
    entry: Arc<Entry>,
}

/// What is to be brought, or what is under way already.
enum Found {
    Original(Original),
    UnderWay(UnderWay),
}

impl Desk {
    pub(super) async fn bring(
        self: &Arc<Self>,
        caller: &Caller,
        bringing: Bringing,
        places: (&VirtualPath, &VirtualPath),
        overwrite: bool,
    ) -> Result<Brought> {
        let bring = || self.bring_as_seen(caller, bringing, places, overwrite);
        match bring().await {
            Err(error) if overwrite && was_seen_wrong(&error) => {
                // That a name is taken was noted with the answer.
                if !error.is_conflict("name_taken") {
                    let place = self.open_target(places.1, self.visitor()).await?;
                    place.doubt();
                }
                bring().await
            }
            brought => brought,
        }
    }

    /// Brings it where something lies, or nothing, as far as memory knows: that may be out of date.
    async fn bring_as_seen(
        self: &Arc<Self>,
        caller: &Caller,
        bringing: Bringing,
        places: (&VirtualPath, &VirtualPath),
        overwrite: bool,
    ) -> Result<Brought> {
        self.check_bringing(caller, bringing, places)?;
        let errand = Errand::of(caller, bringing, places);
        let found = self.find_or_join(caller, (&errand, bringing), places, overwrite);
        let original = match found.await? {
            Found::Original(original) => original,
            Found::UnderWay(under_way) => return Ok(Brought::joining(under_way)),
        };
        let bringing = bringing.of(&original.entry);
        let replaced = self
            .replaces(caller, (bringing, &original), places.1)
            .await?;
        if replaced && !overwrite {
            return Err(Error::PreconditionFailed);
        }
        let relocation = if replaced {
            self.bring_over(caller, bringing, places).await?
        } else {
            self.step(caller, bringing, places, IfExists::Fail).await?
        };
        if let Relocation::UnderWay(transfer) = &relocation {
            let under_way = UnderWay {
                transfer: transfer.clone(),
                replaced,
                cargo: Cargo::of(&original.entry, overwrite),
            };
            self.transfers.errands.note(errand, under_way);
        }
        Ok(Brought {
            replaced,
            relocation,
        })
    }

    /// What is to be brought, once nothing is under way there that was asked for of another content, or on other
    /// terms.
    async fn find_or_join(
        &self,
        caller: &Caller,
        (errand, bringing): (&Errand, Bringing),
        places: (&VirtualPath, &VirtualPath),
        overwrite: bool,
    ) -> Result<Found> {
        loop {
            let original = self.look_at_original(caller, bringing, places).await;
            let Some(under_way) = self.transfers.errands.find(errand) else {
                return original.map(Found::Original);
            };
            let seen = match &original {
                Ok(original) => Some(&*original.entry),
                Err(Error::NotFound) => None,
                Err(_) => return original.map(Found::Original),
            };
            if errand.is_for(&under_way, (seen, overwrite)) {
                return Ok(Found::UnderWay(under_way));
            }
            original?;
            self.transfers.outlast(&under_way.transfer).await?;
        }
    }

    async fn look_at_original(
        &self,
        caller: &Caller,
        bringing: Bringing,
        (from, to): (&VirtualPath, &VirtualPath),
    ) -> Result<Original> {
        self.find_target(to)?;
        check_name(to, None)?;
        let mandate = self.authority.mandate(caller);
        let standing = self.find_origin(bringing, from)?;
        let spot = self.open(from, standing, self.visitor()).await?;
        let entry = self.look(&mandate, &spot, bringing.demand((from, to)));
        let entry = entry.await?;
        Ok(Original { spot, entry })
    }

    /// Whether something else lies where it is to go. It is told to nobody who may not write where that is found.
    ///
    /// # Errors
    /// `into_itself` where it lies there itself, by this path or by another one, under the very name.
    async fn replaces(
        &self,
        caller: &Caller,
        (bringing, original): (Bringing, &Original),
        to: &VirtualPath,
    ) -> Result<bool> {
        let mandate = self.authority.mandate(caller);
        let spot = self.open_target(to, self.visitor()).await?;
        let Some(entry) = self.stat(&spot).await? else {
            return Ok(false);
        };
        let demand = Demand::tree(Right::Write);
        spot.decide_again(&mandate, &entry, demand).await?;
        let kinship = original.spot.reached.mounted.kinship(&spot.reached.mounted);
        if kinship == Kinship::Strangers || entry.id != original.entry.id {
            return Ok(true);
        }
        let stored = entry.name.as_ref().map(Segment::as_str);
        if bringing == Bringing::Move && stored != to.name() {
            // Another letter case is another name.
            return Ok(false);
        }
        Err(onto_itself())
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
        let how = (if_exists, Turn::Awaited);
        match bringing {
            Bringing::Move => self.move_to(caller, (from, to), how).await,
            Bringing::Copy => self.copy(caller, (from, to), how).await,
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
