//! What stands in `Authorization`.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::{HeaderMap, header};

use crate::domain::{Error, Result, Secret};

/// The longest token that is looked at.
const LONGEST_TOKEN: usize = 512;

/// The longest name and password together, encoded.
const LONGEST_CREDENTIALS: usize = 4_096;

/// Padding may be left out: some programs do.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The token of `Authorization: Bearer` (RFC 6750, section 2.1); another scheme is none, an unreadable token
/// a wrong one ([`Error::Unauthenticated`]).
pub fn bearer_token(headers: &HeaderMap) -> Option<Result<Secret<String>>> {
    let token = credentials_of("bearer", headers)?;
    let token = token.and_then(|token| {
        let plausible = (1..=LONGEST_TOKEN).contains(&token.len());
        let token = Some(token).filter(|_| plausible);
        token.ok_or(Error::Unauthenticated)
    });
    Some(token.map(|token| Secret::new(token.to_owned())))
}

/// Name and password of `Authorization: Basic` (RFC 7617, with `charset="UTF-8"`); another scheme is none,
/// what can't be read is wrong ([`Error::Unauthenticated`]). The name ends at the first colon; neither part
/// holds a control character (section 2).
pub fn basic_credentials(headers: &HeaderMap) -> Option<Result<(String, Secret<String>)>> {
    let encoded = credentials_of("basic", headers)?;
    let decoded = encoded.and_then(|encoded| decode(encoded).ok_or(Error::Unauthenticated));
    Some(decoded)
}

fn decode(encoded: &str) -> Option<(String, Secret<String>)> {
    if encoded.len() > LONGEST_CREDENTIALS {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    let plain = !text.chars().any(char::is_control);
    plain.then(|| (name.to_owned(), Secret::new(password.to_owned())))
}

/// What follows the scheme, where it is this one. A header that stands twice, or is no text, is wrong: it
/// must not depend on who reads which of them.
fn credentials_of<'a>(scheme: &str, headers: &'a HeaderMap) -> Option<Result<&'a str>> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next()?;
    let repeated = values.next().is_some();
    let Ok(text) = value.to_str() else {
        return Some(Err(Error::Unauthenticated));
    };
    let (found, credentials) = text.split_once(' ').unwrap_or((text, ""));
    if !found.eq_ignore_ascii_case(scheme) {
        return None;
    }
    Some(if repeated {
        Err(Error::Unauthenticated)
    } else {
        Ok(credentials.trim())
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn sent(values: &[&str]) -> HeaderMap {
        let pairs = values.iter().map(|value| {
            let value = HeaderValue::from_str(value).expect("a value");
            (header::AUTHORIZATION, value)
        });
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        headers
    }

    fn token(value: &str) -> Option<Option<String>> {
        let found = bearer_token(&sent(&[value]));
        found.map(|found| found.ok().map(|token| token.expose().clone()))
    }

    fn pair(value: &str) -> Option<Option<(String, String)>> {
        let found = basic_credentials(&sent(&[value]));
        found.map(|found| {
            let pair = found.ok();
            pair.map(|(name, password)| (name, password.expose().clone()))
        })
    }

    fn basic(text: impl AsRef<[u8]>) -> Option<Option<(String, String)>> {
        pair(&format!("Basic {}", BASE64.encode(text)))
    }

    #[test]
    fn a_bearer_token_is_read_without_regard_to_the_case_of_its_scheme() {
        assert_eq!(token("Bearer abc"), Some(Some("abc".to_owned())));
        assert_eq!(token("bearer  abc "), Some(Some("abc".to_owned())));
        assert_eq!(token("Bearer"), Some(None), "a wrong token, not none");
        let long = format!("Bearer {}", "a".repeat(LONGEST_TOKEN + 1));
        assert_eq!(token(&long), Some(None));
        assert_eq!(token("Basic YTpi"), None);
        assert!(bearer_token(&HeaderMap::new()).is_none());
    }

    #[test]
    fn a_name_ends_at_the_first_colon_and_a_password_nowhere() {
        let found = |name: &str, password: &str| Some(Some((name.to_owned(), password.to_owned())));
        assert_eq!(basic("a:b"), found("a", "b"));
        assert_eq!(basic("a:b:c:"), found("a", "b:c:"));
        assert_eq!(basic("a:"), found("a", ""));
        assert_eq!(basic(":b"), found("", "b"));
        assert_eq!(basic("ä:pässwörd €"), found("ä", "pässwörd €"));
        // The examples of RFC 7617, sections 2 and 2.1.
        let aladdin = pair("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(aladdin, found("Aladdin", "open sesame"));
        assert_eq!(pair("basic dGVzdDoxMjPCow=="), found("test", "123£"));
        assert_eq!(pair("BASIC dGVzdDoxMjPCow"), found("test", "123£"));
    }

    #[test]
    fn what_can_not_be_read_is_wrong_and_not_nothing() {
        let long = "x".repeat(LONGEST_CREDENTIALS);
        for text in ["", "no colon", "a:b\n", "a\0:b", "a:\u{7f}", long.as_str()] {
            assert_eq!(basic(text), Some(None), "{text:.20}");
        }
        assert_eq!(basic(b"a:\xff"), Some(None), "Latin-1");
        assert_eq!(pair("Basic not/base64!"), Some(None));
        assert_eq!(pair("Basic"), Some(None));
        assert_eq!(pair("Bearer abc"), None);
        assert!(basic_credentials(&HeaderMap::new()).is_none());
    }

    #[test]
    fn a_header_that_stands_twice_is_wrong() {
        let twice = sent(&["Basic YTpi", "Basic YTpi"]);
        assert!(basic_credentials(&twice).is_some_and(|found| found.is_err()));
        let twice = sent(&["Bearer a", "Bearer a"]);
        assert!(bearer_token(&twice).is_some_and(|found| found.is_err()));
    }
}
