//! The simulated world: tenants, their applications and users, the users' drives and what is in them.
//!
//! - [`registry`]: [`World`] itself: adding, finding, changing
//! - [`tenant`], [`app`], [`user`]: who is there
//! - [`certificate`], [`der`]: with what an application may prove itself
//! - [`drive`], [`item`], [`name`]: how a drive keeps its items
//! - [`editor`]: how tests and the loader put items into a drive
//! - [`load`], [`description`]: a world from folders on disk and from `world.json`

mod app;
mod certificate;
mod der;
mod description;
mod drive;
mod editor;
mod item;
mod load;
mod name;
mod registry;
mod tenant;
mod user;

pub use app::{App, AppHandle, Role, Secret};
pub use certificate::{Certificate, NoCertificate};
pub use editor::DriveEditor;
pub use load::LoadError;
pub use registry::World;
pub use tenant::{Tenant, TenantHandle};
pub use user::{DriveState, NotProvisionedShape, Quota, User, UserHandle};

pub(crate) use app::{AppKey, AppRecord};
pub(crate) use drive::{Drive, ItemKey, Owner};
pub(crate) use item::{Item, Kind, ShortcutTarget};
pub(crate) use name::{FoldedName, NameFault, check_path};
pub(crate) use registry::DriveKey;
pub(crate) use tenant::{TenantKey, TenantRecord};
pub(crate) use user::UserRecord;
