//! `Content-Disposition` (RFC 6266): how a file is named when it is saved.

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::Segment;

/// What a browser is to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Show it in place.
    Inline,
    /// Save it.
    Attachment,
}

/// Everything but `attr-char` (RFC 8187, section 3.2.1).
const ENCODED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The header's value: an ASCII name that every client reads the same way, and the true one beside it
/// where that differs.
pub fn content_disposition(disposition: Disposition, name: &Segment) -> HeaderValue {
    let kind = match disposition {
        Disposition::Inline => "inline",
        Disposition::Attachment => "attachment",
    };
    let fallback: String = name.as_str().chars().map(plain).collect();
    let text = if fallback == name.as_str() {
        format!("{kind}; filename=\"{fallback}\"")
    } else {
        let encoded = utf8_percent_encode(name.as_str(), &ENCODED);
        format!("{kind}; filename=\"{fallback}\"; filename*=UTF-8''{encoded}")
    };
    HeaderValue::from_str(&text).expect("only printable ASCII is left")
}

/// Quotes and backslashes would need escaping, which clients undo differently; some decode `%`, and
/// some cut at `;` (RFC 6266, appendix D).
fn plain(character: char) -> char {
    match character {
        '"' | '\\' | '%' | ';' => '_',
        ' '..='~' => character,
        _ => '_',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str) -> String {
        let name = Segment::parse(name).expect("a name");
        let value = content_disposition(Disposition::Attachment, &name);
        value.to_str().expect("plain text").to_owned()
    }

    #[test]
    fn plain_names_need_no_second_form() {
        assert_eq!(
            written("a b (1).txt"),
            "attachment; filename=\"a b (1).txt\""
        );
    }

    #[test]
    fn hostile_and_foreign_names_cannot_leave_their_quotes() {
        for (name, expected) in [
            (
                "\".exe; x=\"",
                "filename=\"_.exe_ x=_\"; filename*=UTF-8''%22.exe%3B%20x%3D%22",
            ),
            (
                "100%41.txt",
                "filename=\"100_41.txt\"; filename*=UTF-8''100%2541.txt",
            ),
            (
                "你.txt",
                "filename=\"_.txt\"; filename*=UTF-8''%E4%BD%A0.txt",
            ),
            ("é'*", "filename=\"_'*\"; filename*=UTF-8''%C3%A9%27%2A"),
            (
                "\u{202e}gpj.exe",
                "filename=\"_gpj.exe\"; filename*=UTF-8''%E2%80%AEgpj.exe",
            ),
        ] {
            assert_eq!(written(name), format!("attachment; {expected}"), "{name}");
        }
    }
}
