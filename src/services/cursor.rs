//! Cursors: where to go on in a listing, for nobody but its reader, in no other listing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::applications::KeyRing;
use crate::domain::{Diagnosis, Invalid, PathKey, Result, Sort, Timestamp};
use crate::vault::MacKey;

use super::snapshots::SnapshotKey;

/// What a cursor is bound to, besides what it says.
#[derive(Clone, Debug)]
pub(super) struct Binding<'a> {
    pub(super) holder: &'a str,
    pub(super) folder: &'a PathKey,
    pub(super) sort: Sort,
}

impl Binding<'_> {
    /// The snapshot of this listing that shows a state of the folder.
    pub(super) fn snapshot(&self, version: Version) -> SnapshotKey {
        SnapshotKey {
            folder: self.folder.clone(),
            sort: self.sort,
            version,
        }
    }
}

/// Which state of a folder a snapshot shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Version {
    /// When the listing was fetched, if there is one.
    pub(super) fetched_at: Option<Timestamp>,
    /// Which of our own changes were put into it.
    pub(super) edition: u64,
    /// Which mounts there were.
    pub(super) revision: u64,
}

/// A position in a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) version: Version,
    pub(super) offset: u32,
    /// Why the listing began with an old copy, where it did.
    pub(super) stale: Option<Diagnosis>,
}

const FORM: u8 = 3;
const LENGTH: usize = 1 + 1 + 8 + 8 + 8 + 4;

/// What the ring's keys seal here.
const PURPOSE: &str = "cursor";

impl Cursor {
    /// The cursor as text, good only with the same binding. It is sealed, since it counts what is hidden from
    /// its reader, too: rows before the next one, and changes of mounts.
    pub(super) fn seal(self, keys: &KeyRing, binding: &Binding<'_>) -> String {
        self.seal_by(keys.newest().key(), binding)
    }

    fn seal_by(self, key: &MacKey, binding: &Binding<'_>) -> String {
        let sealer = key.sealer(PURPOSE);
        URL_SAFE_NO_PAD.encode(sealer.seal(&bound(binding), &self.to_bytes()))
    }

    /// Reads a cursor that we made for this binding; everything else is refused alike.
    pub(super) fn open(text: &str, keys: &KeyRing, binding: &Binding<'_>) -> Result<Self> {
        let opened = keys.opened_by(|key| Self::open_by(text, key, binding));
        let reason = "is not a cursor of this listing";
        Ok(opened.ok_or_else(|| Invalid::new("cursor", "invalid_cursor", reason))?)
    }

    fn open_by(text: &str, key: &MacKey, binding: &Binding<'_>) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let bytes = key.sealer(PURPOSE).open(&bound(binding), &sealed)?;
        Self::from_bytes(&bytes)
    }

    fn to_bytes(self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        let fetched_at = self.version.fetched_at.map_or(i64::MIN, Timestamp::unix_ms);
        bytes[0] = FORM;
        bytes[1] = self.stale.map_or(0, |cause| cause as u8 + 1);
        bytes[2..10].copy_from_slice(&fetched_at.to_be_bytes());
        bytes[10..18].copy_from_slice(&self.version.revision.to_be_bytes());
        bytes[18..26].copy_from_slice(&self.version.edition.to_be_bytes());
        bytes[26..].copy_from_slice(&self.offset.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (form, rest) = bytes.split_first()?;
        let (cause, rest) = rest.split_first()?;
        let (fetched_at, rest) = rest.split_first_chunk()?;
        let (revision, rest) = rest.split_first_chunk()?;
        let (edition, rest) = rest.split_first_chunk()?;
        let fetched_at = Some(i64::from_be_bytes(*fetched_at)).filter(|time| *time != i64::MIN);
        let version = Version {
            fetched_at: fetched_at.map(Timestamp::from_unix_ms),
            edition: u64::from_be_bytes(*edition),
            revision: u64::from_be_bytes(*revision),
        };
        (*form == FORM).then_some(Self {
            version,
            offset: u32::from_be_bytes(rest.try_into().ok()?),
            stale: usize::from(*cause)
                .checked_sub(1)
                .and_then(|number| Diagnosis::all().nth(number)),
        })
    }
}

/// What a cursor is bound to. No part can run into the next: a holder's id and a sort hold no NUL, and
/// neither does a path.
fn bound(binding: &Binding<'_>) -> Vec<u8> {
    let sort = binding.sort.to_text();
    [
        binding.holder.as_bytes(),
        sort.as_bytes(),
        binding.folder.as_str().as_bytes(),
    ]
    .join(&0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SortKey;
    use crate::domain::VirtualPath;
    use crate::doors::Random;

    fn fresh_key() -> MacKey {
        MacKey::fleeting(Random)
    }

    fn open(text: &str, key: &MacKey, binding: &Binding<'_>) -> Option<Cursor> {
        Cursor::open_by(text, key, binding)
    }

    #[test]
    fn a_cursor_is_good_for_its_binding_only() {
        let key = fresh_key();
        let (account, other) = ("acc_1", "acc_2");
        let folder = VirtualPath::parse("/a").expect("a path").key();
        let elsewhere = VirtualPath::parse("/b").expect("a path").key();
        let binding = Binding {
            holder: account,
            folder: &folder,
            sort: Sort::default(),
        };
        let version = Version {
            fetched_at: Some(Timestamp::from_unix_ms(5)),
            edition: 4,
            revision: 3,
        };
        let cursor = |stale| Cursor {
            version,
            offset: 2_000,
            stale,
        };
        let causes = Diagnosis::all().map(Some).chain([None]);
        for cursor in causes.map(cursor) {
            let text = cursor.seal_by(&key, &binding);
            assert_eq!(open(&text, &key, &binding).expect("ours"), cursor);
        }
        let text = cursor(None).seal_by(&key, &binding);
        for foreign in [
            Binding {
                holder: other,
                ..binding.clone()
            },
            Binding {
                folder: &elsewhere,
                ..binding.clone()
            },
            Binding {
                sort: Sort {
                    key: SortKey::Size,
                    descending: false,
                },
                ..binding.clone()
            },
        ] {
            assert!(open(&text, &key, &foreign).is_none());
        }
        assert!(open(&text, &fresh_key(), &binding).is_none());
    }

    #[test]
    fn a_cursor_changed_in_any_place_is_refused() {
        let key = fresh_key();
        let (account, folder) = ("acc_1", PathKey::root());
        let binding = Binding {
            holder: account,
            folder: &folder,
            sort: Sort::default(),
        };
        let cursor = Cursor {
            version: Version {
                fetched_at: None,
                edition: 0,
                revision: 0,
            },
            offset: 1,
            stale: None,
        };
        let bytes = URL_SAFE_NO_PAD
            .decode(cursor.seal_by(&key, &binding))
            .expect("ours");
        for position in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[position] ^= 1;
            assert!(
                open(&URL_SAFE_NO_PAD.encode(&changed), &key, &binding).is_none(),
                "{position}"
            );
            assert!(open(&URL_SAFE_NO_PAD.encode(&bytes[..position]), &key, &binding).is_none());
        }
        assert!(open("", &key, &binding).is_none());
    }

    #[test]
    fn a_cursor_tells_nobody_what_it_says() {
        let (key, folder) = (fresh_key(), PathKey::root());
        let binding = Binding {
            holder: "acc_1",
            folder: &folder,
            sort: Sort::default(),
        };
        let cursor = |offset| Cursor {
            version: Version {
                fetched_at: Some(Timestamp::from_unix_ms(0x0102_0304_0506)),
                edition: 0x1112_1314,
                revision: 0x2122_2324,
            },
            offset,
            stale: None,
        };
        let sealed = |offset| {
            let text = cursor(offset).seal_by(&key, &binding);
            URL_SAFE_NO_PAD.decode(text).expect("ours")
        };
        let (one, next) = (sealed(0x3132_3334), sealed(0x3132_3335));
        let plain = cursor(0x3132_3334).to_bytes();
        for run in plain.windows(4) {
            assert!(!one.windows(4).any(|found| found == run), "{run:x?}");
        }
        let alike = one.iter().zip(&next).filter(|(one, next)| one == next);
        assert!(alike.count() < 10, "the next offset looks like any other");
    }
}
