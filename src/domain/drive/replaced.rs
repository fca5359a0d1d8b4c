//! What lay at a place before another content went there.

use crate::domain::entry::Entry;
use crate::domain::id::ItemId;
use crate::domain::tag::ETag;

/// What a service tells of the bytes of a file. Any of it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentFacts {
    /// The service's own tag of the bytes, not of the item: Graph's `cTag`.
    pub tag: Option<String>,
    /// Length in bytes.
    pub size: Option<u64>,
    /// Base64 of the `QuickXorHash`.
    pub quick_xor_hash: Option<String>,
}

/// Whether two contents are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// All that is told says so.
    Same,
    /// All that is told says that they are two.
    Other,
    /// Too little is told, or it contradicts itself.
    Untold,
}

impl ContentFacts {
    /// Compares what is told of both: the tag, and length and hash.
    pub fn compare(&self, other: &Self) -> Likeness {
        let tags = same(self.tag.as_deref(), other.tag.as_deref());
        let hashes = same(
            self.quick_xor_hash.as_deref(),
            other.quick_xor_hash.as_deref(),
        );
        let bytes = match same(self.size, other.size) {
            // Two of one length are not one for that.
            Some(true) | None => hashes,
            Some(false) => Some(false),
        };
        match (tags, bytes) {
            (Some(true), Some(true) | None) | (None, Some(true)) => Likeness::Same,
            (Some(false), Some(false) | None) | (None, Some(false)) => Likeness::Other,
            _ => Likeness::Untold,
        }
    }
}

/// Whether two facts agree, where both are told.
fn same<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<bool> {
    Some(one? == other?)
}

/// A file that lay at a place when an upload to it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Its id.
    pub id: ItemId,
    /// The tag of the item. An upload session alone may change it.
    pub etag: Option<ETag>,
    /// What is told of its bytes.
    pub content: ContentFacts,
}

impl Replaced {
    /// A file as it was found.
    pub fn of(entry: &Entry) -> Self {
        let tag = entry.content_tag.as_ref().and_then(|tag| tag.upstream());
        Self {
            id: entry.id.clone(),
            etag: entry.etag.clone(),
            content: ContentFacts {
                tag: tag.map(str::to_owned),
                size: entry.size,
                quick_xor_hash: entry.quick_xor_hash.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(tag: Option<&str>, size: Option<u64>, hash: Option<&str>) -> ContentFacts {
        ContentFacts {
            tag: tag.map(str::to_owned),
            size,
            quick_xor_hash: hash.map(str::to_owned),
        }
    }

    #[test]
    fn contents_are_one_or_two_only_where_all_that_is_told_says_so() {
        let old = facts(Some("1"), Some(3), Some("h"));
        for (new, expected) in [
            (facts(Some("1"), Some(3), Some("h")), Likeness::Same),
            (facts(Some("1"), None, None), Likeness::Same),
            (facts(None, Some(3), Some("h")), Likeness::Same),
            (facts(Some("2"), Some(4), Some("i")), Likeness::Other),
            (facts(Some("2"), Some(3), None), Likeness::Other),
            (facts(None, Some(4), None), Likeness::Other),
            (facts(None, Some(3), Some("i")), Likeness::Other),
            (facts(None, Some(3), None), Likeness::Untold),
            (facts(None, None, None), Likeness::Untold),
            (facts(Some("2"), Some(3), Some("h")), Likeness::Untold),
            (facts(Some("1"), Some(4), None), Likeness::Untold),
        ] {
            assert_eq!(old.compare(&new), expected, "{new:?}");
            assert_eq!(new.compare(&old), expected, "{new:?}");
        }
    }
}
