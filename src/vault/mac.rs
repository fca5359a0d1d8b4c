//! Message authentication: texts of ours that come back from outside.

use std::fmt;

use aws_lc_rs::hmac;

use crate::doors::Random;

/// The mark of one message under one key: HMAC-SHA-256 (RFC 2104, FIPS 198-1).
pub type Tag = [u8; MacKey::LENGTH];

/// A key that marks messages. Made and opened by the [`Vault`](super::Vault), or forgotten with the
/// process; one per purpose, so that a mark made for one is worth nothing for another.
#[derive(Clone)]
pub struct MacKey(hmac::Key);

impl MacKey {
    /// The length of a key, and of a tag, in bytes.
    pub const LENGTH: usize = 32;

    pub(super) fn new(bytes: &[u8; Self::LENGTH]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// A key that is kept nowhere: what it marks is worth nothing after this process.
    pub fn fleeting(random: Random) -> Self {
        Self::new(&random.bytes())
    }

    /// The tag of a message. Whoever joins several values into one message must see to it that they
    /// can't be joined otherwise to the same bytes.
    pub fn sign(&self, message: &[u8]) -> Tag {
        let tag = hmac::sign(&self.0, message);
        tag.as_ref().try_into().expect("HMAC-SHA-256 has 32 bytes")
    }

    /// Whether a tag is that of the message; takes the same time for every wrong one.
    #[must_use]
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&self.0, message, tag).is_ok()
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MacKey(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_message_have_the_tag() {
        let key = MacKey::new(&[1; 32]);
        let tag = key.sign(b"message");
        assert!(key.verify(b"message", &tag));
        assert!(!key.verify(b"massage", &tag));
        assert!(!MacKey::new(&[2; 32]).verify(b"message", &tag));
        let (_, cut) = tag.split_last().expect("it is not empty");
        assert!(!key.verify(b"message", cut));
        assert!(!key.verify(b"message", b""));
    }

    #[test]
    fn tags_are_those_of_rfc_4231() {
        // Test case 2 of RFC 4231, section 4.3; a key is filled up with zeros, as HMAC does itself.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let tag = MacKey::new(&key).sign(b"what do ya want for nothing?");
        let expected = [
            0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95,
            0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9,
            0x64, 0xec, 0x38, 0x43,
        ];
        assert_eq!(tag, expected);
    }
}
