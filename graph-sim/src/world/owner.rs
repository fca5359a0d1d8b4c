//! Whom a drive belongs to, and where it lies.

use uuid::Uuid;

use super::{SiteKey, TenantKey};

/// Who a drive belongs to; also the author of all that is in it.
#[derive(Clone, Debug)]
pub(crate) enum Owner {
    /// A user, for OneDrive for Business.
    Person(Account),
    /// The Microsoft 365 group behind a team site.
    Group(Account),
    /// A communication site has no owner of its own; the service itself is named.
    System,
}

/// A user or a group as identities name it.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) display_name: String,
}

/// Where a drive lies: its tenant, its site, and the library of that site.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) tenant: TenantKey,
    pub(crate) site: SiteKey,
    /// The name of the site's host.
    pub(crate) host: String,
    /// The site's path on its host without slashes around it, such as `sites/team`; empty for a
    /// root site.
    pub(crate) site_path: String,
    pub(crate) kind: Library,
}

/// The library that a drive is.
#[derive(Clone, Debug)]
pub(crate) enum Library {
    /// The one library of a personal site.
    OneDrive,
    /// A document library of any other site, by its title.
    Documents(String),
}

impl Library {
    /// The title of the library every site has.
    pub(crate) const DEFAULT: &str = "Documents";

    /// `driveType`
    pub(crate) const fn drive_type(&self) -> &'static str {
        match self {
            Self::OneDrive => "business",
            Self::Documents(_) => "documentLibrary",
        }
    }

    /// The drive's name: `OneDrive`, or the library's title.
    pub(crate) fn title(&self) -> &str {
        match self {
            Self::OneDrive => "OneDrive",
            Self::Documents(title) => title,
        }
    }

    /// The library's folder in web addresses, which is also the root's name for its children. The
    /// default library of a site lies in another folder than its title says.
    pub(crate) fn folder(&self) -> &str {
        match self {
            Self::OneDrive => "Documents",
            Self::Documents(title) if title == Self::DEFAULT => "Shared Documents",
            Self::Documents(title) => title,
        }
    }
}
