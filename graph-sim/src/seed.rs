//! Everything that looks random in a world but must be the same at each start.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use uuid::{Builder, Uuid};

/// The number from which all ids and derived secrets of a world come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed(pub(crate) u64);

impl Seed {
    /// A GUID for the thing these words name.
    pub(crate) fn guid(self, words: &[&str]) -> Uuid {
        let mut mixer = Mixer::new(self.0);
        for word in words {
            mixer.write(word.as_bytes());
        }
        mixer.guid()
    }

    /// A secret in the manner of Entra's: forty characters with some that need form encoding.
    pub(crate) fn secret(self, words: &[&str]) -> String {
        let first = self.guid(words);
        let second = self.guid(&[&first.to_string(), "secret"]);
        let letters = STANDARD_NO_PAD.encode([first.into_bytes(), second.into_bytes()].concat());
        letters
            .chars()
            .take(36)
            .fold("s8~Q".to_owned(), |mut secret, letter| {
                secret.push(if letter == 'A' { '.' } else { letter });
                secret
            })
    }

    /// A key for a MAC.
    pub(crate) fn key(self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        let (left, right) = key.split_at_mut(16);
        left.copy_from_slice(self.guid(&[purpose, "left"]).as_bytes());
        right.copy_from_slice(self.guid(&[purpose, "right"]).as_bytes());
        key
    }
}

/// A small 128-bit mixing function. It names things; it protects nothing.
pub(crate) struct Mixer {
    left: u64,
    right: u64,
}

impl Mixer {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            left: scramble(seed),
            right: scramble(!seed),
        }
    }

    /// Mixes in one word; its length counts too, so that `ab, c` and `a, bc` differ.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded
                .iter_mut()
                .zip(chunk)
                .for_each(|(to, from)| *to = *from);
            self.write_number(u64::from_le_bytes(padded));
        }
        self.write_number(bytes.len() as u64);
    }

    pub(crate) fn write_number(&mut self, number: u64) {
        self.left = scramble(self.left ^ number);
        self.right = scramble(self.right.rotate_left(23) ^ number.wrapping_add(self.left));
    }

    pub(crate) fn guid(&self) -> Uuid {
        let mut bytes = [0; 16];
        let (left, right) = bytes.split_at_mut(8);
        left.copy_from_slice(&self.left.to_le_bytes());
        right.copy_from_slice(&self.right.to_le_bytes());
        Builder::from_random_bytes(bytes).into_uuid()
    }
}

/// One step of `SplitMix64` (Steele, Lea, Flood 2014).
pub(crate) const fn scramble(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::Seed;

    #[test]
    fn the_same_words_give_the_same_guid_and_others_another() {
        let seed = Seed(7);
        assert_eq!(
            seed.guid(&["tenant", "contoso"]),
            seed.guid(&["tenant", "contoso"])
        );
        assert_ne!(
            seed.guid(&["tenant", "contoso"]),
            Seed(8).guid(&["tenant", "contoso"])
        );
        assert_ne!(seed.guid(&["ab", "c"]), seed.guid(&["a", "bc"]));
    }

    #[test]
    fn a_derived_secret_has_forty_characters() {
        assert_eq!(Seed(1).secret(&["app"]).chars().count(), 40);
    }
}
