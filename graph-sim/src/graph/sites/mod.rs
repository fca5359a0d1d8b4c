//! SharePoint sites.
//!
//! - [`handlers`]: searching, listing and showing them, and their libraries
//! - [`permissions`]: which applications they were given to
//! - [`shape`]: their JSON

mod handlers;
mod permissions;
mod shape;

pub(crate) use handlers::{drives, list_all, search, show};
pub(crate) use permissions::{list as list_permissions, show as show_permission};
pub(crate) use shape::REGION;
