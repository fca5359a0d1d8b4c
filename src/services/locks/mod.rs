//! Locks of WebDAV (RFC 4918, sections 6 and 7), which bind every face.
//!
//! A lock belongs to a place in a drive and to the account that set it. Whoever changes something, by whatever
//! mount and face, must be that account and show the lock's token ([`Caller::submitting`]); `services::files` asks
//! before each change, and once more at every item of a transfer.
//!
//! - `table`: all locks as a value; `live`: which of them stand in the way of what; `bounds`: how many there may be
//! - `kept`: that value beside the database
//! - `guard`: whether a change may be made
//! - `place`: where in a drive a path leads
//! - `setting`: a lock is set, and what is not there is made
//! - `holding`: a lock lives on, or is ended
//! - `sight`: who is shown which locks; `view`: locks as somebody sees them

mod bounds;
mod guard;
mod holding;
mod kept;
mod live;
mod place;
mod setting;
mod sight;
mod table;
mod view;

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Caller, Clock, Error, Lock, LockRequest, LockToken, Result, VirtualPath};
use crate::doors::{Random, Tasks};

use super::authority::Authority;
use super::files::Files;
use super::reach::Reach;

pub(super) use kept::KeptLocks;
pub(super) use live::Touch;
pub use view::{ChildLocks, FolderLocks, LockView, Locked};

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
}

fn is_of(caller: &Caller, lock: &Lock) -> bool {
    caller
        .account()
        .is_some_and(|account| account.id == lock.account)
}
