//! Who is shown which locks.

use std::sync::Arc;

use crate::domain::{Caller, DrivePath, Lock, LockDepth, PathKey, Result, Right, VirtualPath};

use crate::services::authority::{Mandate, Sight};

use super::place::Place;
use super::view::{FolderLocks, LockView, Onlooker};
use super::{Locks, guard, is_of};

/// Which locks of a place somebody is told of. What they say of their owners is said to those who may list it, not to
/// whoever only passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    All,
    /// Who may write there, and not look, must be able to hold what he writes.
    Own,
    Nothing,
}

impl Told {
    /// # Errors
    /// As [`Mandate::see`], to whom nothing is told.
    fn at(mandate: &Mandate, path: &VirtualPath) -> Result<Self> {
        match mandate.see(path) {
            Ok(Sight::Whole) => Ok(Self::All),
            _ if mandate.allow(Right::Write, path).is_ok() => Ok(Self::Own),
            Ok(Sight::Passage) => Ok(Self::Nothing),
            Err(error) => Err(error),
        }
    }

    fn covers(self, lock: &LockView) -> bool {
        match self {
            Self::All => true,
            Self::Own => lock.is_own,
            Self::Nothing => false,
        }
    }
}

impl Locks {
    /// The locks that cover a place; none where no drive lies. Who may write there and not list it is told of his
    /// own, and who only passes of none.
    ///
    /// # Errors
    /// Those of listing the place, as [`Browse`](crate::services::Browse), where he may not write there either.
    pub async fn discover(&self, caller: &Caller, path: &VirtualPath) -> Result<Vec<LockView>> {
        let mandate = self.authority.mandate(caller);
        let told = Told::at(&mandate, path)?;
        if told == Told::Nothing {
            return Ok(Vec::new());
        }
        let Some(place) = self.locked_place(path).await? else {
            return Ok(Vec::new());
        };
        let covering = place.with_key(|place| self.kept.covering(place));
        let views = covering.into_iter().flatten();
        let views = views.map(|lock| self.view(&mandate, &place, lock, path));
        Ok(views.filter(|lock| told.covers(lock)).collect())
    }

    /// The locks of a folder and of all that lies right in it, to be shown beside a listing: of what is listed in
    /// full. Where the drive has no lock, nobody is asked.
    ///
    /// # Errors
    /// Those of listing the folder.
    pub async fn within(&self, caller: &Caller, folder: &VirtualPath) -> Result<FolderLocks> {
        let mandate = self.authority.mandate(caller);
        let sight = mandate.see(folder)?;
        let Some(place) = self.locked_place(folder).await? else {
            return Ok(FolderLocks::default());
        };
        let Some(key) = place.at.as_ref().map(DrivePath::key) else {
            return Ok(FolderLocks::default());
        };
        let view = |lock| self.view(&mandate, &place, lock, folder);
        let covering = self.kept.covering((place.drive(), &key));
        let covering: Vec<_> = covering.into_iter().map(view).collect();
        let reaches = |view: &&LockView| view.lock.depth == LockDepth::Infinity;
        let mut locks = FolderLocks {
            inherited: covering.iter().filter(reaches).cloned().collect(),
            own: match sight {
                Sight::Whole => covering,
                Sight::Passage => Vec::new(),
            },
            elsewhere: place.elsewhere.clone(),
            ..FolderLocks::default()
        };
        for lock in self.kept.right_in((place.drive(), &key)) {
            let name = lock.root.name().map(PathKey::of_name).unwrap_or_default();
            locks.children.entry(name).or_default().push(view(lock));
        }
        locks.onlooker = Some(Onlooker::new(mandate, folder.clone()));
        Ok(locks)
    }

    /// A lock as the caller sees it who asks for `path`.
    pub(super) fn view(
        &self,
        mandate: &Mandate,
        place: &Place,
        lock: Arc<Lock>,
        path: &VirtualPath,
    ) -> LockView {
        let root = guard::shown_at((&place.reached, place.root.as_ref()), &lock);
        LockView {
            root: if mandate.sees(&root) {
                root
            } else {
                path.clone()
            },
            left: lock.left(self.kept.now()),
            is_own: is_of(mandate.caller(), &lock),
            lock,
        }
    }
}
