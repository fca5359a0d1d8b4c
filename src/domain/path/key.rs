//! The form of a path under which it is compared.

use std::fmt;
use std::sync::LazyLock;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{
    ComposingNormalizer, ComposingNormalizerBorrowed, DecomposingNormalizer,
    DecomposingNormalizerBorrowed,
};

use super::chain::Chain;

/// A path in Unicode normal form C with each character folded by the simple, one-to-one case folding.
///
/// Drives ignore case, so rights, mounts and rules must too: two texts that can reach the same item
/// have the same key. Folding one-to-one (never `ß` to `ss`) keeps names apart that a drive keeps
/// apart.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathKey(Chain);

impl PathKey {
    pub(super) fn of(chain: &Chain) -> Self {
        Self(Chain::of_checked(&fold(chain.text())))
    }

    /// The key of one name.
    pub fn of_name(name: &str) -> String {
        fold(name)
    }

    /// Whether `key` is the key of this name. Makes no text where the name is ASCII, as nearly all are:
    /// folders are searched by it.
    pub fn is_of_name(key: &str, name: &str) -> bool {
        if name.is_ascii() {
            name.eq_ignore_ascii_case(key)
        } else {
            fold(name) == key
        }
    }

    /// The key of the tree's root.
    pub fn root() -> Self {
        Self(Chain::root())
    }

    /// `""` for the root, `/a/b` below it.
    pub fn as_str(&self) -> &str {
        self.0.text()
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_root()
    }

    /// Whether this path is `ancestor` or lies below it.
    pub fn is_at_or_below(&self, ancestor: &Self) -> bool {
        self.0.is_at_or_below(&ancestor.0)
    }

    /// The key one level up; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.parent().map(Self)
    }

    /// The segments, folded, from the root down.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.segments()
    }
}

impl fmt::Debug for PathKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PathKey({})", self.0)
    }
}

static CASES: LazyLock<CaseMapperBorrowed<'static>> = LazyLock::new(CaseMapper::new);
static NFD: LazyLock<DecomposingNormalizerBorrowed<'static>> =
    LazyLock::new(DecomposingNormalizer::new_nfd);
static NFC: LazyLock<ComposingNormalizerBorrowed<'static>> =
    LazyLock::new(ComposingNormalizer::new_nfc);

/// `text` in normal form C, or in D where it is in C already; `None` where both are the same.
pub(super) fn other_normal_form(text: &str) -> Option<String> {
    let composed = NFC.normalize(text);
    if composed != text {
        return Some(composed.into_owned());
    }
    let decomposed = NFD.normalize(text);
    (decomposed != text).then(|| decomposed.into_owned())
}

/// Normal form C, folded, and composed once more where folding has opened a composition.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let folded: String = NFC
        .normalize(text)
        .chars()
        .map(|character| CASES.simple_fold(character))
        .collect();
    NFC.normalize(&folded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_drive_takes_for_one_have_one_key() {
        for (one, other) in [
            ("ABC", "abc"),
            ("\u{c9}t\u{e9}", "e\u{301}te\u{301}"),
            ("ΣΑΣ", "σας"),
            ("\u{212a}", "k"),
            ("ПРИВЕТ", "привет"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
            assert!(PathKey::is_of_name(&fold(one), other), "{one} {other}");
            assert!(PathKey::is_of_name(&fold(other), one), "{one} {other}");
        }
    }

    #[test]
    fn a_name_has_another_normal_form_only_where_the_two_differ() {
        assert_eq!(other_normal_form("/e\u{301}"), Some("/\u{e9}".to_owned()));
        assert_eq!(other_normal_form("/\u{e9}"), Some("/e\u{301}".to_owned()));
        assert_eq!(other_normal_form("/plain"), None);
    }

    #[test]
    fn folding_never_turns_one_character_into_two() {
        assert_ne!(fold("straße"), fold("strasse"));
        assert!(!PathKey::is_of_name("straße", "strasse"));
        assert_eq!(fold("STRAẞE"), fold("straße"));
        assert_ne!(fold("ﬁle"), fold("file"));
    }
}
