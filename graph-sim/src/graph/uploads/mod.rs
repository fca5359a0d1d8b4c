//! Uploads as far as the Graph host sees them; the rest is at upload URLs (`crate::uploads`).
//!
//! - [`content`]: `PUT …/content`
//! - [`creation`], [`request`]: `POST …/createUploadSession`, and its body
//! - [`adoption`]: `PUT …/items/{folder}` with the file of a session
//! - [`destination`]: from an address to the folder and the name of a new file
//! - [`precondition`]: `If-Match` and `If-None-Match`
//! - [`document`]: the file that was stored, as the answer shows it

mod adoption;
mod content;
mod creation;
mod destination;
mod document;
mod precondition;
mod request;

pub(super) use adoption::adopt;
pub(super) use content::put;
pub(super) use creation::create;
pub(crate) use document::describe;

use super::fault::{self, Failure};
use crate::world::Conflict;

/// Reads a value of `@microsoft.graph.conflictBehavior`, if there is one.
fn conflict(value: Option<&str>) -> Result<Option<Conflict>, Failure> {
    let parse = |text: &str| {
        Conflict::parse(text).ok_or_else(|| {
            fault::invalid_request("The conflict behavior is none that Graph has.").into()
        })
    };
    value.map(parse).transpose()
}
