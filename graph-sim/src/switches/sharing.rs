//! Sharing links, invitations and shares (2, 4.13).

use serde::{Deserialize, Serialize};

/// Switches of sharing (2, 4.13).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingSwitches {
    /// What the organization says to links for anyone.
    pub anonymous_links: AnonymousLinks,
    /// What a password gets; it is documented for personal accounts alone.
    pub passwords: LinkFeature,
    /// What a link to embed gets; it is documented for personal accounts alone.
    pub embedding: LinkFeature,
    /// For whom a link works that names no scope.
    pub default_scope: DefaultScope,
    /// What an invitation of somebody outside the organization gets.
    pub external_recipients: ExternalRecipients,
    /// What an application may do with `/shares`.
    pub shares: AppOnlyShares,
}

/// The organization's policy for anonymous links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnonymousLinks {
    /// They may be made.
    #[default]
    Allowed,
    /// 403 `accessDenied` with the inner code `sharingDisabled`
    Forbidden,
    /// 400 `invalidRequest`
    Invalid,
}

/// Something that business drives may or may not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkFeature {
    /// They have it.
    #[default]
    Accepted,
    /// 400 `invalidRequest`
    Refused,
}

/// The organization's default scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultScope {
    /// People of the organization.
    #[default]
    Organization,
    /// Anyone.
    Anonymous,
}

/// The organization's policy for people outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExternalRecipients {
    /// They are invited.
    #[default]
    Invited,
    /// 403 `accessDenied` with the inner code `sharingDisabled`
    Forbidden,
    /// 400 `invalidRequest`
    Invalid,
}

/// `/shares` for applications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppOnlyShares {
    /// They need a permission to write, as documented, even to read.
    #[default]
    NeedWriting,
    /// A permission to read is enough.
    Readable,
    /// 403 `accessDenied`, as was reported.
    Forbidden,
}
