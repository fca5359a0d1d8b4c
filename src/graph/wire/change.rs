//! What is sent to change something. Only what is said is changed.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::{DriveId, IfExists, ItemId, Segment, Times, Timestamp};

/// Body of a new folder (Graph documentation, "Create a new folder in a drive").
#[derive(Debug, Serialize)]
pub(in crate::graph) struct NewFolder<'a> {
    name: &'a str,
    folder: Map<String, Value>,
    #[serde(rename = "@microsoft.graph.conflictBehavior")]
    if_exists: &'static str,
}

/// Body of a change of an item (Graph documentation, "Update driveItem").
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Patch<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::graph) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::graph) parent_reference: Option<Parent<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::graph) file_system_info: Option<ClientTimes>,
}

/// Body of a copy (Graph documentation, "driveItem: copy").
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Copy<'a> {
    pub(in crate::graph) parent_reference: Parent<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::graph) name: Option<&'a str>,
}

/// Body of an upload session (Graph documentation, "driveItem: createUploadSession").
#[derive(Debug, Serialize)]
pub(in crate::graph) struct Session<'a> {
    pub(in crate::graph) item: Uploadable<'a>,
}

/// The `driveItemUploadableProperties` of a session.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Uploadable<'a> {
    #[serde(rename = "@microsoft.graph.conflictBehavior")]
    pub(in crate::graph) if_exists: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::graph) name: Option<&'a str>,
    pub(in crate::graph) file_size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::graph) file_system_info: Option<ClientTimes>,
}

/// A `parentReference`: the folder in which something is to lie.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Parent<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    drive_id: Option<&'a str>,
    id: &'a str,
}

/// A `fileSystemInfo`. Both times go together: where one is left out, Microsoft sets it to its own.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct ClientTimes {
    created_date_time: String,
    last_modified_date_time: String,
}

impl<'a> NewFolder<'a> {
    pub(in crate::graph) fn new(name: &'a Segment, if_exists: IfExists) -> Self {
        Self {
            name: name.as_str(),
            folder: Map::new(),
            if_exists: if_exists.name(),
        }
    }
}

impl<'a> Parent<'a> {
    /// A folder of the same drive.
    pub(in crate::graph) fn folder(id: &'a ItemId) -> Self {
        Self {
            drive_id: None,
            id: id.as_str(),
        }
    }

    /// The same, its drive named: a copy could go elsewhere.
    pub(in crate::graph) fn in_drive(self, drive: &'a DriveId) -> Self {
        Self {
            drive_id: Some(drive.as_str()),
            ..self
        }
    }
}

impl From<Times> for ClientTimes {
    fn from(times: Times) -> Self {
        let created_at = times.created_at.unwrap_or(times.modified_at);
        Self {
            created_date_time: written(created_at),
            last_modified_date_time: written(times.modified_at),
        }
    }
}

/// RFC 3339 in whole seconds, which is all that Microsoft keeps. Years that it can't write are brought to
/// the nearest that it can.
pub(in crate::graph) fn written(time: Timestamp) -> String {
    let last = jiff::Timestamp::MAX.as_second();
    let seconds = time.unix_ms().div_euclid(1_000).clamp(0, last);
    let time = jiff::Timestamp::from_second(seconds).expect("it lies within the range");
    time.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(shape: &impl Serialize) -> String {
        serde_json::to_string(shape).expect("it can be written")
    }

    #[test]
    fn times_are_written_in_whole_seconds_and_both() {
        let modified_at = Timestamp::from_unix_ms(1_795_194_069_999);
        let times = Times {
            modified_at,
            created_at: None,
        };
        let expected = r#"{"createdDateTime":"2026-11-20T17:01:09Z","lastModifiedDateTime":"2026-11-20T17:01:09Z"}"#;
        assert_eq!(json(&ClientTimes::from(times)), expected);
    }

    #[test]
    fn times_that_graph_cannot_write_come_to_the_nearest_that_it_can() {
        for (time, expected) in [
            (i64::MIN, "1970-01-01T00:00:00Z"),
            (-1, "1970-01-01T00:00:00Z"),
            (999, "1970-01-01T00:00:00Z"),
            (i64::MAX, "9999-12-30T22:00:00Z"),
        ] {
            assert_eq!(written(Timestamp::from_unix_ms(time)), expected, "{time}");
        }
    }

    #[test]
    fn what_is_not_to_be_changed_is_not_named() {
        let folder = ItemId::parse("01AB").expect("an id");
        let patch = Patch {
            name: None,
            parent_reference: Some(Parent::folder(&folder)),
            file_system_info: None,
        };
        assert_eq!(json(&patch), r#"{"parentReference":{"id":"01AB"}}"#);
    }

    #[test]
    fn a_folder_says_what_happens_where_its_name_is_taken() {
        let name = Segment::parse("a \"b\"").expect("a name");
        let expected =
            r#"{"name":"a \"b\"","folder":{},"@microsoft.graph.conflictBehavior":"fail"}"#;
        assert_eq!(json(&NewFolder::new(&name, IfExists::Fail)), expected);
    }
}
