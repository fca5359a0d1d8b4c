//! What is to be changed, and whether it may be.

use http::header;

use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::{DriveName, Place};
use crate::world::{Drive, DriveKey, Item, ItemKey, NameFault, World};

/// An item that a request is about to change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) drive: DriveKey,
    pub(crate) item: ItemKey,
}

impl Target {
    /// Finds the item.
    pub(crate) fn find(
        inquiry: &Inquiry<'_>,
        world: &World,
        drive: &DriveName,
        place: &Place,
    ) -> Result<Self, Failure> {
        let drive = locate::drive(inquiry, world, drive)?;
        let item = locate::item(inquiry, drive, place)?;
        Ok(Self {
            drive: drive_key(world, drive),
            item,
        })
    }

    /// Finds the item and makes sure that it is as the caller knows it, and not locked.
    pub(crate) fn claim(
        inquiry: &Inquiry<'_>,
        world: &World,
        drive: &DriveName,
        place: &Place,
    ) -> Result<Self, Failure> {
        let target = Self::find(inquiry, world, drive, place)?;
        let item = target.item(world);
        check_tag(inquiry, item)?;
        if item.lock.is_some() {
            return Err(fault::locked().into());
        }
        Ok(target)
    }

    /// The drive it is in.
    pub(crate) fn drive(self, world: &World) -> &Drive {
        world.drive(self.drive)
    }

    /// The item as it is now.
    pub(crate) fn item(self, world: &World) -> &Item {
        self.drive(world).item(self.item)
    }

    /// Refuses the root of a drive, which can't be moved, deleted or copied.
    pub(crate) fn refuse_root(self) -> Result<(), Failure> {
        if self.item == Drive::ROOT {
            Err(fault::invalid_request("The root of a drive stays as it is.").into())
        } else {
            Ok(())
        }
    }
}

/// The place of a drive that was found.
pub(crate) fn drive_key(world: &World, drive: &Drive) -> DriveKey {
    world
        .find_drive_key(&drive.id)
        .expect("a drive is found by its id")
}

/// A name that may not be given, as a failure.
pub(crate) fn bad_name(name_fault: NameFault) -> Failure {
    fault::bad_path(name_fault).into()
}

/// `If-Match` with the eTag or the cTag, as it was received; `*` fits whatever is there.
fn check_tag(inquiry: &Inquiry<'_>, item: &Item) -> Result<(), Failure> {
    let Some(tag) = inquiry.call.header(header::IF_MATCH).map(str::trim) else {
        return Ok(());
    };
    if tag == "*" || tag == item.e_tag() || Some(tag) == item.c_tag().as_deref() {
        return Ok(());
    }
    let strong = tag.strip_prefix("W/").unwrap_or(tag);
    let is_quoted = strong.len() > 1 && strong.starts_with('"') && strong.ends_with('"');
    if is_quoted {
        Err(fault::resource_modified().into())
    } else {
        Err(fault::malformed_tag().into())
    }
}
