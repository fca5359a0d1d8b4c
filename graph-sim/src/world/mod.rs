//! The simulated world: tenants, their applications and users, the users' drives and what is in them.
//!
//! - [`registry`]: [`World`] itself: adding, finding, changing
//! - [`tenant`], [`app`], [`user`]: who is there
//! - [`certificate`], [`der`]: with what an application may prove itself
//! - [`site`], [`sites`], [`owner`]: sites with their libraries, and whom drives belong to
//! - [`drive`], [`item`], [`name`], [`times`], [`sharing`], [`grants`]: how a drive keeps its items,
//!   links to them, and with whom they were shared
//! - [`placing`], [`conflict`]: how items come into folders and move about
//! - [`versions`]: the content of files and what it was before
//! - [`copying`]: copies of whole trees
//! - [`recycling`], [`past`], [`changes`]: what is gone, how folders looked a while ago, and what
//!   changed since
//! - [`index`]: all that is in a drive, as an index knows it
//! - [`editor`]: how tests and the loader put items into a drive
//! - [`plan`], [`description`], [`item_description`]: a world described in JSON
//! - [`load`], [`planting`], [`finishing`], [`disk`], [`load_error`]: building it, with what lies in
//!   folders on disk

mod app;
mod certificate;
mod changes;
mod conflict;
mod copying;
mod der;
mod description;
mod disk;
mod drive;
mod editor;
mod finishing;
mod grants;
mod index;
mod item;
mod item_description;
mod load;
mod load_error;
mod name;
mod owner;
mod past;
mod placing;
mod plan;
mod planting;
mod recycling;
mod registry;
mod sharing;
mod site;
mod sites;
mod tenant;
mod times;
mod user;
mod versions;

pub use app::{App, AppHandle, Role, Secret};
pub use certificate::{Certificate, NoCertificate};
pub use editor::DriveEditor;
pub use load_error::LoadError;
pub use plan::WorldPlan;
pub use recycling::RecycleBin;
pub use registry::World;
pub use site::{DriveHandle, Site, SiteHandle, SiteRole};
pub use tenant::{Tenant, TenantHandle};
pub use user::{DriveState, NotProvisionedShape, Quota, User, UserHandle};

pub(crate) use app::{AppKey, AppRecord};
pub(crate) use conflict::{Conflict, Form, Ground, Spot};
pub(crate) use copying::{CopyError, CopyPlan};
pub(crate) use drive::{Drive, ItemKey};
pub(crate) use grants::{GrantRole, Recipient, SharingGrant};
pub(crate) use item::{Item, Kind, Lock, ShortcutTarget};
pub(crate) use name::{FoldedName, NameFault, check_path};
pub(crate) use owner::{Account, Home, Library, Owner};
pub(crate) use past::Keyed;
pub(crate) use placing::PlaceError;
pub(crate) use recycling::Tombstone;
pub(crate) use registry::DriveKey;
pub(crate) use sharing::{LinkScope, LinkTerms, LinkType, SharingLink};
pub(crate) use site::{SiteGrant, SiteKey, SiteRecord};
pub(crate) use tenant::{TenantKey, TenantRecord};
pub(crate) use times::AskedTimes;
pub(crate) use user::UserRecord;
pub(crate) use versions::{History, Stored};
