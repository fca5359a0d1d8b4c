//! A ZIP writer (PKWARE APPNOTE 6.3) that stores its members without compression.

use super::checksum::crc32;

/// DOS date of every member: 2 March 2026, midnight (APPNOTE 4.4.6: 7 bits year from 1980, 4 month, 5 day).
const DOS_DATE: u16 = ((2026 - 1980) << 9) | (3 << 5) | 2;
/// General purpose bit 11: names are UTF-8.
const UTF8_NAMES: u16 = 1 << 11;
/// Version 2.0, the least that knows folders.
const VERSION: u16 = 20;

/// An archive of the members `(name, bytes)`; a name may hold `/` for folders.
pub(in crate::demo::files) fn archive<N: AsRef<str>, B: AsRef<[u8]>>(
    members: &[(N, B)],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in members {
        let (name, bytes) = (name.as_ref().as_bytes(), bytes.as_ref());
        let offset = small(file.len());
        let description = describe(name, bytes);
        file.extend(b"PK\x03\x04");
        file.extend(&description);
        file.extend(name);
        file.extend(bytes);

        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&description);
        directory.extend([0; 10]); // comment length, disk number, internal and external attributes
        directory.extend(offset.to_le_bytes());
        directory.extend(name);
    }
    let directory_offset = small(file.len());
    file.extend(&directory);
    push_end(
        &mut file,
        members.len(),
        small(directory.len()),
        directory_offset,
    );
    file
}

/// What the local header and the central directory say alike: version, flags, method, time, date,
/// checksum, both sizes, lengths of name and extra field.
fn describe(name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let name_length = u16::try_from(name.len()).expect("names in the world are short");
    let size = small(bytes.len()).to_le_bytes();
    let mut fields = Vec::with_capacity(26);
    for field in [VERSION, UTF8_NAMES, 0, 0, DOS_DATE] {
        fields.extend(field.to_le_bytes());
    }
    fields.extend(crc32(bytes).to_le_bytes());
    fields.extend(size);
    fields.extend(size);
    fields.extend(name_length.to_le_bytes());
    fields.extend([0; 2]);
    fields
}

fn push_end(file: &mut Vec<u8>, members: usize, size: u32, offset: u32) {
    let count = u16::try_from(members).expect("archives in the world hold a few files");
    file.extend(b"PK\x05\x06");
    file.extend([0; 4]); // this disk, disk of the directory
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(size.to_le_bytes());
    file.extend(offset.to_le_bytes());
    file.extend([0; 2]); // comment length
}

fn small(length: usize) -> u32 {
    u32::try_from(length).expect("archives in the world are far below 4 GiB")
}
