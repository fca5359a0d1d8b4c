//! `Overwrite` (RFC 4918, section 10.6).

use http::HeaderMap;

use super::single::{malformed, single};
use crate::domain::Result;

/// Whether `COPY` and `MOVE` may replace what is at their destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Overwrite {
    /// They may; so it is where nothing is said.
    #[default]
    Allowed,
    /// They may not: 412 where something is.
    Forbidden,
}

impl Overwrite {
    /// What the request says.
    pub fn of(headers: &HeaderMap) -> Result<Self> {
        single(headers, "overwrite")?.map_or(Ok(Self::default()), Self::parse)
    }

    /// Reads the value.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "T" | "t" => Ok(Self::Allowed),
            "F" | "f" => Ok(Self::Forbidden),
            _ => Err(malformed("Overwrite", "is neither T nor F").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::single::headers;
    use super::*;

    #[test]
    fn what_is_there_may_be_replaced_unless_the_request_says_no() {
        let of = |lines: &[_]| Overwrite::of(&headers(lines)).ok();
        assert_eq!(of(&[]), Some(Overwrite::Allowed));
        assert_eq!(of(&[("overwrite", "T")]), Some(Overwrite::Allowed));
        assert_eq!(of(&[("overwrite", "f")]), Some(Overwrite::Forbidden));
        for text in ["", "true", "TF", "0"] {
            assert_eq!(of(&[("overwrite", text)]), None, "{text}");
        }
    }
}
