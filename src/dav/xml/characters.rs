//! Which characters XML 1.0 and its names can hold.

/// Whether a document can hold the character at all (XML 1.0, production 2).
pub(super) fn is_xml(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// White space (production 3).
pub(super) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// Whether a text is a name without a colon (Namespaces in XML 1.0, production 4).
pub(super) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(begins_name) && characters.all(continues_name)
}

/// XML 1.0, production 4, without the colon.
fn begins_name(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Production 4a, likewise.
fn continues_name(character: char) -> bool {
    begins_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_letters_of_all_scripts_and_no_colon() {
        for name in ["a", "_", "getetag", "high-unicode", "a.1", "größe", "名前"] {
            assert!(is_name(name), "{name}");
        }
        for text in [
            "", "1a", "-a", ".a", "a:b", ":a", "a b", "a<b", "a\"b", "a/", "×",
        ] {
            assert!(!is_name(text), "{text}");
        }
    }

    #[test]
    fn control_characters_and_halves_are_no_xml() {
        assert!(['\t', 'a', '\u{85}', '\u{fffd}', '\u{10ffff}'].map(is_xml) == [true; 5]);
        assert!(['\0', '\u{1}', '\u{1b}', '\u{fffe}', '\u{ffff}'].map(is_xml) == [false; 5]);
    }
}
