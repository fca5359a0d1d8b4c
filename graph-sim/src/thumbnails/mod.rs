//! Small pictures of pictures, behind pre-authenticated URLs on the content host.
//!
//! - [`size`]: how big a thumbnail is
//! - [`png`]: a picture of one color
//! - [`ticket`]: the URLs, made and checked
//! - [`serve`]: answering them

mod png;
mod serve;
mod size;
mod ticket;

pub(crate) use serve::{is_thumbnail, respond};
pub(crate) use size::{Extent, ThumbnailSize, USUAL_SIZES};
pub(crate) use ticket::ThumbnailUrls;
