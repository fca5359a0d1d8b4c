//! The port to storage: one Microsoft drive.
//!
//! - `reading`: what reading gives
//! - `writing`, `upload`, `copying`: what writing needs and gives
//! - `replaced`: what lay at a place before
//! - `room`: how much uploads may take up, and in which sizes they go up
//! - `facts`: versions, quota, small pictures, links, permissions
//! - `changes`: what has changed since somebody last looked
//! - `capabilities`: what a drive can do at all

mod capabilities;
mod changes;
mod copying;
mod facts;
mod reading;
mod replaced;
mod room;
mod upload;
mod writing;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::entry::Entry;
use super::error::Result;
use super::id::ItemId;
use super::path::DrivePath;
use super::range::RangeRequest;
use super::tag::ETag;
use super::urgency::Urgency;

pub use capabilities::{Capabilities, Capability};
pub use changes::{Change, ChangeMark, Changes, ChangesSince};
pub use copying::{CopyOptions, CopyProgress, CopyTask};
pub use facts::{
    Holder, Link, LinkKind, LinkOptions, LinkScope, Permission, Quota, QuotaState, Thumbnail,
    ThumbnailSize, Version, VersionId,
};
pub use reading::{ByteStream, Download, Listing, Opened};
pub use replaced::{ContentFacts, Likeness, Replaced};
pub use room::{FRAGMENT_UNIT, LARGEST_FRAGMENT, UploadOptions};
pub use upload::{Swap, UploadKeeper, UploadState};
pub use writing::{
    ByteSource, Deletion, IfExists, PutOptions, Reread, Times, Update, Updated, Written,
};

/// Where a path in a drive begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The drive's root.
    Root,
    /// A folder of the drive.
    Folder(ItemId),
}

/// Which item is meant. Ids that come from callers are never a target: they would lead around the
/// rights, which go by path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The item at a path below an anchor.
    At(Anchor, DrivePath),
    /// An item that a drive has named before.
    Id(ItemId),
}

/// One Microsoft drive, shared by all its mounts.
///
/// What every implementation promises is written down as tests in `drives::contract`: names are found
/// without regard to letter case and reported as stored; a listing is complete or an error; a missing
/// item is [`Error::NotFound`](super::Error::NotFound), and nothing else is.
#[async_trait]
pub trait Drive: Send + Sync + fmt::Debug {
    /// The item itself.
    async fn stat(&self, target: &Target, urgency: Urgency) -> Result<Arc<Entry>>;

    /// The children of a folder. [`Error::WrongKind`](super::Error::WrongKind) for anything else.
    async fn list(&self, target: &Target, urgency: Urgency) -> Result<Arc<Listing>>;

    /// The children of a folder as they were at most `age` ago, from memory alone: for whoever would
    /// rather see an old copy than an error, and is told how old it is.
    fn remembered(&self, target: &Target, age: Duration) -> Option<Arc<Listing>> {
        let _ = (target, age);
        None
    }

    /// The item itself, where it is known and believed without asking.
    fn known(&self, target: &Target) -> Option<Arc<Entry>> {
        let _ = target;
        None
    }

    /// What was believed of a place has proved wrong: it is looked at afresh.
    fn doubt(&self, target: &Target) {
        let _ = target;
    }

    /// The file, and a URL of its bytes with at least `life` left. `WrongKind` for anything but a file.
    async fn download(&self, target: &Target, life: Duration, urgency: Urgency)
    -> Result<Download>;

    /// The bytes of a file, or a part of them, resolved against the true length:
    /// [`Error::RangeNotSatisfiable`](super::Error::RangeNotSatisfiable) where none of it exists. A
    /// service may ignore the range and give the whole.
    async fn open(
        &self,
        download: &Download,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened>;

    /// Writes a file: the whole of it or nothing. The folder must be there
    /// ([`Error::folder_missing`](super::Error::folder_missing)). Bytes that end before the announced
    /// length, or go on after it, are [`Error::length_mismatch`](super::Error::length_mismatch); an error of
    /// the source itself is passed on; a client that has stopped sending may be given up
    /// ([`Error::content_stalled`](super::Error::content_stalled)). Nothing is written then. What was there before a write that failed is
    /// there after it.
    ///
    /// A name that no drive can hold is `invalid_name` before anything else is looked at, and before a byte
    /// is asked for. A name is found as by a reader, without regard to letter case and normal form, and
    /// what is replaced keeps the name it is stored under. What bears the name and is no file is never
    /// replaced: that is [`Error::name_taken`](super::Error::name_taken). A target without a name (the root,
    /// an id) is the item itself: `WrongKind` for anything but a file, `NotFound` where it is gone.
    ///
    /// Of two who write one name at a time the later one stands ([`IfExists::Replace`]), or one is told
    /// that the name is taken ([`IfExists::Fail`]).
    async fn put(
        &self,
        target: &Target,
        source: ByteSource,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written>;

    /// Goes on with an upload that another process, or an earlier call, has begun. Bytes that pass by once
    /// must begin at [`UploadState::received`] or before it (else `length_mismatch`, and the upload is over).
    /// Where the service has no such session any more, bytes that can be had again are written anew, and for
    /// others it is `upload_lost`. What the state asks for holds to the end: the tag is looked at again, and
    /// what has changed since is `PreconditionFailed`.
    async fn resume(
        &self,
        state: UploadState,
        source: ByteSource,
        keeper: Option<Arc<dyn UploadKeeper>>,
        urgency: Urgency,
    ) -> Result<Written>;

    /// Gives an upload up: what the service holds of it is thrown away. One that is over already is no
    /// error.
    async fn cancel(&self, state: &UploadState, urgency: Urgency) -> Result<()>;

    /// Makes a folder, and those above it where `parents` says so. One that is there already is taken for
    /// it, whoever made it ([`Written::created`] tells); anything else of that name, or of the name of one
    /// above that was to be made, is [`Error::name_taken`](super::Error::name_taken). Without `parents`, and
    /// without a folder above, it is [`Error::folder_missing`](super::Error::folder_missing). Names that no
    /// drive can hold are `invalid_name`, and nothing is made.
    async fn mkdir(&self, target: &Target, parents: bool, urgency: Urgency) -> Result<Written>;

    /// Renames, moves, sets times: all in one step, and a folder of any size in as many calls as a file. The
    /// folder to move to must be there (`folder_missing`). Only a file takes the place of a file
    /// ([`IfExists::Replace`]): it keeps its own id, and what was there is deleted; all else is `name_taken`.
    /// The root stays as it is (`Forbidden`), and no folder goes below itself (`into_itself`).
    async fn update(&self, target: &Target, update: &Update, urgency: Urgency) -> Result<Updated>;

    /// Has the service copy an item with all below it. The copy is not there yet when this returns. That the
    /// name is taken is told here or by [`progress`](Self::progress), as the service finds it out. Only a file
    /// takes the place of a file; which id is left then is the service's affair.
    async fn copy(
        &self,
        target: &Target,
        options: &CopyOptions,
        urgency: Urgency,
    ) -> Result<CopyTask>;

    /// How far a copy is; an error where it has failed. A copy that is done stays done.
    async fn progress(&self, task: &CopyTask, urgency: Urgency) -> Result<CopyProgress>;

    /// Deletes an item with all below it, and tells what it was; `NotFound` where nothing is. `if_match`: only
    /// where the item bears this tag. The root stays (`Forbidden`), and what can only be recycled is not
    /// deleted for good (`Unsupported`).
    async fn delete(
        &self,
        target: &Target,
        deletion: Deletion,
        if_match: Option<&ETag>,
        urgency: Urgency,
    ) -> Result<Arc<Entry>>;

    /// What a file holds and has held, the latest first. A write makes one version, whatever it sets.
    async fn versions(&self, target: &Target, urgency: Urgency) -> Result<Vec<Version>>;

    /// The bytes of one of a file's versions, the present one included, or a part of them. `NotFound` where
    /// there is no such version, here and below.
    async fn open_version(
        &self,
        target: &Target,
        version: &VersionId,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened>;

    /// Makes an earlier content the file's content again, as a new version.
    async fn restore_version(
        &self,
        target: &Target,
        version: &VersionId,
        urgency: Urgency,
    ) -> Result<()>;

    /// Removes an earlier content for good. `Unsupported` for the present one.
    async fn delete_version(
        &self,
        target: &Target,
        version: &VersionId,
        urgency: Urgency,
    ) -> Result<()>;

    /// How much room there is. What the service hides is `None`.
    async fn quota(&self, urgency: Urgency) -> Result<Quota>;

    /// A small picture of a file; `None` where the service has none.
    async fn thumbnail(
        &self,
        target: &Target,
        size: ThumbnailSize,
        urgency: Urgency,
    ) -> Result<Option<Thumbnail>>;

    /// The bytes of a small picture.
    async fn open_thumbnail(&self, thumbnail: &Thumbnail, urgency: Urgency) -> Result<Opened>;

    /// Makes a link of Microsoft's to an item, or finds the one like it that is there.
    async fn link(&self, target: &Target, options: &LinkOptions, urgency: Urgency) -> Result<Link>;

    /// Who may do what with an item, on Microsoft's side.
    async fn permissions(&self, target: &Target, urgency: Urgency) -> Result<Vec<Permission>>;

    /// What has changed in the whole drive, answer by answer. The root is an item like others.
    async fn changes(&self, since: &ChangesSince, urgency: Urgency) -> Result<Changes>;

    /// What the drive can do. Tries out what is not known yet.
    async fn capabilities(&self, urgency: Urgency) -> Result<Capabilities>;
}
