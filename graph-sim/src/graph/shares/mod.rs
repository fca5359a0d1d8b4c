//! Items by the addresses under which they are shared.
//!
//! - [`handlers`]: what a share is
//! - [`resolve`]: from a share to a drive and an item of it

mod handlers;
mod resolve;

pub(crate) use handlers::show;
pub(crate) use resolve::{find_drive, find_item};
