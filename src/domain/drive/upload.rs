//! An upload that is under way.

use std::fmt;

use async_trait::async_trait;

use crate::domain::clock::Timestamp;
use crate::domain::error::Result;
use crate::domain::id::ItemId;
use crate::domain::path::Segment;
use crate::domain::quick_xor::QuickXor;
use crate::domain::secret::Secret;
use crate::domain::tag::ETag;

use super::writing::{IfExists, Times};

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
    /// The tag of the file that lay there when the upload began.
    pub replaces: Option<ETag>,
}

/// Who writes down how far an upload has come. Called when its session is made, after each fragment, and
/// when there is nothing to go on with any more.
#[async_trait]
pub trait UploadKeeper: Send + Sync + fmt::Debug {
    /// Keeps the state; an error stops the upload, as nothing could go on from it.
    async fn keep(&self, state: &UploadState) -> Result<()>;

    /// Forgets it: the upload is done, or given up.
    async fn forget(&self) -> Result<()>;
}
