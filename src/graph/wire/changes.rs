//! One answer about the changes of a drive (Graph documentation, "driveItem: delta").

use serde::Deserialize;

use super::{DriveItem, members};

/// A page. It carries exactly one link: to the next page, or, behind the last, to what comes later.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::graph) struct ChangesPage {
    /// Items as they are now, and those that are gone; its absence makes the answer unreadable.
    #[serde(deserialize_with = "members")]
    pub(in crate::graph) value: Vec<DriveItem>,
    #[serde(rename = "@odata.nextLink")]
    pub(in crate::graph) next_link: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    pub(in crate::graph) delta_link: Option<String>,
}
