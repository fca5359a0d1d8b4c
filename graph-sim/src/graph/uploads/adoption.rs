//! A session's file under another name.

use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::{conflict, request};
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::route::{DriveName, Place};
use crate::uploads::{self, Destination};
use crate::world::{Conflict, Form};

#[derive(Deserialize)]
struct Adoption {
    name: String,
    #[serde(rename = "@microsoft.graph.conflictBehavior")]
    conflict: Option<String>,
    #[serde(rename = "@microsoft.graph.sourceUrl")]
    source_url: String,
}

/// `PUT …/root:/{folder}` with `@microsoft.graph.sourceUrl`: "driveItem: createUploadSession",
/// the part on upload errors. A complete session that met a conflict becomes a file of the name in
/// the body, in the folder of the address. Left out: any other way to `PUT` an item.
pub(crate) fn adopt(
    inquiry: &Inquiry<'_>,
    name: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let adoption: Adoption = request::read(&inquiry.call.body)?;
    let conflict = conflict(adoption.conflict.as_deref())?.unwrap_or(Conflict::Fail);
    let id = session(inquiry, &adoption.source_url)?;
    let (drive_id, destination) = {
        let world = inquiry.state.world();
        let drive = locate::drive(inquiry, &world, name)?;
        let folder = locate::item(inquiry, drive, place)?;
        let stems = inquiry.switches.addressing.reserved_stems;
        drive
            .check_new_name(folder, &adoption.name, Form::File, stems)
            .map_err(fault::bad_path)?;
        let folder = drive.item(folder).guid;
        let name = adoption.name;
        (drive.id.clone(), Destination::Name { folder, name })
    };
    let committed = uploads::adopt(inquiry, id, &drive_id, (&destination, conflict))?;
    Ok(Answer::Committed(committed))
}

/// The session an upload URL is of.
fn session(inquiry: &Inquiry<'_>, address: &str) -> Result<Uuid, Failure> {
    let refused = || fault::invalid_request("The source is not an upload session.").into();
    let address = Url::parse(address).map_err(|_| refused())?;
    let query = address.query().unwrap_or_default();
    uploads::check_url(inquiry.state, address.path(), query).map_err(|_| refused())
}
