//! Delta: the changes of a drive (4.9, 8.4).

use serde::{Deserialize, Serialize};

/// Switches of delta (4.9, 8.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeltaSwitches {
    /// Whether drives keep track of changes; in 2022 those in China did not.
    pub tracking: ChangeTracking,
    /// How long the token of a delta link works; documented nowhere.
    pub token_life_seconds: u64,
    /// Which code an expired token gets.
    pub expired: ExpiredToken,
    /// What a token gets that this drive never gave.
    pub unknown_token: UnknownToken,
    /// How the links say their token.
    pub link_form: LinkForm,
    /// Each time so many pages were sent, the last of them is empty and yet has a next link.
    pub empty_page_every: Option<u32>,
    /// Whether an item may come twice; what comes last counts.
    pub duplicates: Duplicates,
    /// Whether the descendants of a deleted folder are listed as deleted; documented nowhere.
    pub deleted_descendants: DeletedDescendants,
    /// What becomes of a deletion in the middle of an enumeration, if an item of the same name took
    /// the place.
    pub recreated: Recreated,
    /// How long a change stays unseen.
    pub lag_seconds: u64,
    /// Whether the values of `Prefer` are confirmed in `Preference-Applied`.
    pub preference_applied: bool,
}

impl Default for DeltaSwitches {
    fn default() -> Self {
        Self {
            tracking: ChangeTracking::default(),
            token_life_seconds: 30 * 24 * 3600,
            expired: ExpiredToken::default(),
            unknown_token: UnknownToken::default(),
            link_form: LinkForm::default(),
            empty_page_every: None,
            duplicates: Duplicates::default(),
            deleted_descendants: DeletedDescendants::default(),
            recreated: Recreated::default(),
            lag_seconds: 0,
            preference_applied: false,
        }
    }
}

/// Whether there is delta at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeTracking {
    /// There is.
    #[default]
    Supported,
    /// 400 "Change tracking is not supported against 'microsoft.graph.driveItem'."
    Unsupported,
}

/// The code of the 410 for an expired token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiredToken {
    /// `resyncRequired`
    #[default]
    ResyncRequired,
    /// `resyncRequired` with the inner code `resyncApplyDifferences`
    ApplyDifferences,
    /// `resyncRequired` with the inner code `resyncUploadDifferences`
    UploadDifferences,
    /// `resyncChangesApplyDifferences`
    ChangesApplyDifferences,
    /// `resyncChangesUploadDifferences`
    ChangesUploadDifferences,
    /// `syncStateNotFound`
    SyncStateNotFound,
}

/// The answer to an invented token or another drive's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownToken {
    /// 400 `invalidRequest`
    #[default]
    BadRequest,
    /// 410 as for an expired one
    Gone,
}

/// The two ways to write a token into a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkForm {
    /// `delta?token=…`
    #[default]
    Query,
    /// `delta(token='…')`
    Function,
}

/// Items that come twice in one walk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// Each item comes once.
    #[default]
    None,
    /// The last item of each page comes in an older state, and again, as it is, on the next.
    Repeated,
}

/// The descendants of a deleted folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletedDescendants {
    /// The folder alone is listed.
    #[default]
    Omitted,
    /// All are.
    Listed,
}

/// A deletion and a new item in its place, both while pages were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recreated {
    /// Both come with the next token.
    #[default]
    DeletionListed,
    /// The new item comes with the last page, the deletion never does.
    DeletionOmitted,
}
