//! The body of a request for an upload session.

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::graph::fault::{self, Failure};
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

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FileSystemInfo {
    #[serde(deserialize_with = "crate::timestamp::deserialize_some")]
    created_date_time: Option<Timestamp>,
    #[serde(deserialize_with = "crate::timestamp::deserialize_some")]
    last_modified_date_time: Option<Timestamp>,
}

impl ItemRequest {
    /// The client's times of the file.
    pub(super) fn times(&self) -> AskedTimes {
        AskedTimes {
            created: self.file_system_info.created_date_time,
            modified: self.file_system_info.last_modified_date_time,
        }
    }
}

/// Reads the body. A value of the wrong type is refused always, an unknown member by the switch:
/// `OData` services refuse it, but no document says so of this one.
pub(super) fn parse(body: &[u8], unknown: Unsupported) -> Result<SessionRequest, Failure> {
    if body.is_empty() {
        return Ok(SessionRequest::default());
    }
    let document: Map<String, Value> = read(body)?;
    if unknown == Unsupported::Refused {
        let item = document.get("item").and_then(Value::as_object);
        check_members(&document, &MEMBERS)?;
        item.map_or(Ok(()), |item| check_members(item, &ITEM_MEMBERS))?;
    }
    read(body)
}

/// Reads JSON as Graph reads it.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body)
        .map_err(|error| fault::invalid_request(format!("The body is malformed: {error}")).into())
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
