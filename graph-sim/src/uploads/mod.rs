//! Uploads.
//!
//! - [`draft`]: a file while it is uploaded

mod draft;

pub(crate) use draft::Draft;
