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
/// Half of the MAC: 128 bits can't be guessed, and cursors stand in addresses.
const TAG: usize = 16;

impl Cursor {
    /// The cursor as text, good only with the same binding.
    pub(super) fn seal(self, keys: &KeyRing, binding: &Binding<'_>) -> String {
        self.seal_by(keys.newest().key(), binding)
    }

    fn seal_by(self, key: &MacKey, binding: &Binding<'_>) -> String {
        let mut bytes = self.to_bytes().to_vec();
        let tag = key.sign(&message(&bytes, binding));
        bytes.extend_from_slice(&tag[..TAG]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that we made for this binding; everything else is refused alike.
    pub(super) fn open(text: &str, keys: &KeyRing, binding: &Binding<'_>) -> Result<Self> {
        Self::open_by(text, |marked| keys.has_marked(marked), binding)
    }

    fn open_by(
        text: &str,
        any: impl Fn(&dyn Fn(&MacKey) -> bool) -> bool,
        binding: &Binding<'_>,
    ) -> Result<Self> {
        let forged = || {
            Invalid::new(
                "cursor",
                "invalid_cursor",
                "is not a cursor of this listing",
            )
        };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| forged())?;
        let (payload, tag) = bytes.split_at_checked(LENGTH).ok_or_else(forged)?;
        let message = message(payload, binding);
        let marked = |key: &MacKey| {
            let expected = key.sign(&message);
            bool::from(subtle::ConstantTimeEq::ct_eq(&expected[..TAG], tag))
        };
        if !any(&marked) {
            return Err(forged().into());
        }
        Ok(Self::from_bytes(payload).ok_or_else(forged)?)
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

/// What is authenticated. No part can run into the next: a holder's id and a sort hold no NUL, and
/// neither does a path.
fn message(payload: &[u8], binding: &Binding<'_>) -> Vec<u8> {
    let sort = binding.sort.to_text();
    [
        b"cursor",
        payload,
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
    use crate::vault::{Aad, MasterKey, Vault};

    fn fresh_key() -> MacKey {
        let vault = Vault::new(&MasterKey::generate(Random), Random);
        vault
            .create_mac_key(Aad {
                table: "keys",
                row: "1",
                column: "sealed",
            })
            .0
    }

    fn open(text: &str, key: &MacKey, binding: &Binding<'_>) -> Result<Cursor> {
        Cursor::open_by(text, |marked| marked(key), binding)
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
            assert!(open(&text, &key, &foreign).is_err());
        }
        assert!(open(&text, &fresh_key(), &binding).is_err());
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
                open(&URL_SAFE_NO_PAD.encode(&changed), &key, &binding).is_err(),
                "{position}"
            );
            assert!(open(&URL_SAFE_NO_PAD.encode(&bytes[..position]), &key, &binding).is_err());
        }
        assert!(open("", &key, &binding).is_err());
    }
}
