//! What is refused how (5).

use serde::{Deserialize, Serialize};

/// Switches of errors (5).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorSwitches {
    /// How the inner error is spelled.
    pub inner_error: InnerErrorKey,
    /// What the drive of an unknown user is.
    pub unknown_users_drive: UnknownUsersDrive,
    /// What another tenant's drive is.
    pub foreign_drive: ForeignDrive,
    /// What an id is that can't be a drive's.
    pub malformed_drive_id: MalformedDriveId,
}

/// Spelling of the inner error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InnerErrorKey {
    /// `innerError`
    #[default]
    #[serde(rename = "innerError")]
    InnerError,
    /// `innererror`
    #[serde(rename = "innererror")]
    Innererror,
}

/// The drive of a user who isn't there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownUsersDrive {
    /// 404 `Request_ResourceNotFound`
    #[default]
    RequestResourceNotFound,
    /// 404 `itemNotFound`
    ItemNotFound,
}

/// A drive of another tenant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForeignDrive {
    /// 404 `itemNotFound`: absent or no permission, it doesn't say (5.2).
    #[default]
    NotFound,
    /// 403 `accessDenied`
    Forbidden,
}

/// A malformed drive id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MalformedDriveId {
    /// 400 `invalidRequest`
    #[default]
    BadRequest,
    /// 404 `itemNotFound`
    NotFound,
}
