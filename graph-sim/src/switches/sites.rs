//! Sites (4.2).

use serde::{Deserialize, Serialize};

/// Switches of sites (4.2).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteSwitches {
    /// Whether a list of a site's permissions tells their roles.
    pub listed_roles: ListedRoles,
    /// What libraries say of their quota; reports disagree (3.3).
    pub quota_of_libraries: LibraryQuota,
}

/// `roles` in a list of a site's permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedRoles {
    /// They are there.
    #[default]
    Told,
    /// They are told of a single permission only, as in the documented example.
    Untold,
}

/// `quota` of a document library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LibraryQuota {
    /// What the drive itself is set to say.
    #[default]
    Told,
    /// All numbers are 0, and there is no state.
    Zero,
    /// It is absent.
    Missing,
}
