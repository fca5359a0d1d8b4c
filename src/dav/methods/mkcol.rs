//! `MKCOL`: a folder made (RFC 4918, section 9.3).

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;

use crate::dav::answers::empty;
use crate::dav::ask::Ask;
use crate::dav::conditions;
use crate::dav::refusal::{Refusal, Trouble};
use crate::services::Made;

/// A folder that is there already is 405, which programs that make every folder above take for good; a body asks
/// for what nobody here knows.
pub(super) async fn answer(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    // One in pieces may turn out to be none.
    let body = ask.read_xml(body).await?;
    if !body.is_empty() {
        return Err(Refusal::BodyNotTaken.into());
    }
    conditions::check(ask).await?;
    let files = &ask.services().files;
    match files.mkdir(&ask.caller, ask.path(), false).await {
        Ok(Made::Created(_)) => Ok(empty(StatusCode::CREATED)),
        Ok(Made::Found(_)) => Err(Refusal::Occupied.into()),
        // Folders that mounts bring about are there, too.
        Err(error) if error.is_conflict("mount_root") || error.is_conflict("virtual_folder") => {
            let browse = &ask.services().browse;
            match browse.stat(&ask.caller, ask.path()).await {
                Ok(_) => Err(Refusal::Occupied.into()),
                Err(_) => Err(error.into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}
