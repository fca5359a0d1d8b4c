//! Subscriptions.
//!
//! - [`request`]: what a new one shall be
//! - [`handlers`]: making, showing, renewing and ending them
//! - [`proof`]: asking the addresses of a new one before it is in force

mod handlers;
mod proof;
mod request;

pub(crate) use handlers::{create, list, reauthorize, remove, renew, show};
pub(crate) use proof::{Candidate, prove};
