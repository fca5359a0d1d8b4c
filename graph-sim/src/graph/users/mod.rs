//! Users of the directory.
//!
//! - [`handlers`]: listing and showing
//! - [`filter`]: the part of `$filter` that is understood
//! - [`shape`]: their JSON

mod filter;
mod handlers;
mod shape;

pub(crate) use handlers::{list, show};
