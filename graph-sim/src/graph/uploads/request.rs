//! The body of a request for an upload session.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::writing::{FileSystemInfo, read_json};
use crate::switches::Unsupported;
use crate::world::AskedTimes;

/// What Graph knows beside the item.
const MEMBERS: [&str; 2] = ["item", "deferCommit"];
/// What Graph knows of the item, `driveItemUploadableProperties`; a business drive heeds neither
/// `description` nor the sources. `@name.conflictBehavior` is what old clients write.
const ITEM_MEMBERS: [&str; 9] = [
    "@microsoft.graph.conflictBehavior",
    "@name.conflictBehavior",
    "@odata.type",
    "description",
    "driveItemSource",
    "fileSize",
    "fileSystemInfo",
    "mediaSource",
    "name",
];

/// The body; an empty one says nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct SessionRequest {
    pub(super) item: ItemRequest,
    pub(super) defer_commit: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ItemRequest {
    #[serde(
        rename = "@microsoft.graph.conflictBehavior",
        alias = "@name.conflictBehavior"
    )]
    pub(super) conflict: Option<String>,
    pub(super) name: Option<String>,
    pub(super) file_size: Option<u64>,
    file_system_info: FileSystemInfo,
}

impl ItemRequest {
    /// The client's times of the file.
    pub(super) fn times(&self) -> AskedTimes {
        self.file_system_info.into()
    }
}

/// Reads the body. A value of the wrong type is refused always, an unknown member by the switch:
/// `OData` services refuse it, but no document says so of this one.
pub(super) fn parse(inquiry: &Inquiry<'_>) -> Result<SessionRequest, Failure> {
    if inquiry.call.body.is_empty() {
        return Ok(SessionRequest::default());
    }
    let document: Map<String, Value> = read_json(inquiry)?;
    if inquiry.switches.uploads.unknown_members == Unsupported::Refused {
        let item = document.get("item").and_then(Value::as_object);
        check_members(&document, &MEMBERS)?;
        item.map_or(Ok(()), |item| check_members(item, &ITEM_MEMBERS))?;
    }
    read_json(inquiry)
}

fn check_members(object: &Map<String, Value>, known: &[&str]) -> Result<(), Failure> {
    match object.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let message = format!("The property '{name}' does not exist here.");
            Err(fault::invalid_request(message).into())
        }
    }
}
