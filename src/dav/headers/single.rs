//! A header that may be there once.

use http::HeaderMap;

use crate::domain::{Invalid, Result};

/// The refusal of a header that can't be read: 400.
pub(super) fn malformed(header: &str, reason: &str) -> Invalid {
    Invalid::malformed(header, "invalid_header", reason)
}

/// The value of `name` without the spaces around it. One that is repeated says two things at once, so it is
/// refused, as is one that is not UTF-8 (old clients send names unescaped).
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next(), values.next());
    if second.is_some() {
        return Err(malformed(name, "is there more than once").into());
    }
    let Some(value) = first else {
        return Ok(None);
    };
    let text = std::str::from_utf8(value.as_bytes());
    let text = text.map_err(|_| malformed(name, "is not UTF-8"))?;
    Ok(Some(text.trim_matches([' ', '\t'])))
}

/// A map with these headers.
#[cfg(test)]
pub(super) fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        let value = http::HeaderValue::from_bytes(value.as_bytes()).expect("a header can hold it");
        map.append(*name, value);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_one_thing_or_nothing() {
        let read = |lines: &[_]| single(&headers(lines), "depth").map(|it| it.map(str::to_owned));
        assert_eq!(read(&[]).expect("none"), None);
        assert_eq!(
            read(&[("depth", " ä ")]).expect("one"),
            Some("ä".to_owned())
        );
        assert!(read(&[("depth", "0"), ("depth", "0")]).is_err());
        let mut latin = HeaderMap::new();
        let value = http::HeaderValue::from_bytes(b"\xe4").expect("opaque bytes are allowed");
        latin.insert("depth", value);
        assert!(single(&latin, "depth").is_err());
    }
}
