//! Drive and item ids, built as OneDrive for Business builds them (observed, not documented).
//!
//! A drive id is `b!` and the base64url of three little-endian GUIDs (site collection, web, list).
//! An item id is `01` and the base32 of a four-byte drive hash and the item's little-endian GUID.
//! To clients both are opaque; here they make shape, length and case as in life.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::{Uuid, uuid};

/// The `UniqueId` that the root of every drive has.
pub(crate) const ROOT_GUID: Uuid = uuid!("ea8cc6be-ffdb-43d7-976f-bc7da445c639");

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const DRIVE_ID_LENGTH: usize = 66;

/// The three GUIDs behind a drive id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DriveGuids {
    pub(crate) site: Uuid,
    pub(crate) web: Uuid,
    pub(crate) list: Uuid,
}

impl DriveGuids {
    pub(crate) fn drive_id(&self) -> String {
        let bytes = [self.site, self.web, self.list]
            .map(|guid| guid.to_bytes_le())
            .concat();
        format!("b!{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The four bytes that all item ids of a drive have in common.
    pub(crate) fn drive_hash(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.list.into_bytes();
        [a, b, c, d]
    }
}

/// Whether `text` has the shape of a business drive id at all.
pub(crate) fn is_drive_id_shaped(text: &str) -> bool {
    text.len() == DRIVE_ID_LENGTH
        && text
            .strip_prefix("b!")
            .is_some_and(|rest| URL_SAFE_NO_PAD.decode(rest).is_ok())
}

/// Writes an item id.
pub(crate) fn item_id(drive_hash: [u8; 4], guid: Uuid) -> String {
    let mut id = String::with_capacity(34);
    id.push_str("01");
    let mut bytes = [0_u8; 20];
    let (head, tail) = bytes.split_at_mut(4);
    head.copy_from_slice(&drive_hash);
    tail.copy_from_slice(&guid.to_bytes_le());
    for group in bytes.chunks(5) {
        let bits = group
            .iter()
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            let index = usize::try_from(bits >> (place * 5) & 31).expect("five bits fit");
            id.push(char::from(ALPHABET[index]));
        }
    }
    id
}

/// Reads an item id of the drive with this hash; ids are case-sensitive, so `a` is no `A`.
pub(crate) fn parse_item_id(drive_hash: [u8; 4], id: &str) -> Option<Uuid> {
    let letters = id.strip_prefix("01")?.as_bytes();
    if letters.len() != 32 {
        return None;
    }
    let mut bytes = Vec::with_capacity(20);
    for group in letters.chunks(8) {
        let mut bits = 0_u64;
        for letter in group {
            let value = ALPHABET.iter().position(|known| known == letter)?;
            bits = bits << 5 | u64::try_from(value).ok()?;
        }
        bytes.extend(bits.to_be_bytes().into_iter().skip(3));
    }
    let guid = bytes.strip_prefix(&drive_hash)?;
    Some(Uuid::from_bytes_le(guid.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{DriveGuids, ROOT_GUID, is_drive_id_shaped, item_id, parse_item_id};
    use uuid::uuid;

    #[test]
    fn a_roots_id_ends_as_every_real_roots_id_does() {
        let id = item_id([0x5a, 0x1f, 0x0c, 0x77], ROOT_GUID);
        assert_eq!(id.len(), 34);
        assert!(id.ends_with("6Y2GOVW7725BZO354PWSELRRZ"), "{id}");
    }

    #[test]
    fn an_item_id_reads_back_only_in_its_own_drive_and_case() {
        let guid = uuid!("9c7d2e10-4a5b-4f6c-8d7e-0f1a2b3c4d02");
        let id = item_id([1, 2, 3, 4], guid);
        assert_eq!(parse_item_id([1, 2, 3, 4], &id), Some(guid));
        assert_eq!(parse_item_id([1, 2, 3, 5], &id), None);
        assert_eq!(parse_item_id([1, 2, 3, 4], &id.to_lowercase()), None);
    }

    #[test]
    fn a_drive_id_has_sixty_six_characters() {
        let guids = DriveGuids {
            site: uuid!("11d4b5a2-6a1c-4b8e-9a55-0d7e5b0c9a01"),
            web: uuid!("9c7d2e10-4a5b-4f6c-8d7e-0f1a2b3c4d02"),
            list: uuid!("3b0f8a51-7c2e-4e0b-9d7a-5a3f1e2d4c01"),
        };
        let id = guids.drive_id();
        assert!(is_drive_id_shaped(&id), "{id}");
        assert!(id.starts_with("b!orXUERxqjkuaVQ1-WwyaA"), "{id}");
        assert!(!is_drive_id_shaped("b!short"));
    }
}
