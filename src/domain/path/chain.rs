//! What all paths have in common: a row of segments.

use std::fmt;
use std::sync::Arc;

use super::{PathError, Segment, escape, segment};

/// Segments in one string: `""` for the root, `/a/b` below it. As no segment holds a slash, the text
/// says all, and comparing or hashing a path costs one string.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Chain(Arc<str>);

impl Chain {
    pub(super) fn root() -> Self {
        Self(Arc::from(""))
    }

    /// From decoded text: `/`, `/a/b`; one slash at the end is allowed.
    pub(super) fn parse(text: &str) -> Result<Self, PathError> {
        let inner = text.strip_prefix('/').ok_or(PathError::NotAbsolute)?;
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        if inner.is_empty() {
            return if text.len() <= 1 {
                Ok(Self::root())
            } else {
                Err(PathError::EmptySegment)
            };
        }
        inner.split('/').try_for_each(segment::check)?;
        Ok(Self(Arc::from(format!("/{inner}"))))
    }

    /// From text whose segments have been checked.
    pub(super) fn of_checked(text: &str) -> Self {
        Self(Arc::from(text))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn segments(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        let mut segments = self.0.split('/');
        segments.next();
        segments
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.segments().next_back()
    }

    pub(super) fn parent(&self) -> Option<Self> {
        self.0
            .rsplit_once('/')
            .map(|(parent, _)| Self(Arc::from(parent)))
    }

    pub(super) fn join(&self, segment: &str) -> Self {
        Self(Arc::from(format!("{}/{segment}", self.0)))
    }

    pub(super) fn append(&self, other: &Self) -> Self {
        Self(Arc::from(format!("{}{}", self.0, other.0)))
    }

    pub(super) fn is_at_or_below(&self, ancestor: &Self) -> bool {
        self.0
            .strip_prefix(&*ancestor.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// What remains of this path after its first `count` segments.
    pub(super) fn without_first(&self, count: usize) -> Self {
        let rest = self
            .segments()
            .skip(count)
            .fold(String::new(), |mut rest, segment| {
                rest.push('/');
                rest.push_str(segment);
                rest
            });
        Self(Arc::from(rest))
    }

    pub(super) fn to_url(&self) -> String {
        let mut url = String::with_capacity(self.0.len() + 16);
        for segment in self.segments() {
            url.push('/');
            escape::encode(segment, &mut url);
        }
        url
    }

    pub(super) fn joined(&self, segment: &Segment) -> Self {
        self.join(segment.as_str())
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.is_root() { "/" } else { &self.0 })
    }
}
