//! What is refused how (5).

use serde::{Deserialize, Serialize};

/// Switches of errors (5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorSwitches {
    /// How the inner error is spelled.
    pub inner_error: InnerErrorKey,
    /// Whether the inner error has a code of its own where there is a more specific one.
    pub inner_codes: bool,
    /// How much an error says.
    pub envelope: Envelope,
    /// So many errors in a thousand say nothing: `UnknownError` with an empty message (5.1). The same
    /// ones each time.
    pub unknown_per_mille: u64,
    /// The body of 502, 503 and 504, where none is made up by a test (5.1).
    pub gateway_body: GatewayBody,
    /// What an application that asks for `/me` is told (5.3).
    pub me: MeRefusal,
    /// What an application without any permission is told (5.3).
    pub without_roles: WithoutRoles,
    /// What is said of files that an application has no permission for (5.3).
    pub denied: Denied,
    /// How an expired token is challenged (5.3).
    pub expired_token: ExpiredTokenChallenge,
    /// How a token that was revoked is challenged (5.3).
    pub revoked_token: RevokedTokenChallenge,
    /// What the drive of an unknown user is.
    pub unknown_users_drive: UnknownUsersDrive,
    /// What another tenant's drive is.
    pub foreign_drive: ForeignDrive,
    /// What an id is that can't be a drive's.
    pub malformed_drive_id: MalformedDriveId,
}

impl Default for ErrorSwitches {
    fn default() -> Self {
        Self {
            inner_error: InnerErrorKey::default(),
            inner_codes: true,
            envelope: Envelope::default(),
            unknown_per_mille: 0,
            gateway_body: GatewayBody::default(),
            me: MeRefusal::default(),
            without_roles: WithoutRoles::default(),
            denied: Denied::default(),
            expired_token: ExpiredTokenChallenge::default(),
            revoked_token: RevokedTokenChallenge::default(),
            unknown_users_drive: UnknownUsersDrive::default(),
            foreign_drive: ForeignDrive::default(),
            malformed_drive_id: MalformedDriveId::default(),
        }
    }
}

/// How much an error says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Envelope {
    /// Code, message and inner error.
    #[default]
    Plain,
    /// Also `details`, `target` and `localizedMessage`, and the inner error's code one level deeper.
    Nested,
}

/// The body of a gateway's error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatewayBody {
    /// Graph's envelope; nothing, where a fault rule gives nothing.
    #[default]
    AsGiven,
    /// A page.
    Html,
    /// The first half of an envelope.
    Truncated,
}

/// The refusal of `/me`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeRefusal {
    /// 400 `BadRequest` "/me request is only valid with delegated authentication flow."
    #[default]
    DelegatedOnly,
    /// 400 `BadRequest` "Unable to retrieve user's mysite URL.", as was seen earlier.
    NoMysite,
}

/// The refusal of a token without roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutRoles {
    /// 403 `AccessDenied`
    #[default]
    Forbidden,
    /// 401 `generalException`, as was seen earlier.
    Unauthorized,
}

/// The refusal of roles that don't suffice for files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denied {
    /// 403 `accessDenied`
    #[default]
    AccessDenied,
    /// 403 `UnknownError` with an empty message.
    UnknownError,
}

/// `WWW-Authenticate` for an expired token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiredTokenChallenge {
    /// `error="invalid_token"`
    #[default]
    InvalidToken,
    /// `error="expired_token"`, as SharePoint says.
    ExpiredToken,
}

/// `WWW-Authenticate` for a token that was revoked before its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokedTokenChallenge {
    /// `error="invalid_token"`
    #[default]
    InvalidToken,
    /// `error="insufficient_claims"` with `claims`: continuous access evaluation.
    InsufficientClaims,
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
