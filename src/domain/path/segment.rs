//! One name in a path.

use std::fmt;
use std::sync::Arc;

use super::{PathError, escape};

/// A name as it stands between two slashes, decoded, letter case and normal form kept as sent.
///
/// Never empty, `.` or `..`; holds no `/`, `\`, NUL or control character; at most 255 characters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Segment(Arc<str>);

impl Segment {
    /// The longest name, in characters (facts: OneDrive limits, 255 per segment).
    pub const MAX_CHARACTERS: usize = 255;

    /// Accepts a decoded name.
    pub fn parse(name: &str) -> Result<Self, PathError> {
        check(name)?;
        Ok(Self(Arc::from(name)))
    }

    /// What stands for a name where there is none: the root of the tree. No parsed name equals it.
    pub fn of_root() -> Self {
        Self(Arc::from("/"))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as one segment of a URL path.
    pub fn to_url(&self) -> String {
        let mut url = String::with_capacity(self.0.len());
        escape::encode(&self.0, &mut url);
        url
    }
}

/// The rules of a segment, shared by every path that is checked as a whole.
pub(super) fn check(name: &str) -> Result<(), PathError> {
    if name.is_empty() {
        return Err(PathError::EmptySegment);
    }
    if name == "." || name == ".." {
        return Err(PathError::DotSegment);
    }
    if name
        .chars()
        .any(|character| matches!(character, '/' | '\\') || character.is_control())
    {
        return Err(PathError::ForbiddenCharacter);
    }
    if name.chars().count() > Segment::MAX_CHARACTERS {
        return Err(PathError::SegmentTooLong);
    }
    Ok(())
}

impl fmt::Display for Segment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Segment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}
