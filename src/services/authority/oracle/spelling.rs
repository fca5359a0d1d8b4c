//! Names, and the many ways to write them that mean the same. What two spellings have in common is known
//! here because both were made from one name, not because something has folded them.

use super::dice::Dice;

/// The names of all worlds, few, so that paths meet. The last is a name of three characters, which only
/// looks like an escape.
pub(super) const NAMES: [&str; 6] = ["a", "ab", "é", "k", "aé", "%61"];

/// Patterns over these names.
pub(super) const PATTERNS: [&str; 10] = ["a", "a*", "?", "é", "*b", "*", "k", "%*", "?é", "*a*b*"];

/// The characters that are compared as this one. `K` has a twin, the sign of Kelvin.
fn twins(character: char) -> &'static [&'static str] {
    match character {
        'a' => &["a", "A"],
        'b' => &["b", "B"],
        'k' => &["k", "K", "\u{212a}"],
        'é' => &["\u{e9}", "\u{c9}", "e\u{301}", "E\u{301}"],
        '%' => &["%"],
        '6' => &["6"],
        '1' => &["1"],
        '*' => &["*"],
        '?' => &["?"],
        other => unreachable!("{other} is in no name"),
    }
}

/// One of the ways to write a name or a pattern.
pub(super) fn spelled(name: &str, dice: &mut Dice) -> String {
    let characters = name.chars();
    characters.map(|one| *dice.pick(twins(one))).collect()
}

/// A name as one segment of a raw path: each byte escaped or not, with digits in either case.
pub(super) fn escaped(name: &str, dice: &mut Dice) -> String {
    let bytes = name.bytes();
    let escaped = bytes.map(|byte| match dice.below(3) {
        0 => format!("%{byte:02x}"),
        1 => format!("%{byte:02X}"),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    escaped.collect()
}

/// The same with every byte escaped.
pub(super) fn all_escaped(name: &str, dice: &mut Dice) -> String {
    let bytes = name.bytes();
    let escaped = bytes.map(|byte| match dice.below(2) {
        0 => format!("%{byte:02x}"),
        _ => format!("%{byte:02X}"),
    });
    escaped.collect()
}

/// Whether a pattern means a name, each in the form of the lists above: every way to share out the
/// characters is tried.
pub(super) fn means(pattern: &str, name: &str) -> bool {
    let mut rest = pattern.chars();
    let Some(wanted) = rest.next() else {
        return name.is_empty();
    };
    let rest = rest.as_str();
    let mut name_rest = name.chars();
    let first = name_rest.next();
    match wanted {
        '*' => means(rest, name) || (first.is_some() && means(pattern, name_rest.as_str())),
        '?' => first.is_some() && means(rest, name_rest.as_str()),
        wanted => first == Some(wanted) && means(rest, name_rest.as_str()),
    }
}
