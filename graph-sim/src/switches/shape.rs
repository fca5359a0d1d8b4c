//! The JSON of items (3.1).

use serde::{Deserialize, Serialize};

/// Switches of the items' JSON (3.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeSwitches {
    /// `file.hashes`; some files of business drives have none.
    pub hashes: bool,
    /// `parentReference.path`; absent in search and delta, perhaps elsewhere.
    pub parent_path: bool,
    /// `lastModifiedBy.application` of what an application wrote in nobody's name; not stated.
    pub applications: Telling,
    /// `parentReference.driveType`; documented, and missing here and there.
    pub drive_type: Telling,
    /// `fileSystemInfo`.
    pub file_system_info: bool,
    /// Decimals of the seconds in times: 0 as business mostly does, 1 to 7 elsewhere.
    pub time_decimals: u8,
    /// Added to the `size` of files, because SharePoint's metadata and bytes differ for Office
    /// files: the download's `Content-Length` is right, the listing isn't.
    pub file_size_offset: i64,
}

impl Default for ShapeSwitches {
    fn default() -> Self {
        Self {
            hashes: true,
            parent_path: true,
            applications: Telling::default(),
            drive_type: Telling::default(),
            file_system_info: true,
            time_decimals: 0,
            file_size_offset: 0,
        }
    }
}

/// Whether something is told at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// It is.
    #[default]
    Told,
    /// It is left out.
    Omitted,
}
