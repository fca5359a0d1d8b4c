//! One copy, from the request to its end.

use jiff::Timestamp;
use uuid::Uuid;

use crate::switches::CopyPace;
use crate::world::{Conflict, CopyError, CopyPlan, ItemKey, PlaceError, Spot, World};

/// What is to be copied where. Drives and items are named by their ids: until the copy is made they
/// may be gone.
#[derive(Clone, Debug)]
pub(super) struct CopyOrder {
    pub(super) source_drive: String,
    pub(super) source: Uuid,
    pub(super) target_drive: String,
    pub(super) folder: Uuid,
    pub(super) name: String,
    pub(super) conflict: Conflict,
    /// Not the item itself, which is a folder.
    pub(super) children_only: bool,
    pub(super) with_versions: bool,
}

/// A copy that was asked for.
#[derive(Debug)]
pub(super) struct CopyJob {
    pub(super) order: CopyOrder,
    /// What the monitor's address must bring.
    pub(super) secret: Uuid,
    pub(super) pace: CopyPace,
    pub(super) began_at: Timestamp,
    /// How often the monitor was asked.
    pub(super) polls: u32,
    pub(super) outcome: Option<Result<Made, CopyFailure>>,
}

/// The copy, when it is made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) drive_id: String,
    pub(super) item_id: String,
}

/// Why there is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct CopyFailure {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
}

impl CopyJob {
    /// Whether it is time to make the copy.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        match self.pace {
            CopyPace::Polls(0) => true,
            CopyPace::Polls(in_vain) => self.polls > in_vain,
            CopyPace::Seconds(seconds) => self.elapsed(now) >= i64::from(seconds),
        }
    }

    /// How far it seems to be, from 0 to 1.
    pub(super) fn progress(&self, now: Timestamp) -> f64 {
        match self.pace {
            CopyPace::Polls(in_vain) => {
                f64::from(self.polls.saturating_sub(1)) / f64::from(in_vain.max(1))
            }
            CopyPace::Seconds(seconds) => {
                let elapsed = u32::try_from(self.elapsed(now)).unwrap_or_default();
                f64::from(elapsed) / f64::from(seconds.max(1))
            }
        }
    }

    fn elapsed(&self, now: Timestamp) -> i64 {
        now.duration_since(self.began_at).as_secs()
    }

    /// Makes the copy.
    pub(super) fn run(&mut self, world: &mut World) {
        self.outcome = Some(self.order.run(world));
    }
}

impl CopyOrder {
    fn run(&self, world: &mut World) -> Result<Made, CopyFailure> {
        let gone = CopyFailure {
            code: "itemNotFound",
            message: "The resource could not be found.",
        };
        let (source_drive, target_drive) = world
            .find_drive_key(&self.source_drive)
            .zip(world.find_drive_key(&self.target_drive))
            .ok_or(gone)?;
        let source = world.drive(source_drive).find_guid(self.source);
        let folder = world.drive(target_drive).find_guid(self.folder);
        let (source, folder) = source.zip(folder).ok_or(gone)?;
        let plan = CopyPlan {
            source: (source_drive, source),
            target: target_drive,
            with_versions: self.with_versions,
        };
        let made = if self.children_only {
            self.copy_children(world, plan, folder)
        } else {
            world.copy(plan, self.spot(folder, &self.name))
        };
        let made = made.map_err(CopyFailure::from)?;
        let drive = world.drive(target_drive);
        Ok(Made {
            drive_id: drive.id.clone(),
            item_id: drive.id_of(drive.item(made)),
        })
    }

    fn spot<'a>(&self, folder: ItemKey, name: &'a str) -> Spot<'a> {
        Spot {
            folder,
            name,
            conflict: self.conflict,
        }
    }

    /// Copies what is in the folder, and answers where it went.
    fn copy_children(
        &self,
        world: &mut World,
        plan: CopyPlan,
        folder: ItemKey,
    ) -> Result<ItemKey, CopyError> {
        let drive = world.drive(plan.source.0);
        let children = drive.item(plan.source.1).children().into_iter().flatten();
        let children: Vec<(ItemKey, Box<str>)> = children
            .map(|(_, key)| (*key, drive.item(*key).name.clone()))
            .collect();
        for (child, name) in children {
            let source = (plan.source.0, child);
            world.copy(CopyPlan { source, ..plan }, self.spot(folder, &name))?;
        }
        Ok(folder)
    }
}

impl From<CopyError> for CopyFailure {
    fn from(error: CopyError) -> Self {
        let (code, message) = match error {
            CopyError::Place(PlaceError::NameTaken) => (
                "nameAlreadyExists",
                "An item with the same name already exists under the parent.",
            ),
            CopyError::Place(PlaceError::Locked) => (
                "resourceLocked",
                "The resource you are attempting to access is locked",
            ),
            CopyError::Place(
                PlaceError::IntoItself | PlaceError::NotAFolder | PlaceError::NotAFile,
            ) => ("invalidRequest", "The item can't be copied there."),
            CopyError::NoRoom => ("quotaLimitReached", "Insufficient Space Available"),
            CopyError::TooManyItems => (
                "notSupported",
                "More than 30,000 items can't be copied at once.",
            ),
        };
        Self { code, message }
    }
}
