//! The description of a world in JSON: all of it, or what folders on disk can't say. `WORLD.md`
//! documents each key.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use uuid::Uuid;

use super::item_description::{Items, Libraries};
use super::{DriveState, Quota, Role, Secret, SiteRole};

/// A world. Every key may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorldDescription {
    /// The number from which ids and secrets are derived.
    pub(crate) seed: Option<u64>,
    /// When the simulated clock starts; now, if absent.
    #[serde(default, deserialize_with = "crate::timestamp::deserialize_some")]
    pub(crate) starts_at: Option<Timestamp>,
    /// The switches that are not where they usually are.
    pub(crate) switches: Option<Value>,
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
    /// A GUID; derived from the seed and the name if absent.
    #[serde(default, deserialize_with = "guid")]
    pub(crate) directory_id: Option<Uuid>,
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
    /// A GUID; derived from the seed if absent.
    #[serde(default, deserialize_with = "guid")]
    pub(crate) client_id: Option<Uuid>,
    /// Permission names such as `Files.Read.All`.
    pub(crate) roles: Vec<Role>,
    /// One derived from the seed if absent.
    pub(crate) secrets: Option<Vec<Secret>>,
    /// Certificates in PEM, or files of such, relative to the description.
    #[serde(default)]
    pub(crate) certificates: Vec<String>,
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
    /// `"normal"`, `"exceeded"`, `"hidden"` or `"zero"`.
    #[serde(default)]
    pub(crate) quota: Quota,
    /// Home domain of a guest.
    pub(crate) guest_of: Option<String>,
    #[serde(default)]
    pub(crate) disabled: bool,
    /// Gone from the directory; the drive is still there.
    #[serde(default)]
    pub(crate) deleted: bool,
    #[serde(default)]
    pub(crate) unlicensed: bool,
    /// What the drive may hold; a tebibyte if absent.
    pub(crate) total_bytes: Option<u64>,
    /// What is in the drive, by path.
    #[serde(default)]
    pub(crate) items: Items,
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
    /// Libraries beside `Documents`, which is always there, by their titles; or titles alone.
    pub(crate) libraries: Libraries,
    /// What applications with `Sites.Selected` may do there, by their display names.
    pub(crate) grants: BTreeMap<String, SiteRole>,
}

fn guid<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Uuid>, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map(Some).map_err(D::Error::custom)
}
