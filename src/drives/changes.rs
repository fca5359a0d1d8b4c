//! Which folders have changed lately.
//!
//! A question to Microsoft takes time. A listing whose question began before a folder changed, and
//! whose answer came after, may show either state: it is given to whoever asked and not remembered.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::domain::ItemId;

use super::cache::Scope;

/// A point among the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark(u64);

/// The latest changes, oldest first.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// How many there have been.
    count: u64,
    /// Everything before this point counts as changed.
    forgotten: u64,
    /// Which folder of a drive changed; `None`: any of them may have.
    latest: VecDeque<(u64, Arc<Scope>, Option<ItemId>)>,
}

/// More than this many are not told apart: a question that old is out of date.
const MOST: usize = 4_096;

impl Changes {
    /// The present point.
    pub(super) const fn mark(&self) -> Mark {
        Mark(self.count)
    }

    /// Something in `folder` has changed.
    pub(super) fn note(&mut self, scope: &Arc<Scope>, folder: ItemId) {
        self.push(scope, Some(folder));
    }

    /// Anything in a drive may have changed: a folder with all below it.
    pub(super) fn note_drive(&mut self, scope: &Arc<Scope>) {
        self.push(scope, None);
    }

    fn push(&mut self, scope: &Arc<Scope>, folder: Option<ItemId>) {
        self.count += 1;
        self.latest
            .push_back((self.count, Arc::clone(scope), folder));
        if self.latest.len() > MOST
            && let Some((number, ..)) = self.latest.pop_front()
        {
            self.forgotten = number;
        }
    }

    /// Anything may have changed.
    pub(super) fn note_all(&mut self) {
        self.count += 1;
        self.forgotten = self.count;
        self.latest.clear();
    }

    /// Whether `folder` has changed, or may have, after `mark`.
    pub(super) fn since(&self, mark: Mark, scope: &Scope, folder: &ItemId) -> bool {
        let later = self.latest.iter().rev();
        mark.0 < self.forgotten
            || later
                .take_while(|(number, ..)| *number > mark.0)
                .any(|(_, changed, id)| {
                    **changed == *scope && id.as_ref().is_none_or(|id| id == folder)
                })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DriveId, TenantId};

    fn scope(drive: &str) -> Arc<Scope> {
        Arc::new(Scope {
            tenant: TenantId::from_unique("1"),
            drive: DriveId::parse(drive).expect("an id"),
        })
    }

    fn id(text: &str) -> ItemId {
        ItemId::parse(text).expect("an id")
    }

    #[test]
    fn a_change_counts_for_what_began_before_it_in_that_folder_alone() {
        let (here, elsewhere) = (scope("a"), scope("b"));
        let mut changes = Changes::default();
        let before = changes.mark();
        changes.note(&here, id("1"));
        let after = changes.mark();
        assert!(changes.since(before, &here, &id("1")));
        assert!(!changes.since(after, &here, &id("1")));
        assert!(!changes.since(before, &here, &id("2")));
        assert!(!changes.since(before, &elsewhere, &id("1")));
    }

    #[test]
    fn where_a_whole_drive_may_have_changed_every_folder_of_it_has() {
        let (here, elsewhere) = (scope("a"), scope("b"));
        let mut changes = Changes::default();
        let before = changes.mark();
        changes.note_drive(&here);
        assert!(changes.since(before, &here, &id("1")));
        assert!(!changes.since(before, &elsewhere, &id("1")));
    }

    #[test]
    fn what_is_too_long_ago_to_tell_counts_as_changed() {
        let here = scope("a");
        let mut changes = Changes::default();
        let before = changes.mark();
        for number in 0..=MOST {
            changes.note(&here, id(&number.to_string()));
        }
        assert!(changes.since(before, &here, &id("never")));
        assert!(!changes.since(changes.mark(), &here, &id("never")));
        let before = changes.mark();
        changes.note_all();
        assert!(changes.since(before, &here, &id("never")));
    }
}
