//! Parts of the tree, by where they begin.

use crate::domain::PathKey;

/// Places of the tree, each of which means itself and all below: the prefixes of an administrator's tenants.
///
/// In the order of the tree, and none below another, so that a question costs a search by halves.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PrefixSet(Vec<PathKey>);

impl PrefixSet {
    /// The prefix at or above `key`.
    pub fn above(&self, key: &PathKey) -> Option<&PathKey> {
        // Whatever lies between a place and what is below it, in this order, is below it too.
        let last = self.end_of(key).checked_sub(1)?;
        self.0.get(last).filter(|prefix| key.is_at_or_below(prefix))
    }

    /// The prefixes below `key`, itself not among them.
    pub fn below<'a>(&'a self, key: &'a PathKey) -> impl Iterator<Item = &'a PathKey> {
        let after = self.0.iter().skip(self.end_of(key));
        after.take_while(move |prefix| prefix.is_at_or_below(key))
    }

    /// One after another, in the order of the tree.
    pub fn iter(&self) -> impl Iterator<Item = &PathKey> {
        self.0.iter()
    }

    /// How many stand before `key` or at it.
    fn end_of(&self, key: &PathKey) -> usize {
        self.0
            .partition_point(|prefix| prefix.segments().le(key.segments()))
    }
}

impl FromIterator<PathKey> for PrefixSet {
    fn from_iter<I: IntoIterator<Item = PathKey>>(prefixes: I) -> Self {
        let mut all: Vec<_> = prefixes.into_iter().collect();
        // By segments, not by text: ` ` and `-` come before `/`, and would part a place from what is below it.
        all.sort_by(|one, other| one.segments().cmp(other.segments()));
        all.dedup_by(|next, kept| next.is_at_or_below(kept));
        Self(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VirtualPath;

    fn key(path: &str) -> PathKey {
        VirtualPath::parse(path).expect("a path").key()
    }

    fn set(paths: &[&str]) -> PrefixSet {
        paths.iter().map(|path| key(path)).collect()
    }

    fn above(set: &PrefixSet, path: &str) -> Option<String> {
        let key = key(path);
        set.above(&key).map(|prefix| prefix.as_str().to_owned())
    }

    #[test]
    fn a_prefix_holds_itself_and_what_lies_below() {
        let set = set(&["/b", "/a", "/a-b", "/a b/c"]);
        for (path, expected) in [
            ("/", None),
            ("/a", Some("/a")),
            ("/A/x/y", Some("/a")),
            ("/a-b/x", Some("/a-b")),
            ("/a b", None),
            ("/a b/C/d", Some("/a b/c")),
            ("/ab", None),
            ("/b", Some("/b")),
            ("/c", None),
        ] {
            assert_eq!(above(&set, path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn what_lies_below_another_prefix_is_held_by_that() {
        let set = set(&["/a/b", "/a", "/a", "/a-b"]);
        assert_eq!(set.iter().count(), 2);
        assert_eq!(above(&set, "/a/b/c").as_deref(), Some("/a"));
    }

    #[test]
    fn the_prefixes_below_a_place_are_found() {
        let set = set(&["/a/b", "/a/c/d", "/a-b", "/b"]);
        let below = |path: &str| set.below(&key(path)).count();
        assert_eq!((below("/"), below("/a"), below("/a/c")), (4, 2, 1));
        assert_eq!((below("/a/b"), below("/b/c"), below("/z")), (0, 0, 0));
    }
}
