//! Locks as somebody sees them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Lock, LockDepth, PathKey, VirtualPath};

use crate::services::authority::{Mandate, Shown};

/// A lock, as somebody sees it through one mount.
#[derive(Clone, Debug)]
pub struct LockView {
    /// The lock. Its token is no secret: it counts for nobody but who has set it.
    pub lock: Arc<Lock>,
    /// What is locked (`DAV:lockroot`); the nearest place that he may know of, where that lies higher.
    pub root: VirtualPath,
    /// What is left of it, in whole seconds.
    pub left: Duration,
    /// Whether he has set it himself.
    pub is_own: bool,
}

/// A lock that has been set.
#[derive(Clone, Debug)]
pub struct Locked {
    /// The lock.
    pub lock: LockView,
    /// Nothing was there, and an empty file was made.
    pub created: bool,
}

/// The locks that concern a folder and what lies right in it.
#[derive(Clone, Debug, Default)]
pub struct FolderLocks {
    /// Those that cover the folder, whether he is told of them there or not.
    pub(super) covering: Vec<LockView>,
    /// Whether the folder is more to him than the way to something.
    pub(super) is_seen_whole: bool,
    /// By the key of the child's name.
    pub(super) children: HashMap<String, Vec<LockView>>,
    /// The keys of names at which another drive is mounted.
    pub(super) elsewhere: HashSet<String>,
    /// Who looks; nobody where there is nothing to see.
    pub(super) onlooker: Option<Onlooker>,
}

/// Somebody who looks into a folder.
#[derive(Clone, Debug)]
pub(super) struct Onlooker {
    mandate: Mandate,
    folder: VirtualPath,
}

impl Onlooker {
    pub(super) const fn new(mandate: Mandate, folder: VirtualPath) -> Self {
        Self { mandate, folder }
    }

    /// Whether a child is listed with more than its name and kind.
    fn sees_whole(&self, name: &str) -> bool {
        let shown = self.mandate.look(&self.folder, |window| window.child(name));
        shown == Shown::Full
    }
}

impl FolderLocks {
    /// Whether nothing there is locked.
    pub fn is_empty(&self) -> bool {
        self.covering.is_empty() && self.children.is_empty()
    }

    /// The locks that cover the folder itself.
    pub fn of_folder(&self) -> &[LockView] {
        if self.is_seen_whole {
            &self.covering
        } else {
            &[]
        }
    }

    /// The locks that cover one of its children.
    pub fn of_child(&self, name: &str) -> Vec<LockView> {
        if self.is_empty() {
            return Vec::new();
        }
        let key = PathKey::of_name(name);
        let sees_whole = |onlooker: &Onlooker| onlooker.sees_whole(name);
        if self.elsewhere.contains(&key) || !self.onlooker.as_ref().is_some_and(sees_whole) {
            return Vec::new();
        }
        let reaching = |view: &&LockView| view.lock.depth == LockDepth::Infinity;
        let above = self.covering.iter().filter(reaching);
        let right_there = self.children.get(&key).into_iter().flatten();
        right_there.chain(above).cloned().collect()
    }
}
