//! A PNG of one color (W3C PNG, third edition): one bit per pixel with a palette of one entry, in
//! stored blocks of DEFLATE (RFC 1951 section 3.2.4), so that no compressor is needed.

use super::Extent;

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
/// One bit per pixel, an index into the palette, the only methods there are, not interlaced.
const FORMAT: [u8; 5] = [1, 3, 0, 0, 0];
/// Deflate with a window of 32 KiB and no dictionary (RFC 1950 section 2.2).
const ZLIB_HEADER: [u8; 2] = [0x78, 0x01];
const LARGEST_BLOCK: usize = 0xffff;
const ADLER_MODULUS: u32 = 65_521;
/// The reversed polynomial of the chunks' CRC.
const CRC_POLYNOMIAL: u32 = 0xedb8_8320;

/// A picture of this size in this color (red, green, blue).
pub(super) fn draw(extent: Extent, color: [u8; 3]) -> Vec<u8> {
    let mut header = Vec::with_capacity(13);
    header.extend(extent.width.to_be_bytes());
    header.extend(extent.height.to_be_bytes());
    header.extend(FORMAT);
    let mut picture = SIGNATURE.to_vec();
    chunk(&mut picture, *b"IHDR", &header);
    chunk(&mut picture, *b"PLTE", &color);
    chunk(&mut picture, *b"IDAT", &pixels(extent));
    chunk(&mut picture, *b"IEND", &[]);
    picture
}

/// All pixels have index 0, and so has each line's filter: the data are zeros alone.
fn pixels(extent: Extent) -> Vec<u8> {
    let line = 1 + extent.width.div_ceil(8) as usize;
    let mut left = line * extent.height as usize;
    let adler = adler_of_zeros(left);
    let mut stream = ZLIB_HEADER.to_vec();
    while left > 0 {
        let block = left.min(LARGEST_BLOCK);
        left -= block;
        let length = u16::try_from(block).expect("a block's length has two bytes");
        stream.push(u8::from(left == 0));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.resize(stream.len() + block, 0);
    }
    stream.extend(adler.to_be_bytes());
    stream
}

/// Adler-32 of so many zero bytes: the first sum stays 1, the second counts them.
fn adler_of_zeros(count: usize) -> u32 {
    let modulus = ADLER_MODULUS as usize;
    let second = u32::try_from(count % modulus).expect("less than the modulus");
    second << 16 | 1
}

fn chunk(picture: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("a thumbnail is small");
    picture.extend(length.to_be_bytes());
    let start = picture.len();
    picture.extend(name);
    picture.extend(data);
    let crc = picture
        .iter()
        .skip(start)
        .fold(u32::MAX, |crc, byte| step(crc, *byte));
    picture.extend((!crc).to_be_bytes());
}

fn step(crc: u32, byte: u8) -> u32 {
    (0..8).fold(crc ^ u32::from(byte), |crc, _| {
        if crc & 1 == 1 {
            crc >> 1 ^ CRC_POLYNOMIAL
        } else {
            crc >> 1
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{adler_of_zeros, draw, step};
    use crate::thumbnails::Extent;

    #[test]
    fn the_checksums_are_those_of_the_standards() {
        // The check value of CRC-32, and the empty chunk that ends every PNG.
        let crc = b"123456789"
            .iter()
            .fold(u32::MAX, |crc, byte| step(crc, *byte));
        assert_eq!(!crc, 0xcbf4_3926);
        let picture = draw(Extent::square(1), [1, 2, 3]);
        assert!(picture.ends_with(b"\0\0\0\0IEND\xae\x42\x60\x82"));
        assert_eq!(adler_of_zeros(0), 1);
        assert_eq!(adler_of_zeros(2), 0x0002_0001);
    }

    #[test]
    fn a_large_picture_takes_several_blocks_and_says_its_size() {
        let picture = draw(
            Extent {
                width: 1000,
                height: 800,
            },
            [0; 3],
        );
        assert_eq!(&picture[16..24], &[0, 0, 3, 232, 0, 0, 3, 32]);
        assert!(picture.len() > 126 * 800);
    }
}
