//! From bytes to characters: UTF-8, or UTF-16 with its mark.

use std::borrow::Cow;

use super::characters::is_xml;
use super::malformed;
use crate::domain::Invalid;

/// The characters of a body, all of which XML can hold.
pub(super) fn decode(body: &[u8]) -> Result<Cow<'_, str>, Invalid> {
    let text = match body {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?.into(),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?.into(),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest)?.into(),
        _ => utf8(body)?.into(),
    };
    let text: Cow<'_, str> = text;
    if text.chars().all(is_xml) {
        Ok(text)
    } else {
        Err(malformed("holds a character that XML does not have"))
    }
}

/// Whether a body that could be decoded may declare this encoding. Whoever writes UTF-16 in the declaration and
/// sends UTF-8 (.NET does, when it writes to a string first) has been understood already; any other encoding
/// is the same as UTF-8 only as far as ASCII goes.
pub(super) fn may_declare(encoding: &str, text: &str) -> bool {
    let unicode = ["utf-8", "utf8", "utf-16", "utf-16le", "utf-16be"];
    let is_unicode = unicode.iter().any(|it| it.eq_ignore_ascii_case(encoding));
    is_unicode || text.is_ascii()
}

fn utf8(bytes: &[u8]) -> Result<&str, Invalid> {
    std::str::from_utf8(bytes).map_err(|_| malformed("is not UTF-8"))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Invalid> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    let text = String::from_utf16(&units).ok();
    text.filter(|_| rest.is_empty())
        .ok_or_else(|| malformed("is not UTF-16"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_encodings_are_read() {
        let text = "<ä>💾</ä>";
        let units = || text.encode_utf16();
        let big: Vec<u8> = [0xfe, 0xff]
            .into_iter()
            .chain(units().flat_map(u16::to_be_bytes))
            .collect();
        let little: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(units().flat_map(u16::to_le_bytes))
            .collect();
        let marked = format!("\u{feff}{text}");
        for body in [text.as_bytes(), marked.as_bytes(), &big, &little] {
            assert_eq!(decode(body).expect("it is sound"), text);
        }
        for body in [
            &big[..big.len() - 1],
            &[0xfe, 0xff, 0xd8, 0],
            &[0xff],
            b"\xe4",
            b"a\0",
            "\u{ffff}".as_bytes(),
        ] {
            assert!(decode(body).is_err(), "{body:?}");
        }
    }

    #[test]
    fn a_declaration_may_not_lie_about_what_matters() {
        assert!(may_declare("UTF-8", "ä"));
        assert!(may_declare("utf-16", "ä"));
        assert!(may_declare("us-ascii", "a"));
        assert!(!may_declare("iso-8859-1", "ä"));
    }
}
