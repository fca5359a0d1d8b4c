//! Paths, and why they carry the rights (design, section 4).
//!
//! Three kinds that can't be mistaken for one another: [`VirtualPath`] in the tree, [`DrivePath`] from
//! a drive's root, and [`PathKey`], under which paths are compared. All are parsed once, from the
//! raw text, and never climb.

mod chain;
mod drive_path;
mod escape;
mod key;
mod naming;
mod reserved;
mod segment;
mod virtual_path;

use super::error::{Error, Invalid};

pub use drive_path::DrivePath;
pub use key::PathKey;
pub use naming::{NameFault, check_new_name};
pub use segment::Segment;
pub use virtual_path::{RawPath, VirtualPath};

/// Why a text is not a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// `%` without two hexadecimal digits.
    #[error("holds a broken percent escape")]
    BadEscape,
    /// The decoded bytes are not UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
    /// A slash or backslash inside a segment, or a control character.
    #[error("holds a character that no name can have")]
    ForbiddenCharacter,
    /// `.` or `..`.
    #[error("holds a dot segment")]
    DotSegment,
    /// Two slashes in a row.
    #[error("holds an empty segment")]
    EmptySegment,
    /// More than [`Segment::MAX_CHARACTERS`] characters in one segment.
    #[error("holds a segment of more than 255 characters")]
    SegmentTooLong,
    /// More than [`VirtualPath::MAX_CHARACTERS`] characters in all.
    #[error("is longer than 2,000 characters")]
    TooLong,
    /// It does not begin with a slash.
    #[error("does not begin with a slash")]
    NotAbsolute,
}

impl From<PathError> for Error {
    fn from(error: PathError) -> Self {
        Invalid::malformed("path", "invalid_path", error.to_string()).into()
    }
}

/// Text as one segment of a URL path: everything but unreserved characters encoded, so that no text can
/// change the shape of the URL.
pub fn encode_segment(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    escape::encode(text, &mut encoded);
    encoded
}
