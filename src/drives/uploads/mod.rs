//! Bytes on their way in: where they come from, where they wait, and how many may be on their way.
//!
//! - [`room`]: the bytes that all uploads together may hold in memory
//! - [`feed`]: the bytes of one upload, in order
//! - [`fragment`]: so many of them as go up at once
//! - [`spool`]: where bytes of unknown length wait on disk

mod feed;
mod fragment;
mod room;
mod spool;

pub(super) use feed::Feed;
pub(super) use fragment::{Fragment, fill};
pub use room::Room;
pub use spool::{Spool, SpoolOptions};
