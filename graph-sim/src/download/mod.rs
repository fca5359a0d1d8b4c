//! The content host: files behind pre-authenticated URLs.
//!
//! - [`ticket`]: the URLs, made and checked
//! - [`serve`]: answering them
//! - [`range`]: one range of bytes
//! - [`pace`]: bytes per second

mod pace;
mod range;
mod serve;
mod ticket;

pub(crate) use pace::Pace;
pub(crate) use serve::{decorate, respond, route_name};
pub(crate) use ticket::{TicketFault, UrlMaker, site_page, validity};
