//! A drive placed at a path of the tree.

use super::health::Health;
use super::id::{DriveId, ItemId, MountId, SiteId, TenantId};
use super::path::{DrivePath, VirtualPath};

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Made over the API; may be changed there.
    Database,
    /// Declared in the configuration file; read-only over the API.
    File,
}

/// Which drive a mount shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MountSource {
    /// The OneDrive of a user, by principal name or object id.
    User(String),
    /// A library of a site; the site's default library where none is named.
    Site {
        /// The site.
        site: SiteId,
        /// The library's drive.
        library: Option<DriveId>,
    },
    /// A drive by its id.
    Drive(DriveId),
}

/// The folder of the drive that a mount shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MountRoot {
    /// By path from the drive's root; follows whatever bears that name.
    Path(DrivePath),
    /// By id; follows the folder when it is renamed or moved.
    Item(ItemId),
}

/// How bytes reach the visitor. `worker` comes with signed links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// 302 to Microsoft's pre-authenticated URL.
    Redirect,
    /// Streamed through this server.
    Proxy,
}

impl Delivery {
    /// `redirect` or `proxy`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Proxy => "proxy",
        }
    }

    /// The delivery of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Redirect, Self::Proxy]
            .into_iter()
            .find(|delivery| delivery.name() == name)
    }
}

/// A drive, or a folder in it, at a path of the tree.
#[derive(Clone, Debug)]
pub struct Mount {
    /// Our id.
    pub id: MountId,
    /// Where it stands in the tree.
    pub path: VirtualPath,
    /// Whose application reads it.
    pub tenant_id: TenantId,
    /// Which drive.
    pub source: MountSource,
    /// Which folder of it.
    pub root: MountRoot,
    /// How bytes reach the visitor.
    pub delivery: Delivery,
    /// Nothing may be changed through this mount.
    pub read_only: bool,
    /// Where the row comes from.
    pub origin: Origin,
    /// The drive behind `source`, once it has been found; remembered, so that it costs one call ever.
    pub drive_id: Option<DriveId>,
    /// How it is doing.
    pub health: Health,
}
