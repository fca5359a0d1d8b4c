//! Previews at the content host.
//!
//! - [`ticket`]: their addresses, made and checked
//! - [`serve`]: answering them

mod serve;
mod ticket;

pub(crate) use serve::respond;
pub(crate) use ticket::{is_preview, issue};
