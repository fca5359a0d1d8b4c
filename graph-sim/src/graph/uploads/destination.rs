//! From an address to the folder and the name of a new file.

use http::StatusCode;

use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::{Place, Step};
use crate::switches::MissingParents;
use crate::uploads::Destination;
use crate::uploads::fault::refused_place;
use crate::world::{AskedTimes, Conflict, Drive, Form, ItemKey, Kind};

/// What an address for a file says.
#[derive(Debug)]
pub(super) enum Spotted {
    /// An item by its id, or the root.
    Item(ItemKey),
    /// A name in a folder.
    Named(Named),
}

/// A name in a folder that is there, below folders that aren't yet.
#[derive(Debug)]
pub(super) struct Named {
    folder: ItemKey,
    /// From the top down.
    missing: Vec<String>,
    pub(super) name: String,
}

/// Reads the address: its last name need not exist, nor, by the switch, the folders before it.
pub(super) fn spot(
    inquiry: &Inquiry<'_>,
    drive: &Drive,
    place: &Place,
) -> Result<Spotted, Failure> {
    let mut start = place.clone();
    let mut names = match start.steps.pop() {
        None => Vec::new(),
        Some(Step::Child(key)) => vec![locate::child_name(inquiry, &key)?],
        Some(Step::Path(path)) => locate::names(inquiry, &path)?,
    };
    let mut folder = locate::item(inquiry, drive, &start)?;
    let Some(name) = names.pop() else {
        return Ok(Spotted::Item(folder));
    };
    let mut missing = Vec::new();
    for name in names {
        let found = locate::child(inquiry, drive, folder, &name);
        match found {
            Ok(found) if missing.is_empty() => folder = found,
            Err(failure) if missing.is_empty() && !may_be_made(inquiry, &failure) => {
                return Err(failure);
            }
            Ok(_) | Err(_) => missing.push(name),
        }
    }
    Ok(Spotted::Named(Named {
        folder,
        missing,
        name,
    }))
}

fn may_be_made(inquiry: &Inquiry<'_>, failure: &Failure) -> bool {
    let makes = inquiry.switches.uploads.missing_parents == MissingParents::Created;
    makes && matches!(failure, Failure::Fault(fault) if fault.status == StatusCode::NOT_FOUND)
}

/// The destination of a file that is addressed by its id: itself, unless another name than its own
/// is asked for.
pub(super) fn of_item(drive: &Drive, key: ItemKey, asked: Option<Conflict>) -> Destination {
    let item = drive.item(key);
    match (asked, item.parent) {
        (Some(Conflict::Fail | Conflict::Rename), Some(folder)) => Destination::Name {
            folder: drive.item(folder).guid,
            name: item.name.to_string(),
        },
        _ => Destination::File(item.guid),
    }
}

impl Named {
    /// What stands there now.
    pub(super) fn occupant(&self, inquiry: &Inquiry<'_>, drive: &Drive) -> Option<ItemKey> {
        if self.missing.is_empty() {
            locate::child(inquiry, drive, self.folder, &self.name).ok()
        } else {
            None
        }
    }

    /// Checks all names, makes the folders that are missing, and tells the destination.
    pub(super) fn settle(
        &self,
        inquiry: &Inquiry<'_>,
        drive: &mut Drive,
    ) -> Result<Destination, Failure> {
        let stems = inquiry.switches.addressing.reserved_stems;
        let mut folder = self.folder;
        if drive.item(folder).children().is_none() {
            return Err(fault::item_not_found().into());
        }
        let folders = self.missing.iter().map(|name| (name, Form::Folder));
        for (name, form) in folders.chain([(&self.name, Form::File)]) {
            drive
                .check_new_name(folder, name, form, stems)
                .map_err(fault::bad_path)?;
        }
        for name in &self.missing {
            folder = drive
                .insert(folder, name, Kind::empty_folder(), AskedTimes::default())
                .map_err(refused_place)?;
        }
        Ok(Destination::Name {
            folder: drive.item(folder).guid,
            name: self.name.clone(),
        })
    }
}
