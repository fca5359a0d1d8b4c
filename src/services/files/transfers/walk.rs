//! Through all that is carried, some of it at a time.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::domain::{Entry, EntryKind, Error, IfExists, Segment, Target, VirtualPath};

use super::super::moving::Passage;
use super::super::spot::Spot;
use super::haul::Haul;
use super::node::{Node, Settled};

/// So many files or folders of one transfer are under way at a time.
pub(super) const AT_ONCE: usize = 4;

/// One entry on its way.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    /// The folder it lies in; `None` for what was asked for itself.
    pub(super) parent: Option<Arc<Node>>,
    /// The entry, as it was seen last.
    pub(super) entry: Arc<Entry>,
    /// Where it lies.
    pub(super) from: Spot,
    /// Where it is to lie.
    pub(super) to: VirtualPath,
    /// The same for the drive that takes it.
    pub(super) target: Target,
    /// What happens where its name is taken.
    pub(super) if_exists: IfExists,
}

/// What is to be done next.
#[derive(Debug)]
pub(super) enum Step {
    /// An entry sets out.
    Begin(Box<Leg>),
    /// All children of a folder are settled.
    Close(Arc<Node>),
}

impl Leg {
    /// What was asked for.
    pub(super) fn first(passage: &Passage) -> Self {
        Self {
            parent: None,
            entry: Arc::clone(&passage.entry),
            from: passage.from.in_background(),
            to: passage.to.path.clone(),
            target: passage.to.target(),
            if_exists: passage.if_exists,
        }
    }

    /// A child of a folder that is on its way. Its new folder was made for it: nothing there is replaced.
    pub(super) fn child(folder: &Arc<Node>, entry: Arc<Entry>, name: &Segment) -> Self {
        let Self { from, to, .. } = &folder.leg;
        let below = from.reached.below.join(name);
        Self {
            parent: Some(Arc::clone(folder)),
            from: Spot {
                path: from.path.join(name),
                reached: from.reached.at(below),
            },
            to: to.join(name),
            target: Target::child_of(&folder.made.id, name),
            if_exists: IfExists::Fail,
            entry,
        }
    }
}

impl Haul {
    /// Carries everything; whether nothing was left out because it was stopped. What waits is taken from its end,
    /// so that a folder is done before the next one is looked into.
    pub(super) async fn walk(&self, first: Leg) -> bool {
        let mut waiting = vec![Step::Begin(Box::new(first))];
        let mut under_way = FuturesUnordered::new();
        loop {
            while under_way.len() < AT_ONCE
                && !self.halt.is_cancelled()
                && let Some(step) = waiting.pop()
            {
                under_way.push(self.take(step));
            }
            match under_way.next().await {
                Some(steps) => waiting.extend(steps),
                None => return waiting.is_empty(),
            }
        }
    }

    async fn take(&self, step: Step) -> Vec<Step> {
        match step {
            Step::Close(folder) => self.close_folder(folder).await,
            Step::Begin(leg) => match leg.entry.kind {
                EntryKind::File => self.carry(*leg).await,
                EntryKind::Folder => self.open_folder(*leg).await,
                EntryKind::Package | EntryKind::Shortcut => self.fail(&leg, Error::opaque()),
            },
        }
    }

    /// Notes that an entry is not where it should be, and goes on.
    pub(super) fn fail(&self, leg: &Leg, error: Error) -> Vec<Step> {
        self.progress.fail(&leg.from.path, error);
        settle(leg, Settled::Not)
    }
}

/// Tells the folder of an entry what became of it.
pub(super) fn settle(leg: &Leg, what: Settled) -> Vec<Step> {
    let folder = leg.parent.as_ref();
    let over = folder.filter(|folder| folder.settle(what));
    over.map(|folder| Step::Close(Arc::clone(folder)))
        .into_iter()
        .collect()
}
