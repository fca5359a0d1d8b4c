//! Locks as somebody sees them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Lock, PathKey, VirtualPath};

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
    /// Those that cover the folder, as far as he is told of them there.
    pub(super) own: Vec<LockView>,
    /// Those that cover it with all below it.
    pub(super) inherited: Vec<LockView>,
    /// By the key of the child's name.
    pub(super) children: HashMap<String, Vec<LockView>>,
    /// The keys of names at which another drive is mounted.
    pub(super) elsewhere: HashSet<String>,
    /// Who looks; nobody where there is nothing to see.
    pub(super) onlooker: Option<Onlooker>,
}

/// The locks that cover something in a folder.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChildLocks<'a> {
    /// Those that were set on it.
    pub right_there: &'a [LockView],
    /// Whether those cover it too that the folder hands down: [`FolderLocks::inherited`].
    pub inherits: bool,
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
    /// Whether nothing there is locked, as far as he is told.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.inherited.is_empty() && self.children.is_empty()
    }

    /// The locks that cover the folder itself.
    pub fn of_folder(&self) -> &[LockView] {
        &self.own
    }

    /// The locks that reach down from the folder, or from further up, to all below it.
    pub fn inherited(&self) -> &[LockView] {
        &self.inherited
    }

    /// The locks that cover one of its children: none of what is listed with hardly more than its name, nor of what is
    /// mounted there.
    pub fn of_child(&self, name: &str) -> ChildLocks<'_> {
        if self.is_empty() {
            return ChildLocks::default();
        }
        let key = PathKey::of_name(name);
        let sees_whole = |onlooker: &Onlooker| onlooker.sees_whole(name);
        if self.elsewhere.contains(&key) || !self.onlooker.as_ref().is_some_and(sees_whole) {
            return ChildLocks::default();
        }
        ChildLocks {
            right_there: self.children.get(&key).map_or(&[], Vec::as_slice),
            inherits: !self.inherited.is_empty(),
        }
    }
}
