//! A place in the tree.

use std::fmt;

use super::chain::Chain;
use super::{PathError, PathKey, Segment, escape, segment};

/// A path of the virtual tree, decoded. Characters are kept as sent.
///
/// Holds no empty, `.` or `..` segment, no control character, no `\`; every segment at most 255 and
/// the whole at most 2,000 characters.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VirtualPath(Chain);

/// A request path as it came: the place, and whether it was written with a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawPath {
    /// The place meant.
    pub path: VirtualPath,
    /// One slash at the end: a hint that a folder is meant, not a segment.
    pub trailing_slash: bool,
}

impl VirtualPath {
    /// The longest path, in characters.
    pub const MAX_CHARACTERS: usize = 2_000;

    /// The root of the tree.
    pub fn root() -> Self {
        Self(Chain::root())
    }

    /// From the raw path of a request: split on `/` first, then each segment percent-decoded once, so
    /// that an encoded slash can never become a separator.
    pub fn from_raw(raw: &str) -> Result<RawPath, PathError> {
        let inner = raw.strip_prefix('/').ok_or(PathError::NotAbsolute)?;
        let trimmed = inner.strip_suffix('/').unwrap_or(inner);
        let trailing_slash = trimmed.len() < inner.len() || inner.is_empty();
        let mut text = String::with_capacity(raw.len());
        if !inner.is_empty() {
            for part in trimmed.split('/') {
                let name = escape::decode(part)?;
                segment::check(&name)?;
                text.push('/');
                text.push_str(&name);
            }
        }
        Ok(RawPath {
            path: Self::bounded(Chain::of_checked(&text))?,
            trailing_slash,
        })
    }

    /// From text that is decoded already: a query parameter, a JSON body, the configuration. A slash
    /// at the end is ignored.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Self::bounded(Chain::parse(text)?)
    }

    fn bounded(chain: Chain) -> Result<Self, PathError> {
        if chain.text().chars().count() > Self::MAX_CHARACTERS {
            return Err(PathError::TooLong);
        }
        Ok(Self(chain))
    }

    /// `/` for the root, `/a/b` below it, decoded. For people and JSON, not for URLs.
    pub fn as_str(&self) -> &str {
        if self.0.is_root() { "/" } else { self.0.text() }
    }

    /// Whether this is the root of the tree.
    pub fn is_root(&self) -> bool {
        self.0.is_root()
    }

    /// The names from the root down.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.segments()
    }

    /// The last name; `None` for the root.
    pub fn name(&self) -> Option<&str> {
        self.0.name()
    }

    /// One level up; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.parent().map(Self)
    }

    /// The child of this name.
    pub fn join(&self, segment: &Segment) -> Self {
        Self(self.0.joined(segment))
    }

    /// The key under which this path is compared.
    pub fn key(&self) -> PathKey {
        PathKey::of(&self.0)
    }

    /// What remains below the first `count` segments, as a path in a drive.
    pub fn below(&self, count: usize) -> super::DrivePath {
        super::DrivePath::of(self.0.without_first(count))
    }

    /// The path as it stands in a URL: every character but the unreserved ones encoded; `""` for the root.
    pub fn to_url(&self) -> String {
        self.0.to_url()
    }
}

impl fmt::Display for VirtualPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for VirtualPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VirtualPath({:?})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn raw_paths_are_split_first_and_decoded_once() {
        let raw = VirtualPath::from_raw("/a%20b/%E4%BD%A0/%2525").expect("a path");
        assert_eq!(raw.path.as_str(), "/a b/你/%25");
        assert!(!raw.trailing_slash);
    }

    #[test]
    fn one_slash_at_the_end_is_a_flag() {
        let raw = VirtualPath::from_raw("/a/").expect("a path");
        assert_eq!((raw.path.as_str(), raw.trailing_slash), ("/a", true));
        let root = VirtualPath::from_raw("/").expect("the root");
        assert!(root.path.is_root() && root.trailing_slash);
    }

    #[test]
    fn what_climbs_or_is_malformed_is_refused() {
        use PathError as E;
        let long = format!("/{}", "a".repeat(256));
        let deep = format!("/{}", "abcdefghi/".repeat(201));
        for (raw, error) in [
            ("", E::NotAbsolute),
            ("a", E::NotAbsolute),
            ("//", E::EmptySegment),
            ("/a//b", E::EmptySegment),
            ("/a//", E::EmptySegment),
            ("/..", E::DotSegment),
            ("/a/%2e%2E/b", E::DotSegment),
            ("/.", E::DotSegment),
            ("/a%2fb", E::ForbiddenCharacter),
            ("/a%5Cb", E::ForbiddenCharacter),
            ("/a\\b", E::ForbiddenCharacter),
            ("/a%00", E::ForbiddenCharacter),
            ("/a%0A", E::ForbiddenCharacter),
            ("/a%C2%85", E::ForbiddenCharacter),
            ("/a%2", E::BadEscape),
            ("/a%zz", E::BadEscape),
            ("/a%", E::BadEscape),
            ("/%ff", E::NotUtf8),
            (long.as_str(), E::SegmentTooLong),
            (deep.as_str(), E::TooLong),
        ] {
            assert_eq!(
                VirtualPath::from_raw(raw).map(|raw| raw.path),
                Err(error),
                "{raw}"
            );
        }
    }

    #[test]
    fn what_remains_below_a_mount_is_a_path_in_its_drive() {
        let path = VirtualPath::parse("/contoso/alice/a/b").expect("a path");
        assert_eq!(path.below(2).as_str(), "/a/b");
        assert!(path.below(4).is_root());
    }

    proptest! {
        #[test]
        fn a_path_survives_the_way_through_a_url(names in proptest::collection::vec("[^/\\\\\\p{Cc}]{1,20}", 0..6)) {
            prop_assume!(names.iter().all(|name| name != "." && name != ".."));
            let path = names.iter().fold(VirtualPath::root(), |path, name| path.join(&Segment::parse(name).expect("a name")));
            let raw = VirtualPath::from_raw(&format!("{}/", path.to_url())).expect("it was made from a path");
            prop_assert_eq!(&raw.path, &path);
            prop_assert_eq!(VirtualPath::parse(path.as_str()).expect("it is decoded"), path);
        }

        #[test]
        fn nothing_that_is_accepted_climbs(raw in "(/|%2[fF]|\\.|%2[eE]|%5c|a|%25)*") {
            if let Ok(raw) = VirtualPath::from_raw(&raw) {
                prop_assert!(raw.path.segments().all(|name| !name.is_empty() && name != ".." && name != "." && !name.contains(['/', '\\'])));
            }
        }
    }
}
