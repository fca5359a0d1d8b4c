//! SharePoint sites, and which applications they were given to.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AppKey, DriveKey, TenantKey};

/// Place of a site in its world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SiteKey(pub(crate) usize);

/// What a test says about a site; its ids come from the world's seed and the path.
#[derive(Clone, Debug)]
pub struct Site {
    /// Path on the tenant's host, such as `sites/team`.
    pub path: String,
    /// Name shown to people.
    pub display_name: String,
    /// A sentence about it.
    pub description: String,
    /// Whether a Microsoft 365 group stands behind it and owns its libraries.
    pub has_group: bool,
}

impl Site {
    /// A team site: it has a group.
    pub fn team(path: impl Into<String>, display_name: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            display_name: display_name.into(),
            description: String::new(),
            has_group: true,
        }
    }

    /// A communication site: nobody owns its libraries.
    pub fn communication(path: impl Into<String>, display_name: impl Into<String>) -> Self {
        Self {
            has_group: false,
            ..Self::team(path, display_name)
        }
    }
}

/// A site that is in a world.
#[derive(Clone, Debug)]
pub struct SiteHandle {
    /// Site id: host name, site collection GUID and web GUID, with commas between.
    pub id: String,
    /// Path on the host, without a slash in front; empty for a root site.
    pub path: String,
    /// Object id of the group behind it, if there is one.
    pub group_id: Option<String>,
    /// Its default library.
    pub drive: DriveHandle,
    pub(crate) key: SiteKey,
}

/// A drive that is in a world.
#[derive(Clone, Debug)]
pub struct DriveHandle {
    /// Drive id.
    pub id: String,
    pub(crate) key: DriveKey,
}

/// What an application with `Sites.Selected` may do in a site that was given to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SiteRole {
    /// Read its files.
    Read,
    /// Change them too.
    Write,
    /// All of that, and more outside of files.
    Owner,
    /// Everything.
    FullControl,
}

impl SiteRole {
    /// The role's name in `roles` of a permission.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Owner => "owner",
            Self::FullControl => "fullcontrol",
        }
    }
}

impl FromStr for SiteRole {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let all = [Self::Read, Self::Write, Self::Owner, Self::FullControl];
        let found = all.into_iter().find(|role| role.as_str() == name);
        found.ok_or_else(|| format!("unknown role in a site {name:?}"))
    }
}

/// A site given to an application.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SiteGrant {
    pub(crate) app: AppKey,
    pub(crate) role: SiteRole,
}

#[derive(Debug)]
pub(crate) struct SiteRecord {
    pub(crate) tenant: TenantKey,
    pub(crate) hostname: String,
    pub(crate) collection: Uuid,
    pub(crate) web: Uuid,
    pub(crate) site: Site,
    /// Whether it is a user's own.
    pub(crate) is_personal: bool,
    pub(crate) created: Timestamp,
    /// Its libraries, the default one first. Empty only while the site is being made.
    pub(crate) drives: Vec<DriveKey>,
    pub(crate) grants: Vec<SiteGrant>,
}

impl SiteRecord {
    /// The id clients use.
    pub(crate) fn id(&self) -> String {
        format!("{},{},{}", self.hostname, self.collection, self.web)
    }

    /// The site's page.
    pub(crate) fn web_url(&self) -> String {
        let slash = if self.site.path.is_empty() { "" } else { "/" };
        format!("https://{}{slash}{}", self.hostname, self.site.path)
    }

    /// Whether the application may do there what this role allows.
    pub(crate) fn grants(&self, app: AppKey, wanted: SiteRole) -> bool {
        let mut of_app = self.grants.iter().filter(|grant| grant.app == app);
        of_app.any(|grant| grant.role >= wanted)
    }
}
