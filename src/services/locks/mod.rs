//! Locks of WebDAV (RFC 4918, sections 6 and 7), which bind every face.
//!
//! A lock belongs to a place in a drive and to the account that set it. Whoever changes something, by whatever
//! mount and face, must be that account and show the lock's token ([`Caller::submitting`]); `services::files` asks
//! before each change, and once more at every item of a transfer.
//!
//! - `table`: all locks as a value, and which of them stand in the way of what
//! - `kept`: that value beside the database
//! - `guard`: whether a change may be made
//! - `place`: where in a drive a path leads
//! - `setting`: a lock is set, and what is not there is made
//! - `holding`: a lock lives on, or is ended
//! - `view`: locks as somebody sees them

mod guard;
mod holding;
mod kept;
mod place;
mod setting;
mod table;
mod view;

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    Caller, Clock, DrivePath, Error, Lock, LockRequest, LockToken, PathKey, Result, VirtualPath,
};
use crate::doors::{Random, Tasks};

use super::authority::{Authority, Mandate};
use super::files::Files;
use super::reach::Reach;

use place::Place;

pub(super) use kept::KeptLocks;
pub(super) use table::Touch;
pub use view::{FolderLocks, LockView, Locked};

/// Locks.
#[derive(Debug)]
pub struct Locks {
    pub(super) authority: Arc<Authority>,
    pub(super) reach: Arc<Reach>,
    pub(super) files: Arc<Files>,
    pub(super) kept: Arc<KeptLocks>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Random,
    pub(super) tasks: Tasks,
}

impl Locks {
    /// Sets a lock. Where nothing is there an empty file is made, which stays when the lock ends
    /// (RFC 4918, section 7.3).
    ///
    /// # Errors
    /// [`Error::LockHeld`] with the locks that are at odds with it; [`Error::Unauthenticated`] for guests, who
    /// are nobody to come back to it; conflicts `read_only`, `virtual_folder`, `contains_mount`, `too_many`; and
    /// as [`Files::put`] where the file is to be made.
    pub async fn lock(
        self: &Arc<Self>,
        caller: &Caller,
        path: &VirtualPath,
        request: LockRequest,
    ) -> Result<Locked> {
        let (locks, caller, path) = self.take(caller, path);
        let work = async move { locks.set(&caller, &path, request).await };
        self.to_the_end(work).await
    }

    /// Lets a lock live on from now, for so long or as long as before.
    ///
    /// # Errors
    /// The conflict `lock_token_mismatch` where no lock with this token covers the place;
    /// [`Error::Forbidden`] where somebody else has set it; and where the caller may not write.
    pub async fn refresh(
        self: &Arc<Self>,
        caller: &Caller,
        path: &VirtualPath,
        token: &LockToken,
        timeout: Option<Duration>,
    ) -> Result<LockView> {
        let (locks, caller, path) = self.take(caller, path);
        let token = token.clone();
        let work = async move { locks.renew(&caller, &path, (&token, timeout)).await };
        self.to_the_end(work).await
    }

    /// Ends a lock: whoever has set it and may write there, and whoever administers the place and has come to
    /// administer, who is noted in the audit log.
    ///
    /// # Errors
    /// As [`Locks::refresh`].
    pub async fn unlock(
        self: &Arc<Self>,
        caller: &Caller,
        path: &VirtualPath,
        token: &LockToken,
    ) -> Result<()> {
        let (locks, caller, path) = self.take(caller, path);
        let token = token.clone();
        let work = async move { locks.end(&caller, &path, &token).await };
        self.to_the_end(work).await
    }

    /// The locks that cover a place; none where no drive lies.
    ///
    /// # Errors
    /// Those of listing the place, as [`Browse`](super::Browse).
    pub async fn discover(&self, caller: &Caller, path: &VirtualPath) -> Result<Vec<LockView>> {
        let mandate = self.authority.mandate(caller);
        mandate.see(path)?;
        let Some(place) = self.locked_place(path).await? else {
            return Ok(Vec::new());
        };
        let covering = place.with_key(|place| self.kept.covering(place));
        let views = covering.into_iter().flatten();
        let views = views.map(|lock| self.view(&mandate, &place, lock, path));
        Ok(views.collect())
    }

    /// The locks of a folder and of all that lies right in it, to be shown beside a listing. Where the drive has no
    /// lock, nobody is asked.
    ///
    /// # Errors
    /// As [`Locks::discover`].
    pub async fn within(&self, caller: &Caller, folder: &VirtualPath) -> Result<FolderLocks> {
        let mandate = self.authority.mandate(caller);
        mandate.see(folder)?;
        let Some(place) = self.locked_place(folder).await? else {
            return Ok(FolderLocks::default());
        };
        let Some(key) = place.at.as_ref().map(DrivePath::key) else {
            return Ok(FolderLocks::default());
        };
        let mut locks = FolderLocks {
            elsewhere: place.elsewhere.clone(),
            ..FolderLocks::default()
        };
        for lock in self.kept.covering((place.drive(), &key)) {
            let view = self.view(&mandate, &place, lock, folder);
            locks.own.push(view);
        }
        for lock in self.kept.right_in((place.drive(), &key)) {
            let name = lock.root.name().map(PathKey::of_name).unwrap_or_default();
            let view = self.view(&mandate, &place, lock, folder);
            locks.children.entry(name).or_default().push(view);
        }
        Ok(locks)
    }

    fn take(
        self: &Arc<Self>,
        caller: &Caller,
        path: &VirtualPath,
    ) -> (Arc<Self>, Caller, VirtualPath) {
        (Arc::clone(self), caller.clone(), path.clone())
    }

    /// Does something to its end, though the caller may leave: between the database, what is known of it here and
    /// the file that is made lies no state that anybody wants.
    async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let done = self.tasks.spawn(work).await;
        done.map_err(Error::internal)?
    }

    /// A lock as the caller sees it who asks for `path`.
    fn view(
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

fn is_of(caller: &Caller, lock: &Lock) -> bool {
    caller
        .account()
        .is_some_and(|account| account.id == lock.account)
}
