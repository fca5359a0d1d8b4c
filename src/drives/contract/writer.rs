//! Somebody who writes, in a folder of his own.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::domain::{
    ByteSource, CopyOptions, CopyProgress, Deletion, Drive, Entry, Error, IfExists, Listing,
    PutOptions, Result, Segment, Target, Update, Urgency, Written,
};

use super::promises::{Levers, Promises};
use super::reading::Reader;
use super::sources;
use super::world::at;

/// Nobody who waits.
pub(super) const CALM: Urgency = Urgency::Background;

/// A drive, written to by somebody who is in no hurry. All his paths are below `room`, a folder that
/// nobody else uses.
pub(super) struct Writer<'a> {
    pub(super) drive: &'a dyn Drive,
    pub(super) promises: Promises,
    pub(super) levers: Levers<'a>,
    room: String,
}

impl<'a> Writer<'a> {
    /// Makes himself a room in the drive's root.
    pub(super) async fn enter(
        drive: &'a dyn Drive,
        promises: Promises,
        levers: Levers<'a>,
    ) -> Writer<'a> {
        let room = "/Workshop".to_owned();
        let writer = Self {
            drive,
            promises,
            levers,
            room,
        };
        assert!(writer.mkdir("/").await.created, "the room is his alone");
        writer
    }

    /// Somebody who writes in a folder of the room.
    pub(super) async fn in_corner(&self, name: &str) -> Writer<'a> {
        let writer = Self {
            drive: self.drive,
            promises: self.promises,
            levers: self.levers,
            room: format!("{}/{name}", self.room),
        };
        assert!(writer.mkdir("/").await.created, "{name} is new");
        writer
    }

    /// Where a path of the room lies in the drive.
    pub(super) fn place(&self, path: &str) -> String {
        format!("{}{}", self.room, path.trim_end_matches('/'))
    }

    pub(super) fn target(&self, path: &str) -> Target {
        at(&self.place(path))
    }

    /// Waits until what was written is seen, where that takes time.
    pub(super) fn settle(&self) {
        if !self.promises.at_once {
            (self.levers.wait)(Duration::from_mins(1));
        }
    }

    /// What a write gave, once it can be seen.
    fn settled<T>(&self, result: T) -> T {
        self.settle();
        result
    }

    pub(super) async fn put(
        &self,
        path: &str,
        source: ByteSource,
        options: &PutOptions,
    ) -> Result<Written> {
        let target = self.target(path);
        self.settled(self.drive.put(&target, source, options, CALM).await)
    }

    /// Writes a file where none is.
    pub(super) async fn make(&self, path: &str, bytes: &'static str) -> Arc<Entry> {
        let source = sources::once(&Bytes::from_static(bytes.as_bytes()));
        let options = PutOptions::new(IfExists::Fail);
        let written = self.put(path, source, &options).await.expect(path);
        assert!(written.created, "{path} is new");
        written.entry
    }

    /// Writes a file over the one that is there.
    pub(super) async fn overwrite(&self, path: &str, bytes: &'static str) -> Arc<Entry> {
        let source = sources::once(&Bytes::from_static(bytes.as_bytes()));
        let options = PutOptions::new(IfExists::Replace);
        let written = self.put(path, source, &options).await.expect(path);
        self.assert_created(&written, false, path);
        written.entry
    }

    /// That a file is told as new or not, as far as the service tells them apart.
    pub(super) fn assert_created(&self, written: &Written, created: bool, path: &str) {
        let told = written.created == created;
        assert!(
            told || (written.created && !self.promises.created),
            "{path}"
        );
    }

    pub(super) async fn mkdir(&self, path: &str) -> Written {
        self.try_mkdir(path, false).await.expect(path)
    }

    pub(super) async fn try_mkdir(&self, path: &str, parents: bool) -> Result<Written> {
        let target = self.target(path);
        self.settled(self.drive.mkdir(&target, parents, CALM).await)
    }

    pub(super) async fn update(&self, path: &str, update: &Update) -> Result<Arc<Entry>> {
        let target = self.target(path);
        let updated = self.drive.update(&target, update, CALM).await;
        self.settled(updated.map(|updated| updated.entry))
    }

    pub(super) async fn delete(&self, path: &str) -> Result<()> {
        let target = self.target(path);
        let deleted = self.drive.delete(&target, Deletion::Recycle, None, CALM);
        self.settled(deleted.await.map(drop))
    }

    /// Copies, and looks until the copy is there or has failed. What lies below it the service has made by
    /// itself, so that nobody else could know of it at once.
    pub(super) async fn copy(&self, path: &str, options: &CopyOptions) -> Result<Arc<Entry>> {
        const MOST_LOOKS: usize = 100;
        let task = self.drive.copy(&self.target(path), options, CALM).await?;
        for _ in 0..MOST_LOOKS {
            if let CopyProgress::Done(entry) = self.drive.progress(&task, CALM).await? {
                (self.levers.wait)(Duration::from_mins(1));
                return Ok(entry);
            }
            (self.levers.wait)(Duration::from_secs(2));
        }
        Err(Error::copy_failed())
    }

    pub(super) async fn stat(&self, path: &str) -> Result<Arc<Entry>> {
        Reader(self.drive).stat(&self.target(path)).await
    }

    pub(super) async fn bytes(&self, path: &str) -> Bytes {
        let read = Reader(self.drive).read(&self.target(path), None).await;
        read.expect(path).1
    }

    pub(super) async fn list(&self, path: &str) -> Result<Arc<Listing>> {
        Reader(self.drive).list(&self.target(path)).await
    }

    /// The names in a folder, in order.
    pub(super) async fn names(&self, path: &str) -> Vec<String> {
        let listing = self.list(path).await.expect(path);
        let names = listing.entries.iter().filter_map(|entry| name_of(entry));
        let mut names: Vec<_> = names.map(str::to_owned).collect();
        names.sort_unstable();
        names
    }

    /// That nothing is there, whichever way it is asked for.
    pub(super) async fn assert_missing(&self, path: &str) {
        let (stat, list) = (self.stat(path).await, self.list(path).await);
        assert!(matches!(stat, Err(Error::NotFound)), "stat of {path}");
        assert!(matches!(list, Err(Error::NotFound)), "list of {path}");
    }

    /// That a file is there with these bytes and no others.
    pub(super) async fn assert_holds(&self, path: &str, bytes: &str) {
        assert_eq!(self.bytes(path).await.as_ref(), bytes.as_bytes(), "{path}");
    }
}

/// The name as the drive stores it.
pub(super) fn name_of(entry: &Entry) -> Option<&str> {
    entry.name.as_ref().map(Segment::as_str)
}

/// That something was refused with this code.
#[track_caller]
pub(super) fn assert_refused<T: Debug>(result: Result<T>, code: &str, what: &str) {
    let refusal = result.map_err(|error| error.code());
    assert_eq!(refusal.err(), Some(code), "{what}");
}
