//! `QuickXorHash`, the one hash that Microsoft gives of every file.

/// Bits of the register.
const WIDTH: u64 = 160;

/// By so many bits each byte is shifted further than the one before it.
const SHIFT: u64 = 11;

/// After so many bytes the shifts begin anew.
const PERIOD: usize = 160;

/// A `QuickXorHash` on the way. Says whether bytes arrived as they were sent; it is no defense against
/// somebody who changes them on purpose.
///
/// The register is 160 bits long. Byte number `i` is combined into it by exclusive or, rotated by `11 i`
/// bits; in the end so is the length, into the last eight bytes. (Microsoft, "Code snippets:
/// `QuickXorHash` algorithm".) As the shifts repeat every 160 bytes, bytes are first combined with those
/// of the same place in the period, which takes no shift at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickXor {
    folded: [u8; PERIOD],
    length: u64,
}

impl Default for QuickXor {
    fn default() -> Self {
        Self {
            folded: [0; PERIOD],
            length: 0,
        }
    }
}

impl QuickXor {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let place = usize::try_from(self.length % PERIOD as u64).expect("it is below 160");
        let (_, slots) = self.folded.split_at_mut(place);
        let (head, rest) = bytes.split_at(bytes.len().min(slots.len()));
        combine(slots, head);
        for period in rest.chunks(PERIOD) {
            combine(&mut self.folded, period);
        }
        self.length += bytes.len() as u64;
    }

    /// How many bytes have been taken.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// The hash of all bytes taken so far.
    pub fn digest(&self) -> [u8; 20] {
        let mut register = [0_u8; 20];
        for (number, byte) in (0_u64..).zip(self.folded) {
            rotate_into(&mut register, byte, number * SHIFT % WIDTH);
        }
        for (slot, byte) in register.iter_mut().skip(12).zip(self.length.to_le_bytes()) {
            *slot ^= byte;
        }
        register
    }

    /// All that is needed to go on later: the combined bytes, then the length.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.folded.to_vec();
        bytes.extend_from_slice(&self.length.to_le_bytes());
        bytes
    }

    /// What [`to_bytes`](Self::to_bytes) gave; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (folded, length) = bytes.split_at_checked(PERIOD)?;
        Some(Self {
            folded: folded.try_into().ok()?,
            length: u64::from_le_bytes(length.try_into().ok()?),
        })
    }
}

/// Eight bytes at a time: a build for tests takes every step as it is written.
fn combine(slots: &mut [u8], bytes: &[u8]) {
    let (slots, _) = slots.split_at_mut(bytes.len());
    let (words, ends) = slots.as_chunks_mut();
    let (others, other_ends) = bytes.as_chunks();
    for (word, other) in words.iter_mut().zip(others) {
        *word = (u64::from_ne_bytes(*word) ^ u64::from_ne_bytes(*other)).to_ne_bytes();
    }
    for (slot, byte) in ends.iter_mut().zip(other_ends) {
        *slot ^= byte;
    }
}

/// Combines a byte into the register from bit `bit` on, around its end where it reaches beyond.
fn rotate_into(register: &mut [u8; 20], byte: u8, bit: u64) {
    let [low, high] = (u16::from(byte) << (bit % 8)).to_le_bytes();
    let place = usize::try_from(bit / 8).expect("it is below 20");
    for (offset, part) in [low, high].into_iter().enumerate() {
        if let Some(slot) = register.get_mut((place + offset) % 20) {
            *slot ^= part;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write as _;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("text takes everything");
            text
        })
    }

    fn digest(bytes: &[u8]) -> String {
        let mut hash = QuickXor::default();
        hash.update(bytes);
        hex(&hash.digest())
    }

    fn counting(length: usize) -> Vec<u8> {
        (0..=255).cycle().take(length).collect()
    }

    #[test]
    fn the_hash_is_microsofts() {
        for (bytes, expected) in [
            (Vec::new(), "0000000000000000000000000000000000000000"),
            (b"a".to_vec(), "6100000000000000000000000100000000000000"),
            (
                b"hello".to_vec(),
                "6828031bd8f00600000000000500000000000000",
            ),
            (
                b"Hello World!".to_vec(),
                "4828031bd8f006105ce10d726c03194200000000",
            ),
            (counting(1_000), "78c4dcee4b2778b1c57d623c4fd5bdcb6dec1313"),
            (vec![0; 1 << 20], "0000000000000000000000000000100000000000"),
        ] {
            assert_eq!(digest(&bytes), expected, "{} bytes", bytes.len());
        }
    }

    #[test]
    fn however_the_bytes_are_cut_the_hash_is_the_same() {
        let bytes = counting(1_000);
        for step in [1, 2, 7, 16, 159, 160, 161, 512] {
            let mut hash = QuickXor::default();
            for part in bytes.chunks(step) {
                hash.update(part);
                hash = QuickXor::from_bytes(&hash.to_bytes()).expect("it is what was given");
            }
            assert_eq!(hex(&hash.digest()), digest(&bytes), "{step}");
            assert_eq!(hash.length(), 1_000);
        }
        assert_eq!(QuickXor::from_bytes(&[0; 167]), None);
    }
}
