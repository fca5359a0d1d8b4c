//! One name in a path.

use std::fmt;
use std::sync::Arc;

use crate::domain::Timestamp;

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

    /// The name with a number behind it, before the ending where it has one: `a 1.txt`, `v1.2 1`. With the number
    /// 0 it is the name itself.
    ///
    /// # Errors
    /// Where that is too long.
    pub fn numbered(&self, number: u32, has_ending: bool) -> Result<Self, PathError> {
        if number == 0 {
            return Ok(self.clone());
        }
        let (stem, ending) = match self.0.rsplit_once('.') {
            Some((stem, ending)) if has_ending && !stem.is_empty() => (stem, format!(".{ending}")),
            _ => (&*self.0, String::new()),
        };
        Self::parse(&format!("{stem} {number}{ending}"))
    }

    /// The name with a word and a time before its ending, for what is set aside for a while: it says what it is to
    /// whoever finds it. `letter (replaced 1763…).docx`.
    ///
    /// # Errors
    /// None but for names that are none.
    pub fn marked(&self, word: &str, now: Timestamp) -> Result<Self, PathError> {
        const LONGEST_STEM: usize = 160;
        let (stem, ending) = match self.0.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() && ending.len() <= 16 => {
                (stem, format!(".{ending}"))
            }
            _ => (&*self.0, String::new()),
        };
        let stem: String = stem.chars().take(LONGEST_STEM).collect();
        Self::parse(&format!("{stem} ({word} {}){ending}", now.unix_ms()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_aside_says_since_when_and_keeps_its_ending() {
        let now = Timestamp::from_unix_ms(1_763_000_000_000);
        let marked = |name: &str| {
            let name = Segment::parse(name).expect("a name");
            let marked = name.marked("replaced", now).expect("a name");
            marked.as_str().to_owned()
        };
        assert_eq!(marked("a.docx"), "a (replaced 1763000000000).docx");
        assert_eq!(marked(".env"), ".env (replaced 1763000000000)");
        assert!(marked(&"x".repeat(255)).chars().count() <= 200);
    }

    #[test]
    fn a_number_stands_before_the_ending_of_a_file_and_behind_a_folder() {
        let numbered = |name: &str, number, has_ending| {
            let name = Segment::parse(name).expect("a name");
            let numbered = name.numbered(number, has_ending).expect("a name");
            numbered.as_str().to_owned()
        };
        assert_eq!(numbered("a.txt", 0, true), "a.txt");
        assert_eq!(numbered("a.tar.gz", 2, true), "a.tar 2.gz");
        assert_eq!(numbered(".profile", 1, true), ".profile 1");
        assert_eq!(numbered("v1.2", 1, false), "v1.2 1");
        let longest = Segment::parse(&"x".repeat(Segment::MAX_CHARACTERS)).expect("a name");
        assert!(longest.numbered(1, true).is_err());
    }
}
