//! A file while it is uploaded.

use bytes::{Bytes, BytesMut};

use crate::content::{Blob, Hasher};
use crate::switches::{Keep, UploadSwitches};

/// What has come of a file so far: hashed, and kept if there is room for it. Once
/// [settled](Self::settle) a copy costs next to nothing.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    hasher: Hasher,
    kept: Option<Kept>,
}

#[derive(Clone, Debug)]
struct Kept {
    pieces: Vec<Bytes>,
    last: BytesMut,
    /// How many more bytes may be kept.
    room: u64,
}

impl Draft {
    /// The beginning of a file that is said to become so long.
    pub(crate) fn new(switches: &UploadSwitches, announced: Option<u64>) -> Self {
        let room = switches.keep_limit;
        let fits = announced.is_none_or(|size| size <= room);
        let kept = (switches.keep == Keep::Bytes && fits).then(|| Kept {
            pieces: Vec::new(),
            last: BytesMut::new(),
            room,
        });
        Self {
            hasher: Hasher::default(),
            kept,
        }
    }

    /// Bytes so far.
    pub(crate) fn size(&self) -> u64 {
        self.hasher.size()
    }

    /// Adds bytes.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        let Some(kept) = &mut self.kept else {
            return;
        };
        match kept.room.checked_sub(bytes.len() as u64) {
            Some(room) => {
                kept.room = room;
                kept.last.extend_from_slice(bytes);
            }
            None => self.kept = None,
        }
    }

    /// Ends a piece, which copies of the draft share from now on.
    pub(crate) fn settle(&mut self) {
        if let Some(kept) = &mut self.kept {
            let piece = kept.last.split().freeze();
            kept.pieces.extend((!piece.is_empty()).then_some(piece));
        }
    }

    /// The file, when all has come.
    pub(crate) fn into_blob(mut self) -> Blob {
        self.settle();
        let bytes = self
            .kept
            .map(|kept| match <[Bytes; 1]>::try_from(kept.pieces) {
                Ok([only]) => only,
                Err(pieces) => pieces.concat().into(),
            });
        Blob::uploaded(self.hasher.finish(), bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::Draft;
    use crate::content::Fingerprint;
    use crate::switches::{Keep, UploadSwitches};

    fn switches(keep: Keep) -> UploadSwitches {
        UploadSwitches {
            keep,
            keep_limit: 10,
            ..UploadSwitches::default()
        }
    }

    #[test]
    fn a_draft_in_pieces_is_the_whole_file() {
        let mut draft = Draft::new(&switches(Keep::Bytes), None);
        draft.take(b"hel");
        draft.settle();
        let fork = draft.clone();
        draft.take(b"lo");
        let blob = draft.into_blob();
        assert!(blob.is_kept());
        assert_eq!(blob.fingerprint().unwrap(), Fingerprint::of(b"hello"));
        assert_eq!(fork.into_blob().size(), 3);
    }

    #[test]
    fn bytes_are_forgotten_when_they_are_too_many_or_not_wanted() {
        for (keep, announced, size, kept) in [
            (Keep::Bytes, None, 10, true),
            (Keep::Bytes, None, 11, false),
            (Keep::Bytes, Some(11), 1, false),
            (Keep::Hashes, None, 1, false),
        ] {
            let mut draft = Draft::new(&switches(keep), announced);
            let bytes = vec![7; size];
            draft.take(&bytes);
            let blob = draft.into_blob();
            assert_eq!(blob.is_kept(), kept, "{keep:?} {announced:?} {size}");
            assert_eq!(blob.fingerprint().unwrap(), Fingerprint::of(&bytes));
        }
    }
}
