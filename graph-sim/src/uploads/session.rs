//! One upload session.

use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::Draft;
use super::content_range::ContentRange;
use super::fault;
use crate::graph::{Caller, Fault};
use crate::switches::{ExpectedRanges, UploadSwitches};
use crate::world::{AskedTimes, Conflict};

/// Every fragment but the last is a multiple of this, or the file can't be committed.
const FRAGMENT_UNIT: u64 = 320 << 10;

/// What a session is for.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) caller: Caller,
    pub(crate) drive_id: String,
    pub(crate) destination: Destination,
    pub(crate) conflict: Conflict,
    pub(crate) times: AskedTimes,
    /// Whether the file waits for a commit of its own.
    pub(crate) deferred: bool,
    /// Whether the first fragment is answered 412, because its session was made with `If-Match`.
    pub(crate) breaks: bool,
}

/// Where the file goes.
#[derive(Clone, Debug)]
pub(crate) enum Destination {
    /// The file with this GUID gets other bytes, whatever it is called by then.
    File(Uuid),
    /// A name in the folder with this GUID.
    Name { folder: Uuid, name: String },
}

/// A session with what has come so far.
#[derive(Debug)]
pub(crate) struct Session {
    pub(super) id: Uuid,
    pub(super) plan: Plan,
    pub(super) draft: Draft,
    /// As the first fragment says; before it, perhaps as the client estimated.
    total: Total,
    /// Whether a fragment before the last was no multiple of the unit.
    pub(super) uneven: bool,
    pub(super) expires_at: Timestamp,
}

#[derive(Clone, Copy, Debug)]
enum Total {
    Unknown,
    Estimated(u64),
    Said(u64),
}

impl Session {
    /// A session of which nothing has come yet.
    pub(crate) fn new(
        id: Uuid,
        plan: Plan,
        estimate: Option<u64>,
        now: Timestamp,
        switches: &UploadSwitches,
    ) -> Self {
        Self {
            id,
            plan,
            draft: Draft::new(switches, estimate),
            total: estimate.map_or(Total::Unknown, Total::Estimated),
            uneven: false,
            expires_at: life(now, switches),
        }
    }

    /// Bytes that have come.
    pub(super) fn received(&self) -> u64 {
        self.draft.size()
    }

    /// The file's length as the fragments say.
    pub(super) fn total(&self) -> Option<u64> {
        match self.total {
            Total::Said(total) => Some(total),
            Total::Unknown | Total::Estimated(_) => None,
        }
    }

    /// Whether all has come; nothing is missing but the commit.
    pub(super) fn is_complete(&self) -> bool {
        self.total() == Some(self.received())
    }

    /// Whether a fragment may come now, and the draft it is added to.
    pub(super) fn expect(
        &self,
        range: ContentRange,
        switches: &UploadSwitches,
    ) -> Result<Draft, Fault> {
        if range.length() > switches.largest_fragment {
            return Err(fault::fragment_too_large());
        }
        if range.total > switches.largest_file {
            return Err(fault::file_too_large());
        }
        if self.total().is_some_and(|total| total != range.total) {
            return Err(fault::total_mismatch());
        }
        if range.first < self.received() {
            return Err(fault::fragment_overlap());
        }
        if range.first > self.received() {
            return Err(fault::fragment_out_of_order());
        }
        Ok(match self.total {
            // Only now it is known whether there is room for the bytes.
            Total::Unknown | Total::Estimated(_) => Draft::new(switches, Some(range.total)),
            Total::Said(_) => self.draft.clone(),
        })
    }

    /// Takes a fragment that was expected and has come in whole.
    pub(super) fn take(
        &mut self,
        range: ContentRange,
        draft: Draft,
        now: Timestamp,
        switches: &UploadSwitches,
    ) -> Result<(), Fault> {
        self.expect(range, switches)?;
        if draft.size() != range.end {
            return Err(fault::fragment_length_mismatch());
        }
        self.draft = draft;
        self.total = Total::Said(range.total);
        self.uneven |= !range.is_last() && !range.length().is_multiple_of(FRAGMENT_UNIT);
        self.expires_at = life(now, switches);
        Ok(())
    }

    /// `nextExpectedRanges`
    pub(super) fn expected_ranges(&self, style: ExpectedRanges) -> Vec<String> {
        let next = self.received();
        let total = match self.total {
            Total::Said(total) | Total::Estimated(total) => Some(total),
            Total::Unknown => None,
        };
        let open = || vec![format!("{next}-")];
        let Some(total) = total.filter(|total| *total > next) else {
            return if self.is_complete() {
                Vec::new()
            } else {
                open()
            };
        };
        let last = total - 1;
        match style {
            ExpectedRanges::Open => open(),
            ExpectedRanges::Several if last > next => {
                let middle = next + (total - next) / 2;
                vec![format!("{next}-{}", middle - 1), format!("{middle}-{last}")]
            }
            ExpectedRanges::Closed | ExpectedRanges::Several => vec![format!("{next}-{last}")],
        }
    }
}

fn life(now: Timestamp, switches: &UploadSwitches) -> Timestamp {
    let life = Duration::from_secs(switches.session_life_seconds);
    now.saturating_add(life).unwrap_or(Timestamp::MAX)
}
