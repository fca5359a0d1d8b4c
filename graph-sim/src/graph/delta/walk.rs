//! Which entries a walk over the changes of a drive has.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::SignedDuration;
use uuid::Uuid;

use crate::graph::admission::Admission;
use crate::graph::inquiry::Inquiry;
use crate::switches::{DeletedDescendants, Recreated};
use crate::world::{Drive, ItemKey, Tombstone};

/// A walk over the entries of a drive, at one of its pages. What an entry looks like shows only
/// when its page is asked for.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    /// The items and those that are gone.
    pub(super) entries: Arc<[Uuid]>,
    /// The first entry of the page.
    pub(super) position: usize,
    /// Pages are counted from 1.
    pub(super) page: u32,
    /// How far the drive had come when the entries were gathered.
    pub(super) until: u64,
}

impl Walk {
    fn new(entries: Vec<Uuid>, until: u64) -> Self {
        Self {
            entries: entries.into(),
            position: 0,
            page: 1,
            until,
        }
    }

    /// Leaves out what isn't shown, from this page on.
    pub(super) fn keep(&mut self, drive: &Drive, admission: &Admission) {
        if admission.is_open() {
            return;
        }
        let shown = |guid: &&Uuid| {
            let key = drive.find_guid(**guid);
            key.is_none_or(|key| admission.admits(drive.item(key)))
        };
        let (before, after) = self.entries.split_at(self.position.min(self.entries.len()));
        let after = after.iter().filter(shown);
        self.entries = before.iter().chain(after).copied().collect();
    }

    /// The next page of the same walk, from this entry on.
    pub(super) fn at(&self, position: usize) -> Self {
        Self {
            position,
            page: self.page + 1,
            ..self.clone()
        }
    }
}

/// What a walk leaves out or takes along.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    /// Parents of what changed come too.
    with_parents: bool,
    /// So do the descendants of what was deleted.
    with_descendants: bool,
}

impl Scope {
    pub(super) fn of(inquiry: &Inquiry<'_>) -> Self {
        let excluded = inquiry.call.header("deltaexcludeparent");
        let descendants = inquiry.switches.delta.deleted_descendants;
        Self {
            with_parents: !excluded.is_some_and(|value| value.eq_ignore_ascii_case("true")),
            with_descendants: descendants == DeletedDescendants::Listed,
        }
    }
}

/// How far the drive has come as far as delta can see: it lags.
pub(super) fn visible(inquiry: &Inquiry<'_>, drive: &Drive) -> u64 {
    let seconds = inquiry.switches.delta.lag_seconds;
    if seconds == 0 {
        return drive.sequence;
    }
    let lag = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    let then = inquiry.state.clock.now().saturating_sub(lag);
    then.map_or(0, |then| drive.sequence_at(then))
}

/// Everything there is, parents before children.
pub(super) fn everything(drive: &Drive, until: u64) -> Walk {
    let all_seen = until == drive.sequence;
    let seen = |key: &ItemKey| all_seen || drive.sequence_at(drive.item(*key).appeared_at) <= until;
    let keys = drive.tree().into_iter().filter(seen);
    Walk::new(keys.map(|key| drive.item(key).guid).collect(), until)
}

/// What changed after `since`: items in the order of their changes, each after its parents; then
/// what is gone.
pub(super) fn changes(drive: &Drive, since: u64, until: u64, scope: Scope) -> Walk {
    let until = until.max(since);
    let gone = drive.gone_between(since, until);
    let gone = gone
        .iter()
        .filter(|tombstone| scope.with_descendants || !tombstone.with_parent);
    let gone: Vec<&Tombstone> = gone.collect();
    let mut gathered = Gathered::default();
    for key in drive.changed_between(since, until) {
        gathered.add(drive, key, scope.with_parents);
    }
    if scope.with_parents {
        let folders = gone.iter().filter_map(|gone| drive.find_guid(gone.parent));
        folders.for_each(|folder| gathered.add(drive, folder, true));
    }
    let gone = gone.iter().map(|tombstone| tombstone.guid);
    Walk::new(gathered.entries.into_iter().chain(gone).collect(), until)
}

/// What is added to a walk at its end: changes that came while it was under way, without the
/// deletions whose place was taken again. Nothing where they wait for the next token.
pub(super) fn appendix(inquiry: &Inquiry<'_>, drive: &Drive, walk: &Walk) -> Option<Walk> {
    let until = visible(inquiry, drive);
    let omitted = inquiry.switches.delta.recreated == Recreated::DeletionOmitted;
    if !omitted || until <= walk.until {
        return None;
    }
    let late = changes(drive, walk.until, until, Scope::of(inquiry));
    let kept = late.entries.iter().filter(|guid| {
        let gone = drive.tombstone(**guid);
        !gone.is_some_and(|tombstone| drive.is_retaken(tombstone))
    });
    let entries: Arc<[Uuid]> = kept.copied().collect();
    Some(Walk {
        entries,
        page: walk.page + 1,
        ..late
    })
}

/// Entries in the order in which they were added, each once.
#[derive(Default)]
struct Gathered {
    entries: Vec<Uuid>,
    known: HashSet<Uuid>,
}

impl Gathered {
    fn add(&mut self, drive: &Drive, key: ItemKey, with_parents: bool) {
        let mut lineage: Vec<ItemKey> = if with_parents {
            drive.lineage(key).collect()
        } else {
            vec![key]
        };
        lineage.reverse();
        for key in lineage {
            let guid = drive.item(key).guid;
            if self.known.insert(guid) {
                self.entries.push(guid);
            }
        }
    }
}
