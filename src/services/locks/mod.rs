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
//! - `view`: locks as somebody sees them

mod guard;
mod kept;
mod place;
mod setting;
mod table;
mod view;

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    Actor, AuditEntry, Caller, Clock, Deed, DrivePath, Error, Lock, LockRequest, LockToken,
    PathKey, Result, Right, VirtualPath,
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
        let (locks, caller, path) = (Arc::clone(self), caller.clone(), path.clone());
        // Between the lock and the file lies no state that anybody wants.
        let work = async move { locks.set(&caller, &path, request).await };
        let done = self.tasks.spawn(work).await;
        done.map_err(Error::internal)?
    }

    /// Lets a lock live on from now, for so long or as long as before.
    ///
    /// # Errors
    /// The conflict `lock_token_mismatch` where no lock with this token covers the place;
    /// [`Error::Forbidden`] where somebody else has set it.
    pub async fn refresh(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        token: &LockToken,
        timeout: Option<Duration>,
    ) -> Result<LockView> {
        let mandate = self.authority.mandate(caller);
        mandate.allow(Right::Write, path)?;
        let place = self.place(path, Right::Write).await?;
        let lock = self.find(&place, token)?;
        if !is_of(caller, &lock) {
            return Err(Error::Forbidden);
        }
        let timeout = Lock::granted(Some(timeout.unwrap_or(lock.timeout)));
        let lock = Lock::clone(&lock).lasting(timeout, self.kept.now());
        let lock = self.kept.renew(lock).await?;
        Ok(self.view(&mandate, &place, lock, path))
    }

    /// Ends a lock: whoever has set it, and whoever administers the place, who is noted in the audit log.
    ///
    /// # Errors
    /// As [`Locks::refresh`].
    pub async fn unlock(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        token: &LockToken,
    ) -> Result<()> {
        let account = caller.account().ok_or(Error::Unauthenticated)?;
        let found = self.place(path, Right::List).await;
        let found = found.and_then(|place| Ok((self.find(&place, token)?, place)));
        if let Ok((lock, _)) = &found
            && is_of(caller, lock)
        {
            return self.kept.end(lock, None).await;
        }
        self.authority.mandate(caller).allow(Right::Write, path)?;
        let (lock, place) = found?;
        let scope = self.authority.scope_of(account);
        if !scope.reaches(&place.reached.mount.tenant_id) {
            return Err(Error::Forbidden);
        }
        let audit = AuditEntry::new(self.clock.now(), Actor::of(caller), Deed::LockBreak)
            .at_path(path.clone())
            .to(lock.account.as_str());
        self.kept.end(&lock, Some(&audit)).await
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

    fn find(&self, place: &Place, token: &LockToken) -> Result<Arc<Lock>> {
        let found = place.with_key(|place| self.kept.find(place, token));
        found.flatten().ok_or_else(Error::lock_token_mismatch)
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
