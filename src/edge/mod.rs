//! The shared kit of the faces: everything between a socket and a use case that is the same for all.
//!
//! On the way in a request gets its id ([`RequestId`]) and its origin ([`Visit`]), is held to the bounds of
//! its head, is checked for its host and, where it changes something, for the page that made it (all of
//! which [`receive`] and [`enclose`] lay around the faces), learns who is asking ([`identify`]) and is taken
//! apart into values of the domain ([`TreePath`], [`Parameters`], `Conditions`). On the way out an
//! error travels unrendered ([`Failed`]) to the layer in which its face gives it a shape
//! ([`show_failures`]), and a drive's bytes leave under the headers that keep them harmless
//! ([`deliver`]).

mod body;
mod bounds;
mod conditions;
mod cookie;
mod delivery;
mod disposition;
mod failure;
mod forwarded;
mod headers;
mod host;
mod identity;
mod link;
mod media;
mod observe;
mod origin;
mod parameters;
mod peer;
mod public_url;
mod request_id;
mod state;
mod tree_path;
mod unread;
mod visit;

pub use body::{FORM_LIMIT, FormBody, Unread, read_body};
pub use conditions::{conditions_of, range_of};
pub use cookie::{SessionCookie, UnlockCookie};
pub use delivery::{deliver, http_date, refuse_bytes};
pub use disposition::{Disposition, content_disposition};
pub use failure::{Failed, Failure, Render, retry_seconds, show_failures};
pub use forwarded::{Proxies, ProxyHeaders};
pub use headers::{asset_headers, compression, page_headers};
pub use host::{check_host, host_of, is_our_host};
pub use identity::{
    Arrival, basic_credentials, bearer_token, identify, offer_unlock, require_account, unlock_with,
};
pub use link::link_address;
pub use media::{MediaKind, media_kind};
pub use observe::observe;
pub use parameters::Parameters;
pub use peer::{Peer, is_loopback, may_send_password};
pub use public_url::PublicUrl;
pub use request_id::{RequestId, assign_request_id};
pub use state::{Edge, Face, Settings, enclose, receive};
pub use tree_path::{TreePath, raw_tree_path};
pub use visit::Visit;
