//! Sealing what we hand out and take back: whoever holds it for us can neither read nor change it.

use std::fmt;

use aws_lc_rs::aead::{self, AES_256_GCM_SIV, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::mac::MacKey;

/// Seals for one purpose: AES-256-GCM-SIV (RFC 8452).
///
/// It is deterministic: the same text, bound to the same, is sealed alike, as with a mark. That costs no nonce
/// in what is handed out, and this mode stays safe with one nonce for all (RFC 8452, section 9): nothing shows
/// but that two of them are equal.
pub struct Sealer(LessSafeKey);

/// What a sealed text is longer by, in bytes.
const TAG: usize = 16;

impl MacKey {
    /// What seals for a purpose, by a key that comes from this one. No message that this key signs may begin
    /// with `seal` and a NUL.
    pub fn sealer(&self, purpose: &str) -> Sealer {
        let key = self.sign(&[b"seal", purpose.as_bytes()].join(&0));
        let key = UnboundKey::new(&AES_256_GCM_SIV, &key).expect("a tag has 32 bytes");
        Sealer(LessSafeKey::new(key))
    }
}

impl Sealer {
    /// Seals a text, which opens with the same `bound` alone.
    pub fn seal(&self, bound: &[u8], text: &[u8]) -> Vec<u8> {
        let mut body = Vec::with_capacity(text.len() + TAG);
        body.extend_from_slice(text);
        self.0
            .seal_in_place_append_tag(one_nonce(), aead::Aad::from(bound), &mut body)
            .expect("a text is far shorter than 64 GiB");
        body
    }

    /// The text, where it was sealed by this key with the same `bound`.
    pub fn open(&self, bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let mut body = sealed.to_vec();
        let opened = self
            .0
            .open_in_place(one_nonce(), aead::Aad::from(bound), &mut body);
        let length = opened.ok()?.len();
        body.truncate(length);
        Some(body)
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sealer(***)")
    }
}

fn one_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doors::Random;

    #[test]
    fn what_was_sealed_opens_for_the_same_key_purpose_and_binding_alone() {
        let key = MacKey::fleeting(Random);
        let sealer = key.sealer("cursor");
        for text in ["", "7", "a longer text, over more than one block"] {
            let sealed = sealer.seal(b"bound", text.as_bytes());
            assert_eq!(sealed.len(), text.len() + TAG);
            let opened = key.sealer("cursor").open(b"bound", &sealed);
            assert_eq!(opened.as_deref(), Some(text.as_bytes()));
            assert_eq!(sealer.open(b"bond", &sealed), None);
            assert_eq!(key.sealer("other").open(b"bound", &sealed), None);
            let foreign = MacKey::fleeting(Random).sealer("cursor");
            assert_eq!(foreign.open(b"bound", &sealed), None);
        }
    }

    #[test]
    fn what_is_sealed_shows_nothing_and_can_t_be_changed() {
        let sealer = MacKey::fleeting(Random).sealer("cursor");
        let text = [7; 32];
        let sealed = sealer.seal(b"bound", &text);
        assert!(!sealed.windows(4).any(|window| window == [7; 4]));
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(sealer.open(b"bound", &changed), None, "byte {index}");
            assert_eq!(
                sealer.open(b"bound", &sealed[..index]),
                None,
                "{index} bytes"
            );
        }
    }
}
