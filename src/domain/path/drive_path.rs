//! A place in a drive.

use std::fmt;

use super::chain::Chain;
use super::{PathError, PathKey, Segment, escape, key};

/// A path from a drive's root (or from the folder a [`Target`](crate::domain::Target) is anchored at).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DrivePath(Chain);

impl DrivePath {
    /// The root itself.
    pub fn root() -> Self {
        Self(Chain::root())
    }

    pub(super) fn of(chain: Chain) -> Self {
        Self(chain)
    }

    /// From decoded text: `/` or `/a/b`.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Chain::parse(text).map(Self)
    }

    /// From percent-encoded text, as personal drives report their folders.
    pub fn from_encoded(text: &str) -> Result<Self, PathError> {
        Self::parse(&escape::decode(text)?)
    }

    /// The same path in normal form C, or in normal form D where it is in C already; `None` where both
    /// are the same.
    pub fn other_normal_form(&self) -> Option<Self> {
        key::other_normal_form(self.0.text()).map(|text| Self(Chain::of_checked(&text)))
    }

    /// `/` for the root, `/a/b` below it.
    pub fn as_str(&self) -> &str {
        if self.0.is_root() { "/" } else { self.0.text() }
    }

    /// Whether this is the root.
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

    /// `other` seen from here.
    pub fn append(&self, other: &Self) -> Self {
        Self(self.0.append(&other.0))
    }

    /// The path as it stands in a URL: every character but the unreserved ones encoded; `""` for the root.
    pub fn to_url(&self) -> String {
        self.0.to_url()
    }

    /// The key under which this path is compared.
    pub fn key(&self) -> PathKey {
        PathKey::of(&self.0)
    }

    /// What remains below the first `count` segments.
    pub fn below(&self, count: usize) -> Self {
        Self(self.0.without_first(count))
    }
}

impl fmt::Display for DrivePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for DrivePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DrivePath({:?})", self.as_str())
    }
}
