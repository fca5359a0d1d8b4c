//! A lock is set, and what is not there is made.

use std::slice;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;

use crate::domain::{
    ByteSource, Caller, Entry, Error, IfExists, Invalid, Lock, LockDepth, LockRequest, LockToken,
    Result, Right, VirtualPath,
};

use crate::services::authority::Mandate;
use crate::services::files::PutRequest;
use crate::services::files::refusals::contains_mount;

use super::Locks;
use super::guard::refusal;
use super::place::Place;
use super::view::Locked;

impl Locks {
    pub(super) async fn set(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        request: LockRequest,
    ) -> Result<Locked> {
        let mandate = self.authority.mandate(caller);
        check_right(&mandate, request.depth, path)?;
        if caller.is_anonymous() {
            return Err(Error::Unauthenticated);
        }
        check_owner(&request)?;
        let place = self.place(path, Right::Write).await?;
        // What is mounted below belongs to another drive, and would not be locked.
        if request.depth == LockDepth::Infinity && !place.elsewhere.is_empty() {
            return Err(contains_mount());
        }
        let entry = self.look(&mandate, (path, &place), request.depth).await?;
        let lock = self.new_lock(caller, &place, entry.as_deref(), request)?;
        let lock = match self.kept.set(lock).await? {
            Ok(lock) => lock,
            Err(others) => {
                let seen = (&place.reached, place.root.as_ref());
                return Err(refusal(&mandate, seen, &others));
            }
        };
        let created = entry.is_none() && self.make(caller, path, &lock).await?;
        let lock = self.view(&mandate, &place, lock, path);
        Ok(Locked { lock, created })
    }

    /// What lies there. The decision is made again on where the service says that it lies.
    async fn look(
        &self,
        mandate: &Mandate,
        (path, place): (&VirtualPath, &Place),
        depth: LockDepth,
    ) -> Result<Option<Arc<Entry>>> {
        let reached = &place.reached;
        let found = reached.mounted.stat(&reached.target()).await;
        let entry = match self.reach.noted(reached, found).await {
            Ok(entry) => entry,
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let found = reached.found(entry.found_at.as_ref()).await?;
        check_right(mandate, depth, found.as_ref().unwrap_or(path))?;
        Ok(Some(entry))
    }

    fn new_lock(
        &self,
        caller: &Caller,
        place: &Place,
        entry: Option<&Entry>,
        request: LockRequest,
    ) -> Result<Lock> {
        let account = caller.account().ok_or(Error::Unauthenticated)?;
        let found = entry.and_then(|entry| entry.found_at.clone());
        let root = found.or_else(|| place.at.clone());
        let (now, timeout) = (self.kept.now(), Lock::granted(request.timeout));
        Ok(Lock {
            token: LockToken::from_uuid(self.random.uuid()),
            drive_id: place.drive().clone(),
            // A place that nobody can name can't be closed to those who come by another way.
            root: root.ok_or(Error::Unsupported { what: "locking" })?,
            scope: request.scope,
            depth: request.depth,
            owner: request.owner,
            account: account.id.clone(),
            created_at: now,
            expires_at: now.after(timeout),
            timeout,
        })
    }

    /// Makes an empty file where nothing is: as the lock's owner, so that it is his from the first moment. Where that
    /// fails the lock ends. Whether it was made; somebody may have been faster.
    async fn make(&self, caller: &Caller, path: &VirtualPath, lock: &Arc<Lock>) -> Result<bool> {
        let owner = caller.clone().submitting([lock.token.clone()]);
        let nothing = Box::pin(stream::empty::<Result<Bytes>>());
        let request = PutRequest {
            only_new: true,
            ..PutRequest::new(IfExists::Fail)
        };
        let source = ByteSource::once(Some(0), nothing);
        match self.files.put(&owner, path, source, request).await {
            Ok(_) => Ok(true),
            Err(Error::PreconditionFailed) => Ok(false),
            Err(error) => {
                // Nobody has been told its token.
                self.kept.give_up(slice::from_ref(lock)).await;
                Err(error)
            }
        }
    }
}

/// A lock is a matter of who may write: at the place, and where it reaches below it.
fn check_right(mandate: &Mandate, depth: LockDepth, path: &VirtualPath) -> Result<()> {
    match depth {
        LockDepth::Zero => mandate.allow(Right::Write, path),
        LockDepth::Infinity => mandate.allow_tree(Right::Write, path),
    }
}

fn check_owner(request: &LockRequest) -> Result<()> {
    let length = request.owner.as_ref().map_or(0, String::len);
    if length > Lock::MOST_OWNER_BYTES {
        let reason = format!("is longer than {} bytes", Lock::MOST_OWNER_BYTES);
        return Err(Invalid::new("owner", "too_long", reason).into());
    }
    Ok(())
}
