//! `Destination` (RFC 4918, section 10.3).

use http::HeaderMap;

use super::reference::Reference;
use super::single::{malformed, single};
use crate::domain::Result;

/// Where `COPY` and `MOVE` put what they take; they must say.
pub fn destination_of(headers: &HeaderMap) -> Result<Reference> {
    let text = single(headers, "destination")?;
    let text = text.ok_or_else(|| malformed("Destination", "is missing"))?;
    Reference::parse("Destination", text)
}

#[cfg(test)]
mod tests {
    use super::super::single::headers;
    use super::*;

    #[test]
    fn a_copy_must_say_where_to() {
        assert!(destination_of(&headers(&[])).is_err());
        let there = headers(&[("destination", "http://files.example/dav/a%20b")]);
        let there = destination_of(&there).expect("an address");
        assert_eq!(there.below("/dav"), Some("/a%20b"));
    }
}
