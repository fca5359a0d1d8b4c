//! Users of the directory.
//!
//! - [`handlers`]: listing and showing
//! - [`query`]: what a list is asked for
//! - [`filter`], [`expression`], [`search`]: `$filter`, how it is read, and `$search`
//! - [`shape`]: their JSON

mod expression;
mod filter;
mod handlers;
mod query;
mod search;
mod shape;

pub(crate) use handlers::{count, list, show};
