//! The request for a copy.

use http::StatusCode;
use serde::Deserialize;

use super::job::{CopyJob, CopyOrder};
use crate::doors;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::{DriveName, Place};
use crate::graph::writing::{ParentReference, Target, bad_name, conflict, read_json};
use crate::switches::{CopyAcknowledgment, CopyPace, NamedHistory};
use crate::world::{Drive, Form, Item, ItemKey, World};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CopyRequest {
    name: Option<String>,
    parent_reference: Option<ParentReference>,
    #[serde(default)]
    include_all_version_history: bool,
    #[serde(default)]
    children_only: bool,
}

/// `POST …/items/{item}/copy`: "driveItem: copy". Where it goes wrong only when it is made, such as
/// by a name that is taken, the monitor says so; of children alone those before the one that can't
/// be copied are there by then.
pub(crate) fn order(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let request: CopyRequest = read_json(inquiry)?;
    let order = {
        let world = inquiry.state.world();
        let source = Target::find(inquiry, &world, drive, place)?;
        check_portion(source, source.item(&world), &request)?;
        plan(inquiry, &world, source, request)?
    };
    let switches = &inquiry.switches.copying;
    let pace = match switches.acknowledgment {
        CopyAcknowledgment::WithoutMonitor => CopyPace::Polls(0),
        CopyAcknowledgment::Accepted | CopyAcknowledgment::EmptyOk => switches.pace,
    };
    let monitor = begin(inquiry, order, pace);
    Ok(match switches.acknowledgment {
        CopyAcknowledgment::Accepted => Answer::Begun {
            status: StatusCode::ACCEPTED,
            monitor: Some(monitor),
        },
        CopyAcknowledgment::EmptyOk => Answer::Begun {
            status: StatusCode::OK,
            monitor: Some(monitor),
        },
        CopyAcknowledgment::WithoutMonitor => Answer::Begun {
            status: StatusCode::OK,
            monitor: None,
        },
    })
}

fn plan(
    inquiry: &Inquiry<'_>,
    world: &World,
    source: Target,
    request: CopyRequest,
) -> Result<CopyOrder, Failure> {
    let (source_drive, item) = (source.drive(world), source.item(world));
    let parent = request.parent_reference.as_ref();
    let target_drive = match parent.and_then(ParentReference::drive_id) {
        Some(id) => locate::drive(inquiry, world, &DriveName::Id(id.to_owned()))?,
        None => source_drive,
    };
    let folder = match parent {
        Some(parent) => find_folder(inquiry, target_drive, parent)?,
        None => item.parent.unwrap_or(Drive::ROOT),
    };
    let is_named = request.name.is_some();
    let name = request.name.unwrap_or_else(|| item.name.to_string());
    if !request.children_only {
        let stems = inquiry.switches.addressing.reserved_stems;
        target_drive
            .check_new_name(folder, &name, Form::of(&item.kind), stems)
            .map_err(bad_name)?;
    }
    let loses = is_named && inquiry.switches.copying.named_history == NamedHistory::Lost;
    Ok(CopyOrder {
        source_drive: source_drive.id.clone(),
        source: item.guid,
        target_drive: target_drive.id.clone(),
        folder: target_drive.item(folder).guid,
        name,
        conflict: conflict(inquiry, None)?,
        children_only: request.children_only,
        with_versions: request.include_all_version_history && !loses,
    })
}

fn find_folder(
    inquiry: &Inquiry<'_>,
    drive: &Drive,
    parent: &ParentReference,
) -> Result<ItemKey, Failure> {
    let folder = parent.find_folder(inquiry, drive)?;
    folder.ok_or_else(|| fault::invalid_request("The parent reference names no folder.").into())
}

/// What is to be copied must be fit for it, in the words of the documents.
fn check_portion(source: Target, item: &Item, request: &CopyRequest) -> Result<(), Failure> {
    let message = match (request.children_only, &request.name) {
        (true, _) if item.children().is_none() => {
            "childrenOnly option is not valid for file items."
        }
        (true, Some(_)) => "Cannot use name parameter alongside childrenOnly.",
        (false, _) if source.item == Drive::ROOT => "Cannot copy the root folder.",
        (true, None) | (false, _) => return Ok(()),
    };
    Err(fault::invalid_request(message).into())
}

/// Notes the copy and tells the address of its monitor.
fn begin(inquiry: &Inquiry<'_>, order: CopyOrder, pace: CopyPace) -> String {
    let (id, secret) = (doors::random_guid(), doors::random_guid());
    let job = CopyJob {
        order,
        secret,
        pace,
        began_at: inquiry.state.clock.now(),
        polls: 0,
        outcome: None,
    };
    inquiry.state.copies.lock().insert(id, job);
    inquiry.state.copies.settle(inquiry.state);
    super::monitor::url(inquiry.state, id, secret)
}
