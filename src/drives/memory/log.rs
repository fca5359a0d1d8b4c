//! In which order items have changed.

use crate::domain::{ChangeMark, ItemId};

/// So many changes at most are told at once.
const PAGE: usize = 50;

/// All changes there have been.
#[derive(Debug, Default)]
pub(super) struct Log {
    changed: Vec<ItemId>,
    /// How often the marks given out have been forgotten.
    generation: u64,
}

/// A part of the log.
#[derive(Debug)]
pub(super) struct Page {
    /// What has changed, in order; whatever comes several times counts as of the last.
    pub(super) changed: Vec<ItemId>,
    /// Where the next part begins.
    pub(super) mark: ChangeMark,
    /// There is a next part already.
    pub(super) more: bool,
}

impl Log {
    pub(super) fn note(&mut self, id: &ItemId) {
        self.changed.push(id.clone());
    }

    /// Makes all marks given out so far useless.
    pub(super) fn forget(&mut self) {
        self.generation += 1;
    }

    /// Everything from the first change on: whatever is there was made once.
    pub(super) fn all(&self) -> Page {
        self.page(0)
    }

    /// What comes after all that has been.
    pub(super) fn none(&self) -> Page {
        self.page(self.changed.len())
    }

    /// What comes after a mark, unless it is forgotten.
    pub(super) fn after(&self, mark: &ChangeMark) -> Option<Page> {
        let (generation, position) = mark.as_str().strip_prefix("memory:")?.split_once('/')?;
        let position: usize = position.parse().ok()?;
        let known = generation.parse() == Ok(self.generation) && position <= self.changed.len();
        known.then(|| self.page(position))
    }

    fn page(&self, from: usize) -> Page {
        let rest = self.changed.iter().skip(from);
        let changed: Vec<_> = rest.take(PAGE).cloned().collect();
        let next = from + changed.len();
        let link = format!("memory:{}/{next}", self.generation);
        Page {
            changed,
            mark: ChangeMark::from_link(&link),
            more: next < self.changed.len(),
        }
    }
}
