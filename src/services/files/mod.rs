//! Files: written, renamed, moved, copied, deleted, brought back.
//!
//! Every use case decides first, asks Microsoft what is there, decides again on where that is, and only then
//! changes anything. Locks are heeded both times. What it has begun goes on to its end when the caller leaves, and is noted in the audit log.
//!
//! - `request`: what is asked for, and what comes of it
//! - `refusals`: why something is not even tried
//! - `spot`: a path of the tree as a place in a drive
//! - `landing`: what lies where something is to go
//! - `locking`: locks, heeded before all that is changed
//! - `numbers`: names with a number behind them, for what finds its own taken
//! - `deed`: what is noted, and done to the end
//! - `put`, `folders`, `changing`, `amending`, `moving`, `copying`, `deleting`, `versions`: the use cases
//! - `bringing`: moved or copied over whatever is there
//! - `replacing`: the way around, where no one step does that
//! - `exchanging`: one entry takes the place of another
//! - `rooms`: how much room drives had when they were last asked
//! - `transfers`: what takes longer than anybody waits

mod amending;
mod bringing;
mod changing;
mod copying;
mod deed;
mod deleting;
mod exchanging;
mod folders;
mod landing;
mod locking;
mod moving;
mod numbers;
mod put;
pub(super) mod refusals;
mod replacing;
mod request;
mod rooms;
mod spot;
mod transfers;
mod versions;

use std::sync::Arc;

use crate::domain::{
    ByteSource, Caller, Clock, Deletion, Error, IfExists, Opened, Quota, RangeRequest, Result,
    TagCondition, UploadKeeper, Urgency, Version, VersionId, VirtualPath,
};
use crate::doors::Tasks;
use crate::drives::Mounted;
use crate::store::Store;

use super::authority::Authority;
use super::exchanges::Exchanges;
use super::locks::KeptLocks;
use super::page::Row;
use super::properties::Ledger;
use super::reach::Reach;
use super::streams::Streams;
use super::uploads::KeptUploads;

use rooms::Rooms;
use transfers::{Transfers, Turn};

pub use amending::Amendment;
pub use bringing::{Bringing, Brought};
pub use request::{Change, Made, Put, PutRequest, Relocation};
pub use transfers::{Count, ItemError, Report, Transfer, TransferState};

/// Files.
#[derive(Debug)]
pub struct Files {
    desk: Arc<Desk>,
}

/// What the use cases work with.
#[derive(Debug)]
struct Desk {
    authority: Arc<Authority>,
    reach: Arc<Reach>,
    store: Store,
    streams: Arc<Streams>,
    uploads: Arc<KeptUploads>,
    locks: Arc<KeptLocks>,
    clock: Arc<dyn Clock>,
    tasks: Tasks,
    ledger: Arc<Ledger>,
    exchanges: Arc<Exchanges>,
    rooms: Rooms,
    transfers: Transfers,
}

impl Desk {
    /// Who writes down what is written to a drive, in case that this process is killed over it.
    fn witness(&self, mounted: &Mounted) -> Arc<dyn UploadKeeper> {
        let (tenant, drive) = mounted.ids();
        self.uploads.witness(tenant, drive)
    }

    /// Somebody who has just asked.
    fn visitor(&self) -> Urgency {
        Urgency::visitor(self.clock.now())
    }
}

impl Files {
    pub(super) fn new(
        (authority, reach): (Arc<Authority>, Arc<Reach>),
        (store, ledger, exchanges): (Store, Arc<Ledger>, Arc<Exchanges>),
        (streams, uploads, locks): (Arc<Streams>, Arc<KeptUploads>, Arc<KeptLocks>),
        (clock, tasks): (Arc<dyn Clock>, Tasks),
    ) -> Self {
        let rooms = Rooms::new(tasks.clone());
        let transfers = Transfers::new(Arc::clone(&clock), tasks.clone());
        Self {
            desk: Arc::new(Desk {
                authority,
                reach,
                store,
                streams,
                uploads,
                locks,
                clock,
                tasks,
                ledger,
                exchanges,
                rooms,
                transfers,
            }),
        }
    }

    /// Writes a file, the whole of it or nothing. No byte of the source is asked for before all that can be
    /// known says that it may be written: rights, the mount, the name, the folder, conditions, room.
    ///
    /// # Errors
    /// Conflicts `read_only`, `virtual_folder`, `mount_root`, `folder_missing`, `name_taken`;
    /// `invalid_name`; [`PreconditionFailed`](Error::PreconditionFailed);
    /// [`InsufficientStorage`](Error::InsufficientStorage); as the drive's `put`.
    pub async fn put(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        source: ByteSource,
        request: PutRequest,
    ) -> Result<Put> {
        let (desk, caller, path) = self.take(caller, path);
        let work = async move { desk.put(&caller, &path, source, request).await };
        self.to_the_end(work).await
    }

    /// Makes a folder, and those above it where `parents` says so. One that is there is as good.
    ///
    /// # Errors
    /// As [`Files::put`].
    pub async fn mkdir(&self, caller: &Caller, path: &VirtualPath, parents: bool) -> Result<Made> {
        let (desk, caller, path) = self.take(caller, path);
        let work = async move { desk.mkdir(&caller, &path, parents).await };
        self.to_the_end(work).await
    }

    /// Renames an entry in its folder, sets its times, or both in one step.
    ///
    /// # Errors
    /// As [`Files::move_to`].
    pub async fn update(&self, caller: &Caller, path: &VirtualPath, change: Change) -> Result<Row> {
        let (desk, caller, path) = self.take(caller, path);
        let work = async move { desk.update(&caller, &path, change).await };
        self.to_the_end(work).await
    }

    /// The entry of which somebody is about to say something: decided before anybody is asked what is there. Who may
    /// not list it is told its name and kind.
    ///
    /// # Errors
    /// Conflicts `read_only`, `virtual_folder`.
    pub async fn subject(&self, caller: &Caller, path: &VirtualPath) -> Result<Row> {
        self.desk.subject(caller, path).await
    }

    /// Says something of an entry, all of it or nothing.
    ///
    /// # Errors
    /// As [`Files::subject`]; the conflict `mount_root` for times of a mount's root;
    /// [`InsufficientStorage`](Error::InsufficientStorage) where more would be said than is kept of an entry
    /// ([`Property::MOST_BYTES`](crate::domain::Property::MOST_BYTES)); [`LockHeld`](Error::LockHeld).
    pub async fn amend(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        amendment: Amendment,
    ) -> Result<()> {
        let (desk, caller, path) = self.take(caller, path);
        let work = async move { desk.amend(&caller, &path, &amendment).await };
        self.to_the_end(work).await
    }

    /// Moves an entry with all below it; `to` is its path afterwards. Within a drive that is one step of the
    /// service's; between two it is a transfer, which removes from here what it has proved to be there.
    ///
    /// # Errors
    /// Conflicts `read_only`, `mount_root`, `contains_mount`, `virtual_folder`, `folder_missing`,
    /// `name_taken`, `into_itself`; `invalid_name`; [`RateLimited`](Error::RateLimited) where
    /// too many transfers are under way.
    pub async fn move_to(
        &self,
        caller: &Caller,
        (from, to): (&VirtualPath, &VirtualPath),
        if_exists: IfExists,
    ) -> Result<Relocation> {
        let (desk, caller, from) = self.take(caller, from);
        let (to, how) = (to.clone(), (if_exists, Turn::Now));
        let work = async move { desk.move_to(&caller, (&from, &to), how).await };
        self.to_the_end(work).await
    }

    /// Copies an entry with all below it; `to` is the path of the copy. Within a drive the service does it by
    /// itself; between two it is a transfer.
    ///
    /// # Errors
    /// As [`Files::move_to`].
    pub async fn copy(
        &self,
        caller: &Caller,
        (from, to): (&VirtualPath, &VirtualPath),
        if_exists: IfExists,
    ) -> Result<Relocation> {
        let (desk, caller, from) = self.take(caller, from);
        let (to, how) = (to.clone(), (if_exists, Turn::Now));
        let work = async move { desk.copy(&caller, (&from, &to), how).await };
        self.to_the_end(work).await
    }

    /// Moves or copies an entry to a place where, with `overwrite`, whatever is there is replaced as a whole: a
    /// folder's members are not mixed with those of the folder that comes. The old one is recycled at the very
    /// end, for which its place needs the right to delete where a folder is on either side.
    ///
    /// # Errors
    /// As [`Files::move_to`], but only where there is no place for one more transfer within a minute;
    /// [`PreconditionFailed`](Error::PreconditionFailed) where something is there and is to stay; `into_itself`
    /// where it is there itself, by whichever path; [`Busy`](Error::Busy) where somebody asks for another thing
    /// to be brought the same way before the one before has come.
    pub async fn bring(
        &self,
        caller: &Caller,
        bringing: Bringing,
        (from, to): (&VirtualPath, &VirtualPath),
        overwrite: bool,
    ) -> Result<Brought> {
        let (desk, caller, from) = self.take(caller, from);
        let to = to.clone();
        let work = async move { desk.bring(&caller, bringing, (&from, &to), overwrite).await };
        self.to_the_end(work).await
    }

    /// Deletes an entry with all below it.
    ///
    /// # Errors
    /// Conflicts `read_only`, `mount_root`, `contains_mount`, `virtual_folder`;
    /// [`Unsupported`](Error::Unsupported) for good where the mount or the drive can't;
    /// [`PreconditionFailed`](Error::PreconditionFailed).
    pub async fn delete(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        deletion: Deletion,
        if_match: Option<TagCondition>,
    ) -> Result<()> {
        let (desk, caller, path) = self.take(caller, path);
        let work = async move { desk.delete(&caller, &path, deletion, if_match).await };
        self.to_the_end(work).await
    }

    /// What a file holds and has held, the latest first.
    ///
    /// # Errors
    /// [`WrongKind`](Error::WrongKind) for anything but a file.
    pub async fn versions(&self, caller: &Caller, path: &VirtualPath) -> Result<Vec<Version>> {
        self.desk.versions(caller, path).await
    }

    /// The bytes of one of a file's versions, or a part of them.
    ///
    /// # Errors
    /// As [`Files::versions`]; [`NotFound`](Error::NotFound) where there is no such version; the
    /// conflict `proxy_not_allowed` where no bytes may go through us.
    pub async fn open_version(
        &self,
        caller: &Caller,
        (path, version): (&VirtualPath, &VersionId),
        range: Option<RangeRequest>,
    ) -> Result<Opened> {
        self.desk.open_version(caller, (path, version), range).await
    }

    /// Makes an earlier content the file's content again, as a new version.
    ///
    /// # Errors
    /// As [`Files::versions`], and the conflict `read_only`.
    pub async fn restore_version(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        version: &VersionId,
    ) -> Result<()> {
        let (desk, caller, path) = self.take(caller, path);
        let version = version.clone();
        let work = async move { desk.restore_version(&caller, &path, &version).await };
        self.to_the_end(work).await
    }

    /// How much room the drive has that lies at a path, as it has said in the last five minutes.
    ///
    /// # Errors
    /// The conflict `virtual_folder` where none does.
    pub async fn quota(&self, caller: &Caller, path: &VirtualPath) -> Result<Quota> {
        self.desk.quota(caller, path).await
    }

    fn take(&self, caller: &Caller, path: &VirtualPath) -> (Arc<Desk>, Caller, VirtualPath) {
        (Arc::clone(&self.desk), caller.clone(), path.clone())
    }

    /// Does something to its end, though the caller may leave: between two of its steps lies no state that
    /// anybody wants.
    async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let done = self.desk.tasks.spawn(work).await;
        done.map_err(Error::internal)?
    }
}
