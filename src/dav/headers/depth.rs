//! `Depth` (RFC 4918, section 10.2).

use http::HeaderMap;

use super::single::{malformed, single};
use crate::domain::Result;

/// How far below its resource a request reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Depth {
    /// The resource alone.
    Zero,
    /// The resource and its members.
    One,
    /// Everything below.
    Infinity,
}

impl Depth {
    /// What the request says. `None` where it says nothing: what that means depends on the method.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>> {
        single(headers, "depth")?.map(Self::parse).transpose()
    }

    /// Reads the value.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "0" => Ok(Self::Zero),
            "1" => Ok(Self::One),
            _ if text.eq_ignore_ascii_case("infinity") => Ok(Self::Infinity),
            _ => Err(malformed("Depth", "is neither 0, 1 nor infinity").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::single::headers;
    use super::*;

    #[test]
    fn three_depths_are_known() {
        for (text, depth) in [
            ("0", Depth::Zero),
            ("1", Depth::One),
            ("infinity", Depth::Infinity),
        ] {
            assert_eq!(Depth::parse(text).expect("it is one"), depth);
        }
        let shouted = headers(&[("depth", " Infinity ")]);
        assert_eq!(
            Depth::of(&shouted).expect("it is one"),
            Some(Depth::Infinity)
        );
        assert_eq!(Depth::of(&headers(&[])).expect("it is none"), None);
    }

    #[test]
    fn any_other_depth_is_refused() {
        for text in ["", "2", "-1", "00", "1,noroot", "infinite", "0.0"] {
            assert!(Depth::parse(text).is_err(), "{text}");
        }
    }
}
