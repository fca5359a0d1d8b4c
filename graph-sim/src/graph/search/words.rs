//! Words, and when they are found.

use crate::switches::{SearchSwitches, SearchedContents, WordMatching};
use crate::world::Item;

/// Words that must all be found, lower-cased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words(Vec<String>);

impl Words {
    /// The words of a text: what stands between anything but letters and digits. A text without
    /// any, such as `*`, finds everything.
    pub(super) fn of(text: &str) -> Self {
        Self(split(&text.to_lowercase()).map(str::to_owned).collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub(super) fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Whether the words are found in the item: in its name, or in its text.
    pub(super) fn find(&self, item: &Item, switches: &SearchSwitches) -> bool {
        let name = item.name.to_lowercase();
        let mut text = None;
        self.iter().all(|word| {
            is_in(word, &name, switches.matching)
                || switches.contents == SearchedContents::PlainText
                    && is_in(
                        word,
                        text.get_or_insert_with(|| text_of(item)),
                        WordMatching::Beginnings,
                    )
        })
    }
}

/// Whether the lower-cased text has the word.
pub(super) fn is_in(word: &str, text: &str, matching: WordMatching) -> bool {
    match matching {
        WordMatching::Beginnings => split(text).any(|known| known.starts_with(word)),
        WordMatching::Anywhere => text.contains(word),
    }
}

pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

fn text_of(item: &Item) -> String {
    let text = item.blob().and_then(|blob| blob.plain_text());
    text.unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{WordMatching, Words, is_in};

    #[test]
    fn words_stand_between_anything_but_letters_and_digits() {
        assert_eq!(
            Words::of("Q3 Report.PDF"),
            Words(vec!["q3".into(), "report".into(), "pdf".into()])
        );
        assert_eq!(Words::of("*"), Words::default());
    }

    #[test]
    fn a_word_is_found_by_its_beginning_or_anywhere() {
        assert!(is_in("rep", "q3 report.pdf", WordMatching::Beginnings));
        assert!(!is_in("port", "q3 report.pdf", WordMatching::Beginnings));
        assert!(is_in("port", "q3 report.pdf", WordMatching::Anywhere));
    }
}
