//! The headers of WebDAV as values: each is read once, at the border, and trusted from there on.
//!
//! - [`Depth`], [`Overwrite`], [`timeout_of`], [`lock_token_of`]: how far, whether over it, how long, which lock
//! - [`Reference`]: a place named in a header; [`destination_of`] is where something goes
//! - [`If`]: the conditions of RFC 4918, section 10.4, and [`States`], against which they are judged
//! - [`Upload`]: what a `PUT` says about its bytes, in the headers of ownCloud and of Finder too
//!
//! Nothing here panics, waits or looks anything up. What can't be read is `Invalid` and malformed: 400.

mod checksum;
mod depth;
mod destination;
mod if_evaluation;
mod if_header;
mod if_scanner;
mod lock_token;
mod overwrite;
mod reference;
mod single;
mod timeout;
mod upload;

pub use checksum::{Checksum, ChecksumKind};
pub use depth::Depth;
pub use destination::destination_of;
pub use if_evaluation::States;
pub use if_header::{Condition, If, List, State};
pub use lock_token::lock_token_of;
pub use overwrite::Overwrite;
pub use reference::{Origin, Reference};
pub use timeout::timeout_of;
pub use upload::Upload;
pub(in crate::dav) use upload::time_of;
