//! The content of files and its earlier versions.

use std::sync::Arc;

use jiff::Timestamp;

use super::conflict::{Form, Ground, Spot};
use super::drive::Drive;
use super::item::Kind;
use super::times::{AskedTimes, FileTimes};
use super::{ItemKey, PlaceError};
use crate::content::Blob;

/// The versions of a file. The current one is the file itself.
#[derive(Clone, Debug)]
pub(crate) struct History {
    /// Number of the current version; numbers are never used twice.
    pub(crate) current: u32,
    /// Oldest first.
    pub(crate) earlier: Vec<Version>,
}

/// An earlier content. Its author is the drive's owner, as of all that is in a drive.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    /// Graph calls it `{number}.0`.
    pub(crate) number: u32,
    pub(crate) blob: Arc<Blob>,
    /// When it was written, by the server's clock.
    pub(crate) modified: Timestamp,
}

impl Default for History {
    fn default() -> Self {
        Self {
            current: 1,
            earlier: Vec::new(),
        }
    }
}

impl History {
    /// The earlier version of this number.
    pub(crate) fn find(&self, number: u32) -> Option<&Version> {
        self.earlier.iter().find(|version| version.number == number)
    }
}

/// A file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) key: ItemKey,
    /// Whether there was none before.
    pub(crate) created: bool,
}

impl Drive {
    /// Writes a file, new or in the place of another, by the conflict behavior.
    pub(crate) fn store_file(
        &mut self,
        spot: Spot<'_>,
        blob: Arc<Blob>,
        asked: AskedTimes,
    ) -> Result<Stored, PlaceError> {
        match self.survey(spot, Form::File, None)? {
            Ground::Free(name) => {
                let kind = Kind::file(&name, blob);
                let key = self.insert(spot.folder, &name, kind, asked)?;
                Ok(Stored { key, created: true })
            }
            Ground::Occupied(key) => {
                self.replace_file(key, blob, asked)?;
                Ok(Stored {
                    key,
                    created: false,
                })
            }
        }
    }

    /// Gives a file other bytes; those it had become an earlier version. Both tags change.
    pub(crate) fn replace_file(
        &mut self,
        key: ItemKey,
        blob: Arc<Blob>,
        asked: AskedTimes,
    ) -> Result<(), PlaceError> {
        if self.item(key).lock.is_some() {
            return Err(PlaceError::Locked);
        }
        self.remember(key);
        let now = self.now;
        let item = self.item_mut(key);
        let (old, new) = (item.size, blob.size());
        if !item.keep_version(Some(blob)) {
            return Err(PlaceError::NotAFile);
        }
        item.size = new;
        item.modified = now;
        item.times = item.times.rewritten(asked, now);
        item.version += 1;
        item.content_version += 1;
        item.written_by = None;
        let parent = item.parent;
        self.resize_ancestors(parent, old, new);
        self.touch(key);
        Ok(())
    }

    /// Sets the client's times; on business drives that may make a version of a file.
    pub(crate) fn set_times(&mut self, key: ItemKey, asked: AskedTimes, makes_version: bool) {
        self.remember(key);
        let now = self.now;
        let item = self.item_mut(key);
        if makes_version {
            item.keep_version(None);
        }
        item.times = item.times.updated(asked, now);
        item.version += 1;
        self.touch(key);
    }

    /// Sets the client's modification time to now, as a move does.
    pub(crate) fn reset_times(&mut self, key: ItemKey) {
        let now = self.now;
        let item = self.item_mut(key);
        let created = Some(item.times.created);
        let modified = None;
        item.times = FileTimes::new(AskedTimes { created, modified }, now);
    }

    /// Makes an earlier content the current one, which is a version of its own. False if there is
    /// no such version.
    pub(crate) fn restore_version(
        &mut self,
        key: ItemKey,
        number: u32,
    ) -> Result<bool, PlaceError> {
        let history = self.item(key).history();
        let Some(version) = history.and_then(|history| history.find(number)) else {
            return Ok(false);
        };
        let blob = Arc::clone(&version.blob);
        self.replace_file(key, blob, AskedTimes::default())?;
        Ok(true)
    }

    /// Forgets an earlier version. False if there is no such version.
    pub(crate) fn remove_version(&mut self, key: ItemKey, number: u32) -> bool {
        let Kind::File { history, .. } = &mut self.item_mut(key).kind else {
            return false;
        };
        let before = history.earlier.len();
        history.earlier.retain(|version| version.number != number);
        history.earlier.len() < before
    }
}
