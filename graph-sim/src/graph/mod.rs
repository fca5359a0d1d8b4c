//! The Graph host.
//!
//! - the [`host`] answers requests; [`dispatch`] is the table of handlers
//! - [`route`], [`options`], [`literal`]: what is asked for: the address and its query options
//! - [`caller`]: who asks, and what that application was granted
//! - [`inquiry`]: one request with all it needs to be answered
//! - [`organization`], [`users`], [`sites`], [`drives`], [`items`], [`children`]: the handlers
//! - [`thumbnails`], [`sharing`], [`delta`]: pictures of items, links to them, what changed
//! - [`locate`], [`special`]: from an address to a drive and an item
//! - [`shape`], [`selection`]: the JSON of drives and items
//! - [`paging`]: next links
//! - [`fault`], [`answer`]: errors, headers, compression

mod answer;
mod caller;
mod children;
mod delta;
mod dispatch;
mod drives;
mod fault;
mod host;
mod inquiry;
mod items;
mod literal;
mod locate;
mod options;
mod organization;
mod paging;
mod route;
mod selection;
mod shape;
mod sharing;
mod sites;
mod special;
mod thumbnails;
mod users;

pub(crate) use delta::DeltaTokens;
pub(crate) use host::{respond, route_name};
pub(crate) use paging::Continuations;
