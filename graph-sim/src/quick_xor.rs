//! `quickXorHash`, the hash Microsoft publishes for files of OneDrive and SharePoint.
//!
//! A 160-bit state starts at zero; byte `i` is rotated left by `11 * i` bits and added by XOR; at the end
//! the length, as 64 bits little-endian, is added to bytes 12 to 19.
//! Since `11 * 160` is a multiple of 160, bytes 160 apart meet at the same place. So the columns of
//! a 160-byte grid are added first (fast), and only the one row that is left is rotated (slow).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const COLUMNS: usize = 160;
const BITS: usize = 160;
const SHIFT: usize = 11;

/// A hash in the making; feed it the bytes in order.
#[derive(Clone)]
pub struct QuickXor {
    columns: [u8; COLUMNS],
    length: u64,
}

impl Default for QuickXor {
    fn default() -> Self {
        Self {
            columns: [0; COLUMNS],
            length: 0,
        }
    }
}

impl QuickXor {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let start = usize::try_from(self.length % COLUMNS as u64).expect("less than 160");
        let (head, rest) = bytes.split_at(bytes.len().min((COLUMNS - start) % COLUMNS));
        xor_into(self.columns.iter_mut().skip(start), head);
        for row in rest.chunks(COLUMNS) {
            xor_into(self.columns.iter_mut(), row);
        }
        self.length += bytes.len() as u64;
    }

    /// The twenty bytes of the hash.
    pub fn finish(&self) -> [u8; 20] {
        let mut state = [0_u8; 20];
        for (column, byte) in self.columns.iter().enumerate() {
            let bit = column * SHIFT % BITS;
            let spread = u16::from(*byte) << (bit % 8);
            let [low, high] = spread.to_le_bytes();
            state[bit / 8] ^= low;
            state[(bit / 8 + 1) % 20] ^= high;
        }
        xor_into(state.iter_mut().skip(12), &self.length.to_le_bytes());
        state
    }

    /// The hash as Graph writes it.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.finish())
    }
}

fn xor_into<'a>(target: impl Iterator<Item = &'a mut u8>, bytes: &[u8]) {
    target.zip(bytes).for_each(|(to, from)| *to ^= from);
}

#[cfg(test)]
mod tests {
    use super::QuickXor;

    fn hash(bytes: &[u8]) -> String {
        let mut hash = QuickXor::default();
        hash.update(bytes);
        hash.to_base64()
    }

    #[test]
    fn the_published_vectors_hold() {
        let counting: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let sevens: Vec<u8> = (0..1 << 20).map(|i: u32| (7 * i % 251) as u8).collect();
        for (bytes, expected) in [
            (b"".as_slice(), "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            (b"a", "YQAAAAAAAAAAAAAAAQAAAAAAAAA="),
            (b"hello", "aCgDG9jwBgAAAAAABQAAAAAAAAA="),
            (b"Hello World!", "SCgDG9jwBhBc4Q1ybAMZQgAAAAA="),
            (&counting, "eMTc7ksneLHFfWI8T9W9y23sExM="),
            (&vec![0; 1 << 20], "AAAAAAAAAAAAAAAAAAAQAAAAAAA="),
            (&sevens, "0oXO1WADZaOdrd0a5uf91ed1kFU="),
        ] {
            assert_eq!(hash(bytes), expected);
        }
    }

    #[test]
    fn pieces_of_any_length_give_the_hash_of_the_whole() {
        let bytes: Vec<u8> = (0..5000_u32).map(|i| (i * i % 253) as u8).collect();
        for piece in [1, 7, 159, 160, 161, 1000] {
            let mut pieced = QuickXor::default();
            bytes.chunks(piece).for_each(|chunk| pieced.update(chunk));
            assert_eq!(pieced.to_base64(), hash(&bytes), "pieces of {piece}");
        }
    }
}
