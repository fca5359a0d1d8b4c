//! The times that clients say of files and folders, apart from those of the server.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

/// `fileSystemInfo` of an item. Its precision is a second, as everywhere in OneDrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileTimes {
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// What a request says of `fileSystemInfo`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AskedTimes {
    pub(crate) created: Option<Timestamp>,
    pub(crate) modified: Option<Timestamp>,
}

impl AskedTimes {
    /// Whether the request says anything.
    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl FileTimes {
    /// Of something new; what isn't said is now.
    pub(crate) fn new(asked: AskedTimes, now: Timestamp) -> Self {
        Self {
            created: whole_seconds(asked.created.unwrap_or(now)),
            modified: whole_seconds(asked.modified.unwrap_or(now)),
        }
    }

    /// After new content was written; the creation stays unless another is said.
    pub(crate) fn rewritten(self, asked: AskedTimes, now: Timestamp) -> Self {
        let created = asked.created.or(Some(self.created));
        Self::new(AskedTimes { created, ..asked }, now)
    }

    /// After an update. Who doesn't send both times resets the creation, as rclone found.
    pub(crate) fn updated(self, asked: AskedTimes, now: Timestamp) -> Self {
        let modified = asked.modified.or(Some(self.modified));
        Self::new(AskedTimes { modified, ..asked }, now)
    }
}

fn whole_seconds(time: Timestamp) -> Timestamp {
    let down = TimestampRound::new()
        .smallest(Unit::Second)
        .mode(RoundMode::Floor);
    time.round(down).unwrap_or(time)
}
