//! The signature of a link, as a visitor brings it along.

use std::fmt;

use crate::services::passes::Stamped;

/// The value of `sign` in an address: of the form of ours, which says nothing about whether it is one. It can
/// stand in an address as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(String);

impl Signature {
    /// Reads it; `None` where it can't be one.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let stamped = text.bytes().all(plain) && Stamped::<3>::parse(text).is_some();
        stamped.then(|| Self(text.to_owned()))
    }

    /// The text, for an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whoever reads it has what it opens.
        formatter.write_str("Signature(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_the_form_of_ours_is_a_signature_and_none_is_shown() {
        let good = "1.key_1.1700000000.acc_0-1.p.AAAA";
        let read = Signature::parse(good).expect("the form of ours");
        assert_eq!(read.as_str(), good);
        assert_eq!(format!("{read:?}"), "Signature(***)");
        for text in [
            "",
            "1",
            "2.k.1.a.p.AAAA",
            "1.k.1.a.p",
            "1.k.1.a.p.AAAA.x",
            "1.k.1.a.p.AA&x=1",
            "1.k\r\nSet-Cookie: a=b.1.a.p.AAAA",
            "1.k.1./evil.p.AAAA",
            "1.k.1.\u{e9}.p.AAAA",
        ] {
            assert_eq!(Signature::parse(text), None, "{text}");
        }
    }
}
