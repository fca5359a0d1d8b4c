//! The binary formats of the demo world, each just large enough to be valid.

pub(super) mod docx;
pub(super) mod pdf;
pub(super) mod png;
pub(super) mod wav;
pub(super) mod zip;

mod checksum;
