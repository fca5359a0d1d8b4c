//! Rename, move, times.

use serde::Deserialize;

use super::body::{self, FileSystemInfo, ParentReference};
use super::target::{Target, bad_name};
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::items;
use crate::graph::route::{DriveName, Place};
use crate::switches::{MovedTimes, UpdateConflict};
use crate::world::{AskedTimes, Conflict, Drive, Form, ItemKey, Spot, World};

#[derive(Deserialize)]
struct Update {
    name: Option<String>,
    #[serde(rename = "parentReference")]
    parent: Option<ParentReference>,
    #[serde(rename = "fileSystemInfo")]
    times: Option<FileSystemInfo>,
    #[serde(rename = "@microsoft.graph.conflictBehavior")]
    conflict: Option<String>,
}

/// `PATCH …/items/{item}`: "Update driveItem" and "Move a driveItem to a new folder". 409 on a
/// clash of names, 412 and 423. Left out: other properties, which are ignored.
pub(crate) fn update(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let order: Update = body::read_json(inquiry)?;
    let conflict = match inquiry.switches.writing.update_conflict {
        UpdateConflict::Honored => body::conflict(inquiry, order.conflict.as_deref())?,
        UpdateConflict::Ignored => Conflict::Fail,
    };
    inquiry.state.change(|world| {
        let target = Target::claim(inquiry, world, drive, place)?;
        items::require_hash(inquiry, world, target.drive(world), target.item)?;
        if order.name.is_some() || order.parent.is_some() {
            target.refuse_root()?;
            relocate(inquiry, world, target, &order, conflict)?;
        }
        if let Some(times) = order
            .times
            .map(AskedTimes::from)
            .filter(|times| !times.is_empty())
        {
            let makes_version = inquiry.switches.writing.times_make_version;
            world
                .drive_mut(target.drive)
                .set_times(target.item, times, makes_version);
        }
        items::document(inquiry, world, target.drive(world), target.item).map(Answer::Json)
    })
}

fn relocate(
    inquiry: &Inquiry<'_>,
    world: &mut World,
    target: Target,
    order: &Update,
    conflict: Conflict,
) -> Result<(), Failure> {
    let (drive, item) = (target.drive(world), target.item(world));
    let old_folder = item.parent;
    let folder = match &order.parent {
        Some(parent) => find_folder(inquiry, drive, parent)?,
        None => old_folder,
    };
    let folder = folder.or(old_folder).unwrap_or(Drive::ROOT);
    let name = order.name.clone().unwrap_or_else(|| item.name.to_string());
    if old_folder == Some(folder) && *item.name == *name {
        return Ok(());
    }
    let stems = inquiry.switches.addressing.reserved_stems;
    drive
        .check_new_name(folder, &name, Form::of(&item.kind), stems)
        .map_err(bad_name)?;
    let spot = Spot {
        folder,
        name: &name,
        conflict,
    };
    let drive = world.drive_mut(target.drive);
    drive
        .relocate(target.item, spot)
        .map_err(fault::misplaced)?;
    let resets = inquiry.switches.writing.moved_times == MovedTimes::Reset;
    if resets && old_folder != Some(folder) {
        drive.reset_times(target.item);
    }
    Ok(())
}

/// The folder an item is to be moved to; none if the reference names no other.
fn find_folder(
    inquiry: &Inquiry<'_>,
    drive: &Drive,
    parent: &ParentReference,
) -> Result<Option<ItemKey>, Failure> {
    if parent.drive_id().is_some_and(|id| id != drive.id) {
        let message = "An item can't be moved to another drive.";
        return Err(fault::invalid_request(message).into());
    }
    parent.find_folder(inquiry, drive)
}
