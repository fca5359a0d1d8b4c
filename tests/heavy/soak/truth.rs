//! What was true when: every state that a folder has had, with the time in which it held.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use crate::stopwatch::now;

/// A file as it was at some moment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct File {
    /// Chooses the bytes.
    pub(super) seed: u64,
    pub(super) size: u64,
    /// Microsoft's tag, without its quotes.
    pub(super) etag: String,
    pub(super) id: String,
}

/// One child of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Folder,
    File(Arc<File>),
}

/// A folder's children by name.
pub(super) type Children = BTreeMap<String, Node>;

/// The time from which something may have been seen until it may have been seen for the last time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) from: Instant,
    pub(super) until: Instant,
}

/// A state and when it held.
#[derive(Debug)]
struct Era {
    from: Instant,
    /// None: it still holds.
    until: Option<Instant>,
    /// None: there is no such folder.
    children: Option<Arc<Children>>,
}

/// The rows that somebody saw, and what the face he looked at shows of a child.
pub(super) struct Seen<'a> {
    pub(super) rows: &'a BTreeMap<String, String>,
    pub(super) show: fn(&Node) -> String,
}

/// All states of all folders.
#[derive(Debug, Default)]
pub(super) struct Truth(RwLock<HashMap<String, Vec<Era>>>);

/// What a change made of some folders.
pub(super) type Outcome = Vec<(String, Option<Children>)>;

impl File {
    /// Its bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        bytes(self.seed, self.size)
    }
}

/// Bytes that a seed chooses.
pub(super) fn bytes(seed: u64, size: u64) -> Vec<u8> {
    let line = |number: u64| format!("{seed:016x} line {number:08x}\n").into_bytes();
    let lines = (0..).flat_map(line);
    let size = usize::try_from(size).expect("it fits into memory");
    lines.take(size).collect()
}

impl Truth {
    /// Changes the world. The old state may have been seen until the change was over, the new one from
    /// its beginning on. Nobody is judged meanwhile, since who saw the change must find it here.
    pub(super) fn change(&self, change: impl FnOnce() -> Outcome) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let from = now();
        let outcome = change();
        let until = now();
        for (folder, children) in outcome {
            let eras = all.entry(folder).or_default();
            if let Some(last) = eras.last_mut() {
                last.until = Some(until);
            }
            eras.push(Era {
                from,
                until: None,
                children: children.map(Arc::new),
            });
        }
    }

    /// How a folder is now.
    pub(super) fn present(&self, folder: &str) -> Option<Arc<Children>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(folder)?.last()?.children.clone()
    }

    /// All states of a folder that held at some time within the window.
    pub(super) fn states(&self, folder: &str, window: Window) -> Vec<Option<Arc<Children>>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let eras = all.get(folder).map(Vec::as_slice).unwrap_or_default();
        let held = |era: &&Era| {
            era.from <= window.until && era.until.is_none_or(|until| until >= window.from)
        };
        let held = eras.iter().filter(held);
        held.map(|era| era.children.clone()).collect()
    }

    /// All that a name of a folder has stood for within the window; `None` for nothing.
    pub(super) fn nodes(&self, folder: &str, name: &str, window: Window) -> Vec<Option<Node>> {
        let states = self.states(folder, window);
        let node = |children: Option<Arc<Children>>| children?.get(name).cloned();
        states.into_iter().map(node).collect()
    }

    /// Whether the rows are the folder's at one moment of the window.
    pub(super) fn held_at_once(&self, folder: &str, window: Window, seen: &Seen<'_>) -> bool {
        let states = self.states(folder, window);
        states.iter().flatten().any(|children| {
            children.len() == seen.rows.len()
                && children
                    .iter()
                    .all(|(name, node)| seen.rows.get(name) == Some(&(seen.show)(node)))
        })
    }

    /// The same for a folder that Microsoft lists in several pages, between which it may change: each row
    /// held at some moment, and what was there all the time is there.
    pub(super) fn held_row_by_row(&self, folder: &str, window: Window, seen: &Seen<'_>) -> bool {
        let states = self.states(folder, window);
        let each_was_there = seen.rows.iter().all(|(name, shown)| {
            let mut nodes = states
                .iter()
                .flatten()
                .filter_map(|children| children.get(name));
            nodes.any(|node| (seen.show)(node) == *shown)
        });
        let names = |children: &Option<Arc<Children>>| -> BTreeSet<String> {
            let children = children.iter();
            children.flat_map(|all| all.keys().cloned()).collect()
        };
        let always = states.iter().map(names).reduce(|one, other| &one & &other);
        each_was_there
            && always.is_some_and(|always| always.iter().all(|name| seen.rows.contains_key(name)))
    }
}
