//! A folder on its way.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{Entry, ItemId};

use super::walk::Leg;

/// A folder whose children are on their way. It is settled when they all are, the last of them last.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) leg: Leg,
    /// The folder as it lies at its new place.
    pub(super) made: Arc<Entry>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Children that are not settled yet.
    open: usize,
    /// Something in it, or further below, is not where it should be.
    is_spoiled: bool,
    /// What has left it.
    gone: HashSet<ItemId>,
}

/// What became of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// It is copied.
    Copied,
    /// It is moved: it has left the folder.
    Moved(ItemId),
    /// It is not, or not as a whole.
    Not,
}

impl Node {
    /// A folder with so many children.
    pub(super) fn new(leg: Leg, made: Arc<Entry>, children: usize) -> Arc<Self> {
        let state = State {
            open: children,
            ..State::default()
        };
        Arc::new(Self {
            leg,
            made,
            state: Mutex::new(state),
        })
    }

    /// Notes what became of a child; whether it was the last one.
    pub(super) fn settle(&self, child: Settled) -> bool {
        let mut state = self.lock();
        match child {
            Settled::Copied => {}
            Settled::Moved(id) => drop(state.gone.insert(id)),
            Settled::Not => state.is_spoiled = true,
        }
        state.open = state.open.saturating_sub(1);
        state.open == 0
    }

    /// Whether something of it is not where it should be.
    pub(super) fn is_spoiled(&self) -> bool {
        self.lock().is_spoiled
    }

    /// Something of it stays where it is, without being a child that was to be moved.
    pub(super) fn spoil(&self) {
        self.lock().is_spoiled = true;
    }

    /// Whether this child has left it.
    pub(super) fn has_let_go(&self, child: &ItemId) -> bool {
        self.lock().gone.contains(child)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
