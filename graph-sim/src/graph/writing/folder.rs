//! New folders.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::body::{self, FileSystemInfo};
use super::target::{Target, bad_name};
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::items;
use crate::graph::route::{DriveName, Place};
use crate::switches::{ExistingFolder, FolderTimes, WritingSwitches};
use crate::world::{AskedTimes, Conflict, Form, Kind, Spot, World};

#[derive(Deserialize)]
struct NewFolder {
    name: String,
    folder: Option<Map<String, Value>>,
    #[serde(rename = "fileSystemInfo", default)]
    times: FileSystemInfo,
    #[serde(rename = "@microsoft.graph.conflictBehavior")]
    conflict: Option<String>,
    /// How it was called before, and how some clients still write it.
    #[serde(rename = "@name.conflictBehavior")]
    old_conflict: Option<String>,
}

impl NewFolder {
    fn times(&self, switches: &WritingSwitches) -> AskedTimes {
        match switches.folder_times {
            FolderTimes::Honored => self.times.into(),
            FolderTimes::Ignored => AskedTimes::default(),
        }
    }
}

/// `POST …/children`: "Create a new folder in a drive". 201, or 409 `nameAlreadyExists`. Left out:
/// other facets than `folder` (a `file` makes an empty file), `description`.
pub(crate) fn create(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let order: NewFolder = body::read_json(inquiry)?;
    if order.folder.is_none() {
        return Err(fault::invalid_request("The item to create must be a folder.").into());
    }
    let said = order.conflict.as_deref().or(order.old_conflict.as_deref());
    let conflict = body::conflict(inquiry, said)?;
    inquiry.state.change(|world| {
        let parent = Target::find(inquiry, world, drive, place)?;
        let stems = inquiry.switches.addressing.reserved_stems;
        parent
            .drive(world)
            .check_new_name(parent.item, &order.name, Form::Folder, stems)
            .map_err(bad_name)?;
        if let Some(answer) = adopt(inquiry, world, parent, &order.name, conflict)? {
            return Ok(answer);
        }
        let spot = Spot {
            folder: parent.item,
            name: &order.name,
            conflict,
        };
        let times = order.times(&inquiry.switches.writing);
        let made = world
            .drive_mut(parent.drive)
            .store(spot, Kind::empty_folder(), times)
            .map_err(fault::misplaced)?;
        items::document(inquiry, world, parent.drive(world), made).map(Answer::Created)
    })
}

/// The folder that is there already, where `replace` means that.
fn adopt(
    inquiry: &Inquiry<'_>,
    world: &World,
    parent: Target,
    name: &str,
    conflict: Conflict,
) -> Result<Option<Answer>, Failure> {
    let answers = inquiry.switches.writing.existing_folder == ExistingFolder::Answered;
    if conflict != Conflict::Replace || !answers {
        return Ok(None);
    }
    let drive = parent.drive(world);
    let found = drive.find_child(parent.item, name);
    match found.filter(|key| drive.item(*key).children().is_some()) {
        Some(key) => {
            items::document(inquiry, world, drive, key).map(|json| Some(Answer::Json(json)))
        }
        None => Ok(None),
    }
}
