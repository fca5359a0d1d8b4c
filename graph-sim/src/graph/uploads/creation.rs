//! The beginning of an upload session.

use http::header;
use serde_json::Value;

use super::destination::{self, Spotted};
use super::request::{self, SessionRequest};
use crate::doors;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::{DriveName, Place};
use crate::graph::{precondition, writing};
use crate::switches::{ConflictFound, DefaultConflict, SessionIfMatch, SessionTag};
use crate::uploads::{self, Destination, Plan, Session};
use crate::world::{Conflict, Drive, Form, ItemKey, Spot};

/// `POST …/createUploadSession`: "driveItem: createUploadSession". By path for a new file or, by
/// the conflict behavior, another content of an old one; by id for another content. Left out:
/// `driveItemSource`, `mediaSource` and `description` have no effect.
pub(crate) fn create(
    inquiry: &Inquiry<'_>,
    name: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let switches = &inquiry.switches.uploads;
    let request = request::parse(inquiry)?;
    if request
        .item
        .file_size
        .is_some_and(|size| size > switches.largest_file)
    {
        return Err(uploads::fault::file_too_large().into());
    }
    let asked = writing::asked_conflict(inquiry, request.item.conflict.as_deref())?;
    let id = doors::random_guid();
    let (plan, url) = inquiry.state.change(|world| {
        let key = writing::drive_key(world, locate::drive(inquiry, world, name)?);
        let drive = world.drive_mut(key);
        let plan = plan(inquiry, drive, place, &request, asked)?;
        let anchor = match plan.destination {
            Destination::File(guid) | Destination::Name { folder: guid, .. } => guid,
        };
        let anchor = drive.find_guid(anchor).ok_or_else(fault::item_not_found)?;
        let anchor = drive.item(anchor);
        let url = uploads::url(inquiry.state, drive, anchor, plan.conflict, id);
        Ok::<_, Failure>((plan, url))
    })?;
    let now = inquiry.state.clock.now();
    let session = Session::new(id, plan, request.item.file_size, now, switches);
    let mut document = uploads::progress(&session, switches.expected_ranges);
    if let Some(members) = document.as_object_mut() {
        let context = inquiry.context("microsoft.graph.uploadSession");
        members.insert("@odata.context".to_owned(), context.into());
        members.insert("uploadUrl".to_owned(), Value::from(url));
    }
    // Only now: who commits holds the sessions first and the world second.
    inquiry.state.uploads.insert(session);
    Ok(Answer::json(&document))
}

/// What the session is for, after all that can be wrong with it was checked.
fn plan(
    inquiry: &Inquiry<'_>,
    drive: &mut Drive,
    place: &Place,
    request: &SessionRequest,
    asked: Option<Conflict>,
) -> Result<Plan, Failure> {
    let spotted = destination::spot(inquiry, drive, place)?;
    let (occupant, name) = match &spotted {
        Spotted::Item(key) if drive.item(*key).blob().is_some() => {
            (Some(*key), drive.item(*key).name.to_string())
        }
        Spotted::Item(_) => return Err(uploads::fault::no_path().into()),
        Spotted::Named(named) => (named.occupant(inquiry, drive), named.name.clone()),
    };
    if request.item.name.as_ref().is_some_and(|said| *said != name) {
        let message = "The name in the body is not that of the address.";
        return Err(fault::invalid_request(message).into());
    }
    check_occupant(inquiry, drive, occupant, request.item.file_size)?;
    let destination = match &spotted {
        Spotted::Item(key) => destination::of_item(drive, *key, asked),
        Spotted::Named(named) => named.settle(inquiry, drive)?,
    };
    let conflict = asked.unwrap_or(match inquiry.switches.uploads.session_conflict {
        DefaultConflict::Fail => Conflict::Fail,
        DefaultConflict::Replace => Conflict::Replace,
    });
    check_conflict(inquiry, drive, &destination, conflict)?;
    let breaks = inquiry.switches.uploads.if_match == SessionIfMatch::Breaks
        && inquiry.call.headers.contains_key(header::IF_MATCH);
    let turns = breaks || inquiry.switches.uploads.session_tag == SessionTag::Changed;
    if let (true, Some(key)) = (turns, occupant) {
        drive.item_mut(key).version += 1;
    }
    Ok(Plan {
        caller: inquiry.caller.clone(),
        drive_id: drive.id.clone(),
        destination,
        conflict,
        times: request.item.times(),
        deferred: request.defer_commit,
        breaks,
    })
}

/// What stands there must be as the client knows it and not locked, and what replaces it must not
/// be known to be too large.
fn check_occupant(
    inquiry: &Inquiry<'_>,
    drive: &Drive,
    occupant: Option<ItemKey>,
    size: Option<u64>,
) -> Result<(), Failure> {
    let occupant = occupant.map(|key| drive.item(key));
    precondition::if_match(inquiry, occupant)?;
    precondition::if_none_match(inquiry, occupant)?;
    if occupant.is_some_and(|item| item.lock.is_some()) {
        return Err(fault::locked().into());
    }
    let old = occupant.map_or(0, |item| item.size);
    if size.unwrap_or(0).saturating_sub(old) > drive.room() {
        return Err(fault::quota_reached().into());
    }
    Ok(())
}

/// By the switch, a name that is taken is found before any byte.
fn check_conflict(
    inquiry: &Inquiry<'_>,
    drive: &Drive,
    destination: &Destination,
    conflict: Conflict,
) -> Result<(), Failure> {
    let Destination::Name { folder, name } = destination else {
        return Ok(());
    };
    if inquiry.switches.uploads.conflict_found == ConflictFound::AtCommit {
        return Ok(());
    }
    let folder = drive.find_guid(*folder).ok_or_else(fault::item_not_found)?;
    let spot = Spot {
        folder,
        name,
        conflict,
    };
    match drive.survey(spot, Form::File, None) {
        Ok(_) => Ok(()),
        Err(error) => Err(fault::misplaced(error).into()),
    }
}
