//! Folders, updates and deletion (4.8, 5.4).

use serde::{Deserialize, Serialize};

/// Switches of writing (4.8, 5.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WritingSwitches {
    /// What `replace` does to a folder that is there.
    pub existing_folder: ExistingFolder,
    /// What becomes of `fileSystemInfo` when a folder is made.
    pub folder_times: FolderTimes,
    /// Whether an update of `fileSystemInfo` makes a version of a file, as on business drives.
    pub times_make_version: bool,
    /// What a move does to the client's modification time; rclone sends it again for a reason.
    pub moved_times: MovedTimes,
    /// Whether an update reads `?@microsoft.graph.conflictBehavior=`, which is inferred.
    pub update_conflict: UpdateConflict,
    /// How the path of a `parentReference` is read; documented nowhere.
    pub parent_paths: ParentPaths,
    /// What `If-Match` does to a deletion.
    pub delete_if_match: DeleteIfMatch,
    /// Whether items can be deleted for good; perhaps not in China.
    pub permanent_delete: PermanentDelete,
}

impl Default for WritingSwitches {
    fn default() -> Self {
        Self {
            existing_folder: ExistingFolder::default(),
            folder_times: FolderTimes::default(),
            times_make_version: true,
            moved_times: MovedTimes::default(),
            update_conflict: UpdateConflict::default(),
            parent_paths: ParentPaths::default(),
            delete_if_match: DeleteIfMatch::default(),
            permanent_delete: PermanentDelete::default(),
        }
    }
}

/// `replace` for a folder that is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExistingFolder {
    /// 409 `nameAlreadyExists`
    #[default]
    Conflict,
    /// 200 with the folder that is there.
    Answered,
}

/// `fileSystemInfo` of a new folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderTimes {
    /// It takes an update to set them, as rclone found.
    #[default]
    Ignored,
    /// They are taken.
    Honored,
}

/// The client's modification time after a move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedTimes {
    /// The time of the move, unless the same update sets another.
    #[default]
    Reset,
    /// What it was.
    Kept,
}

/// The conflict behavior in the query of an update.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateConflict {
    /// It counts.
    #[default]
    Honored,
    /// Always `fail`.
    Ignored,
}

/// The path of a `parentReference`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParentPaths {
    /// Percent-encoded, as in an address.
    #[default]
    Decoded,
    /// As business drives write it themselves, without escapes.
    Literal,
}

/// `If-Match` of a deletion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeleteIfMatch {
    /// 412 if the tag is another.
    #[default]
    Honored,
    /// 412 whatever the tag is, as was reported of business drives.
    AlwaysFails,
}

/// `permanentDelete`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermanentDelete {
    /// It works.
    #[default]
    Supported,
    /// 400 `notSupported`
    Unsupported,
}
