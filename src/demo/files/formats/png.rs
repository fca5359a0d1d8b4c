//! A PNG writer for pictures of at most 256 colors.

use super::checksum::{adler32, crc32};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Longest stored block of deflate (RFC 1951 section 3.2.4).
const STORED_BLOCK: usize = 65_535;

/// A picture whose pixels are indices into a palette.
pub(in crate::demo::files) struct Indexed {
    /// Pixels per row.
    pub(in crate::demo::files) width: u32,
    /// Red, green and blue of each index.
    pub(in crate::demo::files) palette: Vec<[u8; 3]>,
    /// One index per pixel, row by row from the top.
    pub(in crate::demo::files) pixels: Vec<u8>,
}

impl Indexed {
    /// The picture as a PNG file (W3C PNG, third edition): indexed color, rows unfiltered, deflate without compression.
    pub(in crate::demo::files) fn encode(&self) -> Vec<u8> {
        let rows = self.pixels.chunks(self.width as usize);
        let height = u32::try_from(rows.len()).expect("the painter makes small pictures");
        let mut header = Vec::with_capacity(13);
        header.extend(self.width.to_be_bytes());
        header.extend(height.to_be_bytes());
        header.extend([8, 3, 0, 0, 0]); // bit depth, indexed color, deflate, filters, no interlace
        let scanlines: Vec<u8> = rows
            .flat_map(|row| std::iter::once(&0).chain(row))
            .copied()
            .collect();

        let mut file = SIGNATURE.to_vec();
        push_chunk(&mut file, *b"IHDR", &header);
        push_chunk(&mut file, *b"PLTE", self.palette.as_flattened());
        push_chunk(&mut file, *b"IDAT", &stored_zlib(&scanlines));
        push_chunk(&mut file, *b"IEND", &[]);
        file
    }
}

fn push_chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("the painter makes small pictures");
    file.extend(length.to_be_bytes());
    let checked_from = file.len();
    file.extend(kind);
    file.extend(data);
    let checksum = crc32(&file[checked_from..]);
    file.extend(checksum.to_be_bytes());
}

/// A zlib stream (RFC 1950) whose deflate blocks are all stored as they are.
fn stored_zlib(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(STORED_BLOCK).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).expect("a block is at most 65,535 bytes");
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(bytes).to_be_bytes());
    stream
}
