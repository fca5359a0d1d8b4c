//! The order in which people look for names.

use std::cmp::Ordering;
use std::fmt;

use icu_collator::options::{AlternateHandling, CollatorOptions};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

/// Natural order by the Unicode collation algorithm: `file2` before `file10`, letter case and accents
/// only where nothing else differs, in every script.
pub struct NameOrder {
    collator: CollatorBorrowed<'static>,
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

    /// Compares two names; equal only if they are the same text.
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        self.collator
            .compare(one, other)
            .then_with(|| one.cmp(other))
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
    use super::*;

    #[test]
    fn names_stand_where_people_look_for_them() {
        let order = NameOrder::new();
        let mut names = [
            "file10", "File2", "file1", "éclair", "zebra", "Apple", "文件10", "文件2", "apple",
        ];
        names.sort_by(|one, other| order.compare(one, other));
        assert_eq!(
            names,
            [
                "apple", "Apple", "éclair", "file1", "File2", "file10", "zebra", "文件2", "文件10"
            ]
        );
    }
}
