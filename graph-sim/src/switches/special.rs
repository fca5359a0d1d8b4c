//! Special folders (2).

use serde::{Deserialize, Serialize};

/// Switches of special folders (2).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialSwitches {
    /// What an application that may only read gets while the folder does not exist.
    pub missing: MissingSpecialFolder,
    /// Whether business drives know the other names; the documents disagree.
    pub others: OtherSpecialFolders,
}

/// A special folder that isn't there, to those who may not write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingSpecialFolder {
    /// 403 `accessDenied`, as documented.
    #[default]
    Forbidden,
    /// 404 `itemNotFound`
    NotFound,
}

/// Special folders other than `documents`, `photos` and `approot`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherSpecialFolders {
    /// 400 `invalidRequest`: they are for personal accounts.
    #[default]
    Refused,
    /// `cameraroll`, `music`, `desktop`, `downloads`, `recordings` and `videos` are folders like the
    /// others.
    Known,
}
