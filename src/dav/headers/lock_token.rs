//! `Lock-Token` (RFC 4918, section 10.5).

use http::HeaderMap;

use super::single::{malformed, single};
use crate::domain::Result;

/// Longer than any token of anybody's.
const LONGEST: usize = 512;

/// The token that the request names, without its angle brackets, which npm's `webdav` forgets. Whether there is
/// such a lock is another question.
pub fn lock_token_of(headers: &HeaderMap) -> Result<Option<&str>> {
    let Some(text) = single(headers, "lock-token")? else {
        return Ok(None);
    };
    let bare = text
        .strip_prefix('<')
        .map_or(Some(text), |rest| rest.strip_suffix('>'));
    let token = bare.filter(|token| is_token(token));
    let refusal = || malformed("Lock-Token", "is no token in angle brackets").into();
    token.map(Some).ok_or_else(refusal)
}

/// Whether a text can be a state token: a URI, as far as it matters here.
pub(super) fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'<' && byte != b'>';
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::super::single::headers;
    use super::*;

    #[test]
    fn a_token_is_read_with_and_without_brackets() {
        let token = "urn:uuid:5f1e6a3c-0000-4000-8000-000000000001";
        for text in [token.to_owned(), format!("<{token}>")] {
            let headers = headers(&[("lock-token", &text)]);
            assert_eq!(lock_token_of(&headers).expect("a token"), Some(token));
        }
        assert_eq!(lock_token_of(&headers(&[])).expect("none"), None);
    }

    #[test]
    fn what_can_be_no_token_is_refused() {
        let long = "x".repeat(LONGEST + 1);
        for text in ["", "<>", "<a", "a>", "<a b>", "<<a>>", "ä", &long] {
            let headers = headers(&[("lock-token", text)]);
            assert!(lock_token_of(&headers).is_err(), "{text}");
        }
    }
}
