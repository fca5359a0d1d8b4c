//! Users, and how it stands with their OneDrive.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{DriveKey, TenantKey};

/// What a test says about a user; object id and drive id come from the world's seed.
#[derive(Clone, Debug, Default)]
pub struct User {
    /// The part of the user principal name before `@`.
    pub name: String,
    /// Name shown to people.
    pub display_name: String,
    /// How it stands with the user's OneDrive.
    pub drive: DriveState,
    /// What the drive says about its quota.
    pub quota: Quota,
    /// For a guest: the domain of the home organization. The principal name becomes
    /// `name_home.example#EXT#@domain`.
    pub guest_of: Option<String>,
    /// Whether sign-in is blocked; the drive stays readable.
    pub disabled: bool,
    /// Whether the user has no license, whatever the answer for the drive is.
    pub unlicensed: bool,
    /// Whether the account is deleted: gone from the directory, the drive still readable by its id.
    pub deleted: bool,
}

impl User {
    /// A user with a ready drive.
    pub fn new(name: impl Into<String>, display_name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            display_name: display_name.into(),
            ..Self::default()
        }
    }

    /// The same user without a provisioned drive.
    #[must_use]
    pub fn without_drive(self, shape: NotProvisionedShape) -> Self {
        Self {
            drive: DriveState::NotProvisioned(shape),
            ..self
        }
    }

    /// A shared mailbox: nobody signs in, it has no license, and its drive is refused in silence.
    pub fn shared_mailbox(name: impl Into<String>, display_name: impl Into<String>) -> Self {
        Self {
            disabled: true,
            unlicensed: true,
            ..Self::new(name, display_name).without_drive(NotProvisionedShape::EmptyForbidden)
        }
    }

    pub(crate) fn principal_name(&self, domain: &str) -> String {
        match &self.guest_of {
            Some(home) => format!("{}_{home}#EXT#@{domain}", self.name),
            None => format!("{}@{domain}", self.name),
        }
    }
}

/// How it stands with a user's OneDrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriveState {
    /// There is one.
    #[default]
    Ready,
    /// There is none; each tenant seems to say so in its own words.
    NotProvisioned(NotProvisionedShape),
    /// The site is locked or archived: 423.
    Locked,
}

/// The answers seen for a user who has no OneDrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotProvisionedShape {
    /// 404 `ResourceNotFound` "User's mysite not found."
    #[default]
    MysiteNotFound,
    /// 400 `BadRequest` "Unable to retrieve user's mysite URL."
    MysiteUrlBadRequest,
    /// 404 `UnknownError` "Unable to retrieve user's mysite URL."
    MysiteUrlUnknownError,
    /// 404 `UnknownError` "404 FILE NOT FOUND"
    FileNotFound,
    /// 404 `itemNotFound` "Item not found"
    ItemNotFound,
    /// 403 `UnknownError` with an empty message, seen for shared mailboxes.
    EmptyForbidden,
    /// 400 `BadRequest` "Tenant does not have a SPO license."
    NoSharePointLicense,
}

/// What a drive says about its quota.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quota {
    /// The truth: what is used and deleted of one tebibyte, or of what a test says, and a state that
    /// follows from it.
    #[default]
    Normal,
    /// Nothing left.
    Exceeded,
    /// The tenant restricts quota information: the property is absent.
    Hidden,
    /// Likewise, but it is there and all numbers are 0.
    Zero,
}

/// A user who is in a world.
#[derive(Clone, Debug)]
pub struct UserHandle {
    /// Object id, a GUID.
    pub id: String,
    /// User principal name.
    pub upn: String,
    /// Id of the user's drive; no such drive is found while it isn't provisioned.
    pub drive_id: String,
    pub(crate) drive: DriveKey,
}

#[derive(Debug)]
pub(crate) struct UserRecord {
    pub(crate) tenant: TenantKey,
    pub(crate) id: Uuid,
    pub(crate) principal_name: String,
    pub(crate) user: User,
    pub(crate) drive: DriveKey,
}

impl UserRecord {
    pub(crate) fn has_principal_name(&self, name: &str) -> bool {
        self.principal_name.eq_ignore_ascii_case(name)
    }
}
