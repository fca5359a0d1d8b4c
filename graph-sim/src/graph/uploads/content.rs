//! Small files in one request.

use http::header;

use super::destination::{self, Spotted};
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::{DriveName, Place};
use crate::graph::{precondition, writing};
use crate::switches::Chunked;
use crate::uploads::{self, Committed, Delivery, Destination, Draft};
use crate::world::{AskedTimes, Conflict, Drive};

/// `PUT …/content`: "Upload or replace the contents of a driveItem". By path a new file or, by the
/// conflict behavior, another content of an old one; by id another content. Left out: contents
/// that are sent as `multipart/related` with their metadata.
pub(crate) fn put(
    inquiry: &Inquiry<'_>,
    name: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let draft = body(inquiry)?;
    let asked = writing::asked_conflict(inquiry, None)?;
    inquiry.state.change(|world| {
        let key = writing::drive_key(world, locate::drive(inquiry, world, name)?);
        let drive = world.drive_mut(key);
        let destination = target(inquiry, drive, place, asked)?;
        let delivery = Delivery {
            draft: draft.clone(),
            conflict: asked.unwrap_or(Conflict::Replace),
            times: AskedTimes::default(),
            app: inquiry.caller.app,
        };
        let switches = &inquiry.switches.uploads;
        let stored = uploads::store(drive, &destination, delivery, switches)?;
        let committed = Committed::new(inquiry, world, world.drive(key), stored);
        Ok(Answer::Committed(committed))
    })
}

/// The file in the request.
fn body<'a>(inquiry: &Inquiry<'a>) -> Result<&'a Draft, Failure> {
    let switches = &inquiry.switches.uploads;
    let has_length = inquiry.call.headers.contains_key(header::CONTENT_LENGTH);
    if !has_length && switches.chunked == Chunked::LengthRequired {
        return Err(uploads::fault::length_required().into());
    }
    let draft = inquiry.call.upload.as_deref();
    let draft = draft.ok_or(Failure::Lacking("a body that was not taken in as a file"))?;
    if draft.size() > switches.largest_put {
        return Err(uploads::fault::stream_too_large().into());
    }
    Ok(draft)
}

/// Where the file goes, after all that can be wrong with it was checked.
fn target(
    inquiry: &Inquiry<'_>,
    drive: &mut Drive,
    place: &Place,
    asked: Option<Conflict>,
) -> Result<Destination, Failure> {
    match destination::spot(inquiry, drive, place)? {
        Spotted::Item(key) => {
            let item = drive.item(key);
            if item.blob().is_none() {
                let message = "The item has no content that could be replaced.";
                return Err(fault::invalid_request(message).into());
            }
            precondition::if_match(inquiry, Some(item))?;
            precondition::if_none_match(inquiry, Some(item))?;
            Ok(destination::of_item(drive, key, asked))
        }
        Spotted::Named(named) => {
            let occupant = named.occupant(inquiry, drive);
            let occupant = occupant.map(|key| drive.item(key));
            precondition::if_match(inquiry, occupant)?;
            precondition::if_none_match(inquiry, occupant)?;
            named.settle(inquiry, drive)
        }
    }
}
