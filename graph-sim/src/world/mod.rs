//! The simulated world: tenants, their applications and users, the users' drives and what is in them.
//!
//! - [`registry`]: [`World`] itself: adding, finding, changing
//! - [`tenant`], [`app`], [`user`]: who is there
//! - [`site`], [`sites`], [`owner`]: sites with their libraries, and whom drives belong to
//! - [`drive`], [`item`], [`name`], [`sharing`]: how a drive keeps its items and links to them
//! - [`editor`]: how tests and the loader put items into a drive
//! - [`load`], [`disk`], [`description`]: a world from folders on disk and from `world.json`

mod app;
mod description;
mod disk;
mod drive;
mod editor;
mod item;
mod load;
mod name;
mod owner;
mod registry;
mod sharing;
mod site;
mod sites;
mod tenant;
mod user;

pub use app::{App, AppHandle, Role, Secret};
pub use editor::DriveEditor;
pub use load::LoadError;
pub use registry::World;
pub use site::{DriveHandle, Site, SiteHandle, SiteRole};
pub use tenant::{Tenant, TenantHandle};
pub use user::{DriveState, NotProvisionedShape, Quota, User, UserHandle};

pub(crate) use app::{AppKey, AppRecord};
pub(crate) use drive::{Drive, ItemKey};
pub(crate) use item::{Item, Kind, ShortcutTarget};
pub(crate) use name::{FoldedName, NameFault, check_path};
pub(crate) use owner::{Account, Library, Owner};
pub(crate) use registry::DriveKey;
pub(crate) use sharing::{LinkScope, LinkTerms, LinkType, SharingLink};
pub(crate) use site::{SiteGrant, SiteKey, SiteRecord};
pub(crate) use tenant::{TenantKey, TenantRecord};
pub(crate) use user::UserRecord;
