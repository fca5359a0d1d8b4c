//! A lock lives on, or is ended before its time.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    Actor, AuditEntry, Caller, Deed, Error, Lock, LockToken, Pass, Result, Right, Scope,
    VirtualPath,
};

use super::place::Place;
use super::view::LockView;
use super::{Locks, is_of};

impl Locks {
    pub(super) async fn renew(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        (token, timeout): (&LockToken, Option<Duration>),
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

    /// Ending a lock is writing, so that a pass which is not good for that ends none, not even one of its account,
    /// and nobody is asked about a place before that is decided.
    pub(super) async fn end(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        token: &LockToken,
    ) -> Result<()> {
        let mandate = self.authority.mandate(caller);
        mandate.allow(Right::Write, path)?;
        // Also where the mount was closed to writers meanwhile.
        let place = self.place(path, Right::List).await?;
        let lock = self.find(&place, token)?;
        if is_of(caller, &lock) {
            return self.kept.end(&lock, None).await;
        }
        if !self.may_break(caller, &place) {
            return Err(Error::Forbidden);
        }
        let audit = AuditEntry::new(self.clock.now(), Actor::of(caller), Deed::LockBreak)
            .at_path(path.clone())
            .to(lock.account.as_str());
        self.kept.end(&lock, Some(&audit)).await
    }

    /// Whether the caller administers a place and has come to administer. Who shows the account's own password has:
    /// over WebDAV there is hardly another pass. One that was made for a program is good for files.
    fn may_break(&self, caller: &Caller, place: &Place) -> bool {
        let good = match caller.pass() {
            Pass::Session(_) | Pass::Password => true,
            Pass::Token { scopes, prefix, .. } => {
                scopes.hold(Scope::AdminWrite) && prefix.is_none()
            }
            Pass::None | Pass::AppPassword(_) | Pass::Link(_) => false,
        };
        let scope = caller.account().map(|it| self.authority.scope_of(it));
        good && scope.is_some_and(|scope| scope.reaches(&place.reached.mount.tenant_id))
    }

    fn find(&self, place: &Place, token: &LockToken) -> Result<Arc<Lock>> {
        let found = place.with_key(|place| self.kept.find(place, token));
        found.flatten().ok_or_else(Error::lock_token_mismatch)
    }
}
