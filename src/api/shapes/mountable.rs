//! What a tenant's own administrators may mount.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain;

/// What administrators of a tenant may mount of it. Nothing, until it is said.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Mountable {
    /// Users' drives, by principal name or object id.
    users: Allowance,
    /// Sites, by id or address.
    sites: Allowance,
    /// Drives, by id.
    drives: Allowance,
}

/// All of a kind, or those named.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
enum Allowance {
    /// `all`: every one of the organization.
    All(All),
    /// These alone, compared without regard to case.
    Only(Vec<String>),
}

/// The one word.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum All {
    /// `all`.
    All,
}

impl Default for Allowance {
    fn default() -> Self {
        Self::Only(Vec::new())
    }
}

impl From<domain::Mountable> for Mountable {
    fn from(mountable: domain::Mountable) -> Self {
        Self {
            users: mountable.users.into(),
            sites: mountable.sites.into(),
            drives: mountable.drives.into(),
        }
    }
}

impl From<domain::Allowance> for Allowance {
    fn from(allowance: domain::Allowance) -> Self {
        match allowance {
            domain::Allowance::All => Self::All(All::All),
            domain::Allowance::Only(names) => Self::Only(names.into_iter().collect()),
        }
    }
}

impl From<Mountable> for domain::Mountable {
    fn from(mountable: Mountable) -> Self {
        Self {
            users: mountable.users.into(),
            sites: mountable.sites.into(),
            drives: mountable.drives.into(),
        }
    }
}

impl From<Allowance> for domain::Allowance {
    fn from(allowance: Allowance) -> Self {
        match allowance {
            Allowance::All(All::All) => Self::All,
            Allowance::Only(names) => Self::only(names),
        }
    }
}
