//! An upload that is under way.

use std::fmt;

use async_trait::async_trait;

use crate::domain::clock::Timestamp;
use crate::domain::error::{Error, Result};
use crate::domain::id::ItemId;
use crate::domain::path::Segment;
use crate::domain::quick_xor::QuickXor;
use crate::domain::secret::Secret;
use crate::domain::tag::ETag;

use super::replaced::Replaced;
use super::writing::{ByteSource, IfExists, Times};

/// How far an upload has come, and all that another process needs to go on with it. Its URL lets whoever
/// has it write the file, so it rests sealed.
#[derive(Clone, Debug)]
pub struct UploadState {
    /// Microsoft's URL of the session.
    pub url: Secret<String>,
    /// When the session ends unless more bytes come.
    pub expires_at: Timestamp,
    /// The folder the file will lie in.
    pub folder: ItemId,
    /// The name it will bear.
    pub name: Segment,
    /// The name under which it goes up where it can't replace the old file directly; in the end the two
    /// are swapped.
    pub beside: Option<Segment>,
    /// Length of the whole in bytes.
    pub size: u64,
    /// How many bytes from the beginning the service has said that it holds.
    pub received: u64,
    /// The hash of those bytes.
    pub hash: QuickXor,
    /// What happens where the name is taken.
    pub if_exists: IfExists,
    /// The file must bear this tag until the end.
    pub if_match: Option<ETag>,
    /// The client's times.
    pub times: Option<Times>,
    /// The file that lay there when the upload, or its last session, began.
    pub replaces: Option<Replaced>,
    /// When it began, by our clock.
    pub began_at: Timestamp,
    /// The two files that are being swapped in the end, where it has come so far.
    pub swap: Option<Swap>,
}

impl UploadState {
    /// Refuses a source that can't be the one with which the upload began: of another length, or beginning
    /// behind what has come. That says nothing against the upload, which waits for the right one.
    ///
    /// # Errors
    /// [`Error::length_mismatch`].
    pub fn check_source(&self, source: &ByteSource) -> Result<()> {
        let is_other = source.size().is_some_and(|size| size != self.size);
        let is_late = matches!(source, ByteSource::Once { from, .. } if *from > self.received);
        if is_other || is_late {
            return Err(Error::length_mismatch());
        }
        Ok(())
    }
}

/// One file on its way into the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// The new one, whole and beside the old one.
    pub new: ItemId,
    /// The old one, where there still is one.
    pub old: Option<ItemId>,
    /// The name under which the old one is set aside meanwhile.
    pub aside: Segment,
}

/// Who writes down how far an upload has come. Called when its session is made, after each fragment, and
/// when there is nothing to go on with any more.
#[async_trait]
pub trait UploadKeeper: Send + Sync + fmt::Debug {
    /// Keeps the state; an error stops the upload, as nothing could go on from it.
    async fn keep(&self, state: &UploadState) -> Result<()>;

    /// Whether anybody could go on with it later. Where nobody can, as the bytes pass by once, an upload that fails
    /// is given up at once, and is written down only so that a later process can do that if this one is killed.
    fn is_for_later(&self) -> bool {
        true
    }

    /// Leaves it to whoever goes on with it later. Where this is not called, as the process was killed, he
    /// may have to wait a while.
    async fn leave(&self) -> Result<()> {
        Ok(())
    }

    /// Forgets it: the upload is done, or given up.
    async fn forget(&self) -> Result<()>;
}
