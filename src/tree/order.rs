//! The order in which people look for names.

use std::fmt;

use icu_collator::options::{AlternateHandling, CollatorOptions};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

/// Natural order by the Unicode collation algorithm: `file2` before `file10`, letter case and accents
/// only where nothing else differs, in every script.
pub struct NameOrder {
    collator: CollatorBorrowed<'static>,
}

/// The places of many names. All lie in one piece of memory, which goes back whole when they are sorted:
/// 50,000 small pieces would leave holes behind.
#[derive(Debug)]
pub struct NameKeys<'a> {
    weights: Vec<u8>,
    /// Each name, with where its weights end.
    names: Vec<(&'a str, usize)>,
}

/// A name's place in the order; equal only to that of the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameKey<'a> {
    /// Bytes that compare as the names do (Unicode Technical Standard 10, "Form Sort Keys").
    weights: &'a [u8],
    name: &'a str,
}

impl NameOrder {
    /// The order of no language in particular.
    pub fn new() -> Self {
        let mut preferences = CollatorPreferences::default();
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        let mut options = CollatorOptions::default();
        // Punctuation counts: `a b` and `ab` must not lie apart by chance.
        options.alternate_handling = Some(AlternateHandling::NonIgnorable);
        let collator = Collator::try_new(preferences, options)
            .expect("the data of the root language is compiled in");
        Self { collator }
    }

    /// Where each of these names stands. Comparing two names by the tables of Unicode costs about as much
    /// as making a key, and sorting compares each of them many times.
    pub fn keys<'a>(&self, names: impl Iterator<Item = &'a str>) -> NameKeys<'a> {
        let mut weights = Vec::new();
        let names = names.map(|name| {
            let Ok(()) = self.collator.write_sort_key_to(name, &mut weights);
            (name, weights.len())
        });
        let names = names.collect();
        NameKeys { weights, names }
    }
}

impl NameKeys<'_> {
    /// The keys, in the order in which the names were given.
    pub fn iter(&self) -> impl Iterator<Item = NameKey<'_>> {
        let mut start = 0;
        self.names.iter().map(move |(name, end)| {
            let weights = &self.weights[start..*end];
            start = *end;
            NameKey { weights, name }
        })
    }
}

impl Default for NameOrder {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for NameOrder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NameOrder")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_stand_where_people_look_for_them() {
        let order = NameOrder::new();
        let names = [
            "file10", "File2", "file1", "éclair", "zebra", "Apple", "文件10", "文件2", "apple",
        ];
        let keys = order.keys(names.into_iter());
        let mut sorted: Vec<_> = keys.iter().collect();
        sorted.sort();
        let names: Vec<_> = sorted.into_iter().map(|key| key.name).collect();
        assert_eq!(
            names,
            [
                "apple", "Apple", "éclair", "file1", "File2", "file10", "zebra", "文件2", "文件10"
            ]
        );
    }

    proptest! {
        #[test]
        fn keys_stand_as_the_names_compare(one in "[a-cA-C é文0-9_.-]{0,8}|.{0,6}", other in "[a-cA-C é文0-9_.-]{0,8}|.{0,6}") {
            let order = NameOrder::new();
            let compared = order.collator.compare(&one, &other).then_with(|| one.cmp(&other));
            let keys = order.keys([one.as_str(), other.as_str()].into_iter());
            let keys: Vec<_> = keys.iter().collect();
            prop_assert_eq!(keys[0].cmp(&keys[1]), compared);
        }
    }
}
