//! How a folder is shown, and what of it.

use std::fmt;
use std::sync::Arc;

use super::error::Invalid;
use super::id::RuleId;
use super::path::{PathKey, VirtualPath};
use super::sort::Sort;

/// What an administrator says about a folder. Parts that are absent say nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderRule {
    /// Our id.
    pub id: RuleId,
    /// The folder.
    pub path: VirtualPath,
    /// Whether hiding, texts, view and sort hold for the folders below too. A password always does: one
    /// that a deeper address goes around would be none.
    pub inherited: bool,
    /// Names that are not shown.
    pub hide: Vec<HidePattern>,
    /// The generation of its password; `None` where it has none. The hash stays in the database.
    pub password: Option<i64>,
    /// Shown above the listing: Markdown, as it is written until pages render it.
    pub header: Option<Arc<str>>,
    /// Shown below the listing, likewise.
    pub readme: Option<Arc<str>>,
    /// How its listing is drawn.
    pub view: Option<View>,
    /// How its listing is sorted.
    pub sort: Option<Sort>,
}

impl FolderRule {
    /// The most patterns of one rule.
    pub const MOST_PATTERNS: usize = 100;

    /// The longest header or readme, in bytes.
    pub const LONGEST_TEXT: usize = 64 * 1024;
}

/// How a listing is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// A row for each entry.
    List,
    /// Small pictures beside each other.
    Grid,
    /// Pictures as large as they fit.
    Gallery,
}

impl View {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::List, Self::Grid, Self::Gallery];

    /// `list`, `grid` or `gallery`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Grid => "grid",
            Self::Gallery => "gallery",
        }
    }

    /// The view of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}

/// Names to be hidden: `*` stands for any characters, `?` for one, all else for itself. Compared like
/// names of the tree: without regard to letter case and normal form.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HidePattern {
    text: Arc<str>,
    key: Arc<[char]>,
}

impl HidePattern {
    /// Accepts a pattern of 1 to 255 characters, without slash and control characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let sound = (1..=255).contains(&text.chars().count())
            && !text.chars().any(|one| one == '/' || one.is_control());
        sound.then(|| Self::of(text)).ok_or_else(|| {
            let reason = "must be 1 to 255 characters, without a slash";
            Invalid::new("hide", "invalid_pattern", reason)
        })
    }

    fn of(text: &str) -> Self {
        Self {
            text: Arc::from(text),
            key: PathKey::of_name(text).chars().collect(),
        }
    }

    /// The pattern as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it means a name, given as its key ([`PathKey::of_name`]). Takes the length of the name times
    /// that of the pattern at the most.
    pub fn is_match(&self, key: &str) -> bool {
        let (mut rest, mut pattern) = (key.chars(), 0);
        // Where to go on when what follows the last star does not fit: one character further.
        let mut retry = None;
        loop {
            let before = rest.clone();
            match (self.key.get(pattern), rest.next()) {
                (Some('*'), _) => {
                    rest = before.clone();
                    pattern += 1;
                    retry = Some((before, pattern));
                }
                (None, None) => return true,
                (Some(wanted), Some(found)) if *wanted == '?' || *wanted == found => pattern += 1,
                _ => {
                    let Some((mut start, after)) = retry.take() else {
                        return false;
                    };
                    if start.next().is_none() {
                        return false;
                    }
                    (rest, pattern) = (start.clone(), after);
                    retry = Some((start, after));
                }
            }
        }
    }
}

impl fmt::Debug for HidePattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HidePattern({:?})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hides(pattern: &str, name: &str) -> bool {
        let pattern = HidePattern::parse(pattern).expect("a pattern");
        pattern.is_match(&PathKey::of_name(name))
    }

    #[test]
    fn stars_and_question_marks_stand_for_other_characters() {
        for (pattern, name, expected) in [
            ("*.tmp", "A.TMP", true),
            ("*.tmp", "a.tmp.txt", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("?.txt", "é.txt", true),
            ("?.txt", "e\u{301}.txt", true),
            ("?.txt", ".txt", false),
            ("É*", "e\u{301}t\u{e9}", true),
            ("*", "anything", true),
            ("[a]", "a", false),
            ("secret", "SECRET", true),
            ("secret", "secrets", false),
        ] {
            assert_eq!(hides(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn many_stars_do_not_take_forever() {
        let pattern = "*a".repeat(100);
        assert!(!hides(&pattern, &"a".repeat(99)));
        assert!(!hides(&format!("{pattern}b"), &"a".repeat(255)));
    }
}
