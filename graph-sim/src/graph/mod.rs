//! The Graph host.
//!
//! - the [`host`] answers requests; [`dispatch`] is the table of handlers
//! - [`route`], [`options`], [`literal`]: what is asked for: the address and its query options
//! - [`caller`]: who asks, and what that application was granted
//! - [`inquiry`]: one request with all it needs to be answered
//! - [`organization`], [`users`], [`sites`], [`drives`], [`items`], [`children`]: the handlers
//! - [`writing`], [`precondition`]: changes of items, and when they are refused
//! - [`copying`]: copies, which go on after they were asked for
//! - [`versions`]: what files were before
//! - [`search`]: finding items by their words
//! - [`lag`]: how late the service notices its own writes
//! - [`uploads`]: their handlers, up to the upload URL
//! - [`thumbnails`], [`preview`], [`sharing`], [`delta`]: pictures of items, pages that show them,
//!   links to them, what changed
//! - [`shares`]: items by the addresses under which they are shared
//! - [`subscriptions`]: who is told that a drive has changed
//! - [`locate`], [`special`]: from an address to a drive and an item
//! - [`shape`], [`selection`]: the JSON of drives and items
//! - [`paging`], [`admission`]: next links, and which children are shown
//! - [`batch`]: several requests in one
//! - [`cost`]: what a request costs
//! - [`fault`], [`envelope`], [`answer`]: errors, what they say, headers, compression

mod admission;
mod answer;
mod batch;
mod caller;
mod children;
mod copying;
mod cost;
mod delta;
mod dispatch;
mod drives;
mod envelope;
mod fault;
mod host;
mod inquiry;
mod items;
mod lag;
mod literal;
mod locate;
mod options;
mod organization;
mod paging;
mod precondition;
mod preview;
mod route;
mod search;
mod selection;
mod shape;
mod shares;
mod sharing;
mod sites;
mod special;
mod subscriptions;
mod thumbnails;
mod uploads;
mod users;
mod versions;
mod writing;

pub(crate) use caller::Caller;
pub(crate) use copying::{CopyJobs, MONITOR_ROUTE, is_monitor, respond_to_monitor};
pub(crate) use delta::DeltaTokens;
pub(crate) use envelope::of_gateway;
pub(crate) use fault::{
    Fault, item_not_found, locked, misplaced, quota_reached, resource_modified,
};
pub(crate) use host::{respond, route_name, takes_file};
pub(crate) use inquiry::Inquiry;
pub(crate) use lag::Lag;
pub(crate) use paging::Continuations;
pub(crate) use uploads::describe;
