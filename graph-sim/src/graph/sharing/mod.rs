//! Links to items, invitations, and permissions.
//!
//! - [`request`]: what a new link shall be
//! - [`invitation`], [`amendment`]: sharing with people, and changes of that
//! - [`handlers`]: making links, listing and removing permissions
//! - [`shape`]: the JSON of permissions

mod amendment;
mod handlers;
mod invitation;
mod request;
mod shape;

pub(crate) use amendment::amend;
pub(crate) use handlers::{create_link, list, remove, show};
pub(crate) use invitation::invite;
