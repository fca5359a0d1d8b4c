//! Locks as somebody sees them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Lock, LockDepth, PathKey, VirtualPath};

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
    pub(super) own: Vec<LockView>,
    /// By the key of the child's name.
    pub(super) children: HashMap<String, Vec<LockView>>,
    /// The keys of names at which another drive is mounted.
    pub(super) elsewhere: HashSet<String>,
}

impl FolderLocks {
    /// Whether nothing there is locked.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.children.is_empty()
    }

    /// The locks that cover the folder itself.
    pub fn of_folder(&self) -> &[LockView] {
        &self.own
    }

    /// The locks that cover one of its children.
    pub fn of_child(&self, name: &str) -> Vec<LockView> {
        if self.is_empty() {
            return Vec::new();
        }
        let key = PathKey::of_name(name);
        if self.elsewhere.contains(&key) {
            return Vec::new();
        }
        let reaching = |view: &&LockView| view.lock.depth == LockDepth::Infinity;
        let above = self.own.iter().filter(reaching);
        let right_there = self.children.get(&key).into_iter().flatten();
        right_there.chain(above).cloned().collect()
    }
}
