//! `world.json`: what folders on disk can't say.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::{DriveState, Quota, Role, Secret};

/// The file `world.json` beside the tenants' folders. Every key may be left out; tenants and users
/// that have no folder are added too.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorldDescription {
    /// By the name of the tenant's folder.
    #[serde(default)]
    pub(crate) tenants: BTreeMap<String, TenantDescription>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantDescription {
    /// Display name; the folder's name if absent.
    pub(crate) name: Option<String>,
    /// Verified domain; `<folder>.example` if absent.
    pub(crate) domain: Option<String>,
    pub(crate) licenses: Option<u32>,
    /// The tenant's applications; one that may read and write if absent.
    pub(crate) apps: Option<Vec<AppDescription>>,
    /// By the name of the user's folder.
    #[serde(default)]
    pub(crate) users: BTreeMap<String, UserDescription>,
    /// By the name of the site's folder.
    #[serde(default)]
    pub(crate) sites: BTreeMap<String, SiteDescription>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppDescription {
    pub(crate) display_name: String,
    /// Permission names such as `Files.Read.All`.
    pub(crate) roles: Vec<Role>,
    /// One derived from the seed if absent.
    pub(crate) secrets: Option<Vec<Secret>>,
    /// PEM files of certificates, relative to the root.
    #[serde(default)]
    pub(crate) certificates: Vec<PathBuf>,
    #[serde(default)]
    pub(crate) disabled: bool,
    /// Kept out by Conditional Access.
    #[serde(default)]
    pub(crate) blocked: bool,
    #[serde(default)]
    pub(crate) redirect_uris: Vec<String>,
    /// What an administrator's consent adds to the roles.
    #[serde(default)]
    pub(crate) requested_roles: Vec<Role>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserDescription {
    /// The folder's name with a capital if absent.
    pub(crate) display_name: Option<String>,
    /// `"ready"`, `"locked"` or `{"not_provisioned": "mysite_not_found"}`.
    #[serde(default)]
    pub(crate) drive: DriveState,
    /// `"normal"`, `"exceeded"` or `"hidden"`.
    #[serde(default)]
    pub(crate) quota: Quota,
    /// Home domain of a guest.
    pub(crate) guest_of: Option<String>,
    #[serde(default)]
    pub(crate) disabled: bool,
    #[serde(default)]
    pub(crate) unlicensed: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SiteDescription {
    /// The folder's name with a capital if absent.
    pub(crate) display_name: Option<String>,
    /// Path on the host; `sites/<folder>` if absent.
    pub(crate) path: Option<String>,
    pub(crate) description: String,
    /// Whether a group owns its libraries.
    pub(crate) has_group: bool,
    /// Titles of libraries beside `Documents`, which is always there.
    pub(crate) libraries: Vec<String>,
}
