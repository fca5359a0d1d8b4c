//! Sharing links and permissions of items.
//!
//! - [`request`]: what a new link shall be
//! - [`handlers`]: making links, listing and removing permissions
//! - [`shape`]: the JSON of permissions

mod handlers;
mod request;
mod shape;

pub(crate) use handlers::{create_link, list, remove, show};
