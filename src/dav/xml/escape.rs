//! Text as XML: escaped where it must be, and nothing else.

use super::characters::is_xml;

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between tags.
    Content,
    /// Between double quotes.
    Attribute,
}

/// Appends `text`. What a document can't hold becomes U+FFFD; what a reader would take for a line's end or
/// for a space is written as a number.
pub(super) fn push(out: &mut Vec<u8>, text: &str, place: Place) {
    // Nearly every text passes whole.
    if !text.bytes().any(|byte| is_special(byte, place)) {
        return out.extend_from_slice(text.as_bytes());
    }
    for character in text.chars() {
        let escaped: &[u8] = match character {
            '&' => b"&amp;",
            '<' => b"&lt;",
            '>' => b"&gt;",
            '\r' => b"&#13;",
            '"' if place == Place::Attribute => b"&quot;",
            '\t' if place == Place::Attribute => b"&#9;",
            '\n' if place == Place::Attribute => b"&#10;",
            _ => {
                let held = if is_xml(character) {
                    character
                } else {
                    char::REPLACEMENT_CHARACTER
                };
                out.extend_from_slice(held.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
        };
        out.extend_from_slice(escaped);
    }
}

/// Whether a byte may belong to a character that can't stand there as it is. U+FFFE and U+FFFF begin with EF.
fn is_special(byte: u8, place: Place) -> bool {
    match byte {
        b'&' | b'<' | b'>' | 0xef => true,
        b'"' | b'\t' | b'\n' => place == Place::Attribute,
        _ => byte < b' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str, place: Place) -> String {
        let mut out = Vec::new();
        push(&mut out, text, place);
        String::from_utf8(out).expect("it is UTF-8")
    }

    #[test]
    fn only_what_xml_needs_is_escaped() {
        for (text, content, attribute) in [
            (
                "a b's ä 名 💾 \u{85}",
                "a b's ä 名 💾 \u{85}",
                "a b's ä 名 💾 \u{85}",
            ),
            ("a&b<c>d", "a&amp;b&lt;c&gt;d", "a&amp;b&lt;c&gt;d"),
            ("]]>", "]]&gt;", "]]&gt;"),
            ("\"\t\n", "\"\t\n", "&quot;&#9;&#10;"),
            ("a\r\nb", "a&#13;\nb", "a&#13;&#10;b"),
            (
                "\0\u{1b}\u{ffff}\u{fffd}",
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
            ),
            ("＆ﬀ", "＆ﬀ", "＆ﬀ"),
        ] {
            assert_eq!(escaped(text, Place::Content), content);
            assert_eq!(escaped(text, Place::Attribute), attribute);
        }
    }
}
