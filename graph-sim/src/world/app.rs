//! Application registrations, their secrets and what they were granted.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Certificate, TenantKey};

/// Place of an application in its world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct AppKey(pub(crate) usize);

/// An application registration; its client id comes from the world's seed.
#[derive(Clone, Debug, Default)]
pub struct App {
    /// Name in the portal, also in tokens.
    pub display_name: String,
    /// Application permissions an administrator has consented to. With none, tokens are still
    /// issued, but Graph refuses them.
    pub roles: Vec<Role>,
    /// Client secrets; several may be valid at once.
    pub secrets: Vec<Secret>,
    /// Certificates; several may be valid at once, beside secrets.
    pub certificates: Vec<Certificate>,
    /// Whether the service principal is switched off.
    pub disabled: bool,
    /// Whether a policy of Conditional Access keeps it out.
    pub blocked: bool,
    /// Where a browser may be sent back to after an administrator has decided.
    pub redirect_uris: Vec<String>,
    /// Application permissions it asks for; an administrator's consent adds them to its roles.
    pub requested_roles: Vec<Role>,
}

impl App {
    /// An application that may read users and the organization, and write files, with one lasting
    /// secret.
    pub fn writer(display_name: impl Into<String>, secret: impl Into<String>) -> Self {
        let mut app = Self::reader(display_name, secret);
        app.roles.push(Role::FilesReadWriteAll);
        app
    }

    /// An application that may read users, files and the organization, with one lasting secret.
    pub fn reader(display_name: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            display_name: display_name.into(),
            roles: vec![
                Role::FilesReadAll,
                Role::UserReadAll,
                Role::OrganizationReadAll,
            ],
            secrets: vec![Secret::lasting(secret)],
            ..Self::default()
        }
    }
}

/// A client secret.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// The secret value (not its id).
    pub value: String,
    /// When it ends, by the simulator's clock; never, if absent.
    #[serde(default, deserialize_with = "crate::timestamp::deserialize_some")]
    pub expires_at: Option<Timestamp>,
}

impl Secret {
    /// A secret that never expires.
    pub fn lasting(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            expires_at: None,
        }
    }

    /// A secret that expires at that moment.
    pub fn until(value: impl Into<String>, expires_at: Timestamp) -> Self {
        Self {
            value: value.into(),
            expires_at: Some(expires_at),
        }
    }

    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// An application permission of Microsoft Graph, of those that matter to files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
#[expect(
    missing_docs,
    reason = "the names are Microsoft's and say what they are"
)]
pub enum Role {
    FilesReadAll,
    FilesReadWriteAll,
    SitesReadAll,
    SitesReadWriteAll,
    SitesFullControlAll,
    SitesSelected,
    UserReadAll,
    UserReadWriteAll,
    DirectoryReadAll,
    OrganizationReadAll,
}

impl Role {
    const ALL: [Self; 10] = [
        Self::FilesReadAll,
        Self::FilesReadWriteAll,
        Self::SitesReadAll,
        Self::SitesReadWriteAll,
        Self::SitesFullControlAll,
        Self::SitesSelected,
        Self::UserReadAll,
        Self::UserReadWriteAll,
        Self::DirectoryReadAll,
        Self::OrganizationReadAll,
    ];

    /// The permission's name, as in a token's `roles`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FilesReadAll => "Files.Read.All",
            Self::FilesReadWriteAll => "Files.ReadWrite.All",
            Self::SitesReadAll => "Sites.Read.All",
            Self::SitesReadWriteAll => "Sites.ReadWrite.All",
            Self::SitesFullControlAll => "Sites.FullControl.All",
            Self::SitesSelected => "Sites.Selected",
            Self::UserReadAll => "User.Read.All",
            Self::UserReadWriteAll => "User.ReadWrite.All",
            Self::DirectoryReadAll => "Directory.Read.All",
            Self::OrganizationReadAll => "Organization.Read.All",
        }
    }
}

impl From<Role> for &'static str {
    fn from(role: Role) -> Self {
        role.as_str()
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == name);
        found.ok_or_else(|| format!("unknown application permission {name:?}"))
    }
}

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse()
    }
}

/// An application that is in a world.
#[derive(Clone, Debug)]
pub struct AppHandle {
    /// Application (client) id, a GUID.
    pub client_id: String,
    pub(crate) key: AppKey,
}

#[derive(Debug)]
pub(crate) struct AppRecord {
    pub(crate) tenant: TenantKey,
    pub(crate) client_id: Uuid,
    /// Object id of the service principal.
    pub(crate) object_id: Uuid,
    pub(crate) app: App,
    /// Tokens of an earlier generation have been revoked.
    pub(crate) token_generation: u32,
}

impl AppRecord {
    /// In one word, how the application stands; the program prints it for people.
    pub(crate) fn state(&self, now: Timestamp) -> &'static str {
        if self.app.disabled {
            "disabled"
        } else if self.app.blocked {
            "blocked"
        } else if self.has_no_credential(now) {
            "secret_expired"
        } else if self.app.roles.is_empty() {
            "no_roles"
        } else {
            "ok"
        }
    }

    fn has_no_credential(&self, now: Timestamp) -> bool {
        let App {
            secrets,
            certificates,
            ..
        } = &self.app;
        secrets.iter().all(|secret| secret.is_expired(now))
            && certificates.iter().all(|one| one.is_expired(now))
    }
}
