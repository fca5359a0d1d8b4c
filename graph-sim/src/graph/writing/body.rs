//! What requests say in JSON. Members that aren't known are ignored, as `OData` clients expect.

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::world::{AskedTimes, Conflict};

/// The annotation that says what to do when a name is taken, in bodies and queries.
const CONFLICT: &str = "@microsoft.graph.conflictBehavior";

/// `fileSystemInfo`: what isn't said is absent.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileSystemInfo {
    #[serde(default, deserialize_with = "crate::timestamp::deserialize_some")]
    created_date_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "crate::timestamp::deserialize_some")]
    last_modified_date_time: Option<Timestamp>,
}

impl From<FileSystemInfo> for AskedTimes {
    fn from(info: FileSystemInfo) -> Self {
        Self {
            created: info.created_date_time,
            modified: info.last_modified_date_time,
        }
    }
}

/// Where something is to go: `parentReference`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ParentReference {
    pub(crate) drive_id: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) path: Option<String>,
}

/// Reads the body of a request. Broken JSON and wrong types are 400.
pub(crate) fn read_json<T: DeserializeOwned>(inquiry: &Inquiry<'_>) -> Result<T, Failure> {
    serde_json::from_slice(&inquiry.call.body)
        .map_err(|_| fault::bad_request("Unable to read JSON request payload.").into())
}

/// Reads the conflict behavior: what the body says, else what the query says, else `fail`.
pub(crate) fn conflict(inquiry: &Inquiry<'_>, said: Option<&str>) -> Result<Conflict, Failure> {
    let Some(text) = said.or_else(|| inquiry.options.parameter(CONFLICT)) else {
        return Ok(Conflict::Fail);
    };
    Conflict::parse(text).ok_or_else(|| {
        fault::invalid_request("The conflict behavior is none of fail, replace and rename.").into()
    })
}
