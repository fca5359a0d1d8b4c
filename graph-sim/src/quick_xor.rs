//! `quickXorHash`, the hash Microsoft publishes for files of OneDrive and SharePoint.
//!
//! A 160-bit state starts at zero; byte `i` is rotated left by `11 * i` bits and added by XOR; at the end
//! the length, as 64 bits little-endian, is added to bytes 12 to 19.
//! Since `11 * 160` is a multiple of 160, bytes 160 apart meet at the same place. So the columns of
//! a 160-byte grid are added first, a row as twenty words at a time (fast), and only the one row
//! that is left is rotated (slow).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const COLUMNS: usize = 160;
const BITS: usize = 160;
const SHIFT: usize = 11;
/// Bytes of a word.
const WORD: usize = 8;
const WORDS: usize = COLUMNS / WORD;

/// A hash in the making; feed it the bytes in order, in pieces of any length.
#[derive(Clone, Debug, Default)]
pub struct QuickXor {
    /// The columns, eight to a word, the first in its lowest byte.
    columns: [u64; WORDS],
    length: u64,
}

impl QuickXor {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let start = usize::try_from(self.length % COLUMNS as u64).expect("less than 160");
        let (head, rest) = bytes.split_at(bytes.len().min((COLUMNS - start) % COLUMNS));
        self.add_bytes(start, head);
        let (rows, tail) = rest.as_chunks::<COLUMNS>();
        for row in rows {
            let (words, _) = row.as_chunks::<WORD>();
            for (column, word) in self.columns.iter_mut().zip(words) {
                *column ^= u64::from_le_bytes(*word);
            }
        }
        self.add_bytes(0, tail);
        self.length += bytes.len() as u64;
    }

    /// Adds less than a row, byte by byte.
    fn add_bytes(&mut self, start: usize, bytes: &[u8]) {
        for (column, byte) in (start..).zip(bytes) {
            self.columns[column / WORD] ^= u64::from(*byte) << (column % WORD * 8);
        }
    }

    /// The twenty bytes of the hash.
    pub fn finish(&self) -> [u8; 20] {
        let mut state = [0_u8; 20];
        let columns = self.columns.iter().flat_map(|word| word.to_le_bytes());
        for (column, byte) in columns.enumerate() {
            let bit = column * SHIFT % BITS;
            let spread = u16::from(byte) << (bit % 8);
            let [low, high] = spread.to_le_bytes();
            state[bit / 8] ^= low;
            state[(bit / 8 + 1) % 20] ^= high;
        }
        let length = self.length.to_le_bytes();
        let tail = state.iter_mut().skip(12).zip(length);
        tail.for_each(|(to, from)| *to ^= from);
        state
    }

    /// The hash as Graph writes it.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.finish())
    }
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
