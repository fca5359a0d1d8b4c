//! A drive placed at a path of the tree.

use super::error::Invalid;
use super::health::Health;
use super::id::{ItemId, MountId, TenantId};
use super::mount_options::MountOptions;
use super::path::{DrivePath, VirtualPath};
use super::source::{MountSource, SourcePlace};

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Made over the API; may be changed there.
    Database,
    /// Declared in the configuration file; read-only over the API.
    File,
}

/// The folder of the drive that a mount shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MountRoot {
    /// By path from where the source leads; follows whatever bears that name.
    Path(DrivePath),
    /// By id; follows the folder when it is renamed or moved.
    Item(ItemId),
}

/// How bytes reach the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// 302 to Microsoft's pre-authenticated URL.
    Redirect,
    /// Streamed through this server.
    Proxy,
    /// 302 to an external download proxy, which redeems a signed link with us.
    Worker,
}

impl Delivery {
    /// `redirect`, `proxy` or `worker`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Proxy => "proxy",
            Self::Worker => "worker",
        }
    }

    /// The delivery of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Redirect, Self::Proxy, Self::Worker]
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
    /// How it behaves otherwise.
    pub options: MountOptions,
    /// Where the row comes from.
    pub origin: Origin,
    /// Where `source` leads, once that has been found out; remembered, so that it is asked once ever.
    pub place: Option<SourcePlace>,
    /// How it is doing.
    pub health: Health,
}

impl Mount {
    /// Refuses a place that can't be mounted: the root of the tree, and our own addresses.
    pub fn check_place(path: &VirtualPath) -> Result<(), Invalid> {
        if path.is_root() {
            let reason = "can't be the root of the tree";
            return Err(Invalid::new("path", "root_path", reason));
        }
        path.check_free("path")
    }

    /// Refuses a delivery that the options don't allow.
    pub fn check_delivery(delivery: Delivery, options: &MountOptions) -> Result<(), Invalid> {
        match delivery {
            Delivery::Worker if options.worker.is_none() => {
                let reason = "must name a worker where delivery is worker";
                Err(Invalid::new("options/worker_url", "worker_missing", reason))
            }
            Delivery::Proxy if !options.proxy_allowed => {
                let reason = "can't be never where delivery is proxy";
                Err(Invalid::new("options/proxy", "proxy_needed", reason))
            }
            Delivery::Redirect | Delivery::Proxy | Delivery::Worker => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_needs_what_it_goes_through() {
        let code = |delivery, options: &MountOptions| {
            let refused = Mount::check_delivery(delivery, options).err();
            refused.map(|invalid| invalid.code)
        };
        let usual = MountOptions::default();
        assert_eq!(code(Delivery::Worker, &usual), Some("worker_missing"));
        assert_eq!(code(Delivery::Proxy, &usual), None);
        let closed = MountOptions {
            proxy_allowed: false,
            ..usual
        };
        assert_eq!(code(Delivery::Proxy, &closed), Some("proxy_needed"));
        assert_eq!(code(Delivery::Redirect, &closed), None);
    }

    #[test]
    fn our_own_addresses_cannot_be_mounted_over() {
        let place = |text: &str| Mount::check_place(&VirtualPath::parse(text).expect("a path"));
        for reserved in ["/API/x", "/@login", "/"] {
            assert!(place(reserved).is_err(), "{reserved}");
        }
        for free in ["/contoso", "/contoso/api"] {
            assert!(place(free).is_ok(), "{free}");
        }
    }
}
