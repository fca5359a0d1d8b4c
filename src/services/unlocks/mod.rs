//! Folders' passwords: giving them, and keeping what they have opened.
//!
//! What somebody has unlocked is kept in his session. Guests have none: what they have unlocked travels
//! with them in a cookie that we have marked. Programs send the password with each request instead. A new
//! password of the folder closes what the old one had opened, wherever that is kept.

mod kept;

use std::sync::Arc;

use crate::applications::KeyRing;
use crate::domain::{
    Actor, AuditEntry, Caller, Clock, Deed, DeedEnd, Error, FolderRule, Pass, Result, Right,
    Secret, Timestamp, Unlock, VirtualPath,
};
use crate::store::Store;

use super::authority::Authority;
use super::passes::{Lock, Porter, Subject};

/// Folders' passwords.
#[derive(Debug)]
pub struct Unlocks {
    pub(super) authority: Arc<Authority>,
    pub(super) store: Store,
    pub(super) porter: Arc<Porter>,
    pub(super) keys: Arc<KeyRing>,
    pub(super) clock: Arc<dyn Clock>,
}

/// Where it is kept that a folder is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unlocked {
    /// In the session.
    InSession,
    /// With the guest, in this text.
    ByGuest {
        /// What [`Unlocks::of_guest`] reads.
        text: Secret<String>,
        /// Until when it is good.
        expires_at: Timestamp,
    },
}

impl Unlocks {
    /// Opens the folders with a password at and above `path`, as far as this is their password, and keeps
    /// them open for the session, or for the guest. Nothing happens where the way is open already.
    ///
    /// # Errors
    /// [`Error::PasswordNeeded`] where it is not the password; [`Error::RateLimited`]; [`Error::Forbidden`]
    /// for who came neither with a session nor as a guest; and those of somebody who has no right there, to
    /// whom nothing tells that there is a password.
    pub async fn unlock(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        password: &Secret<String>,
    ) -> Result<Unlocked> {
        self.unlock_for(caller, caller, path, password).await
    }

    /// The same for a visitor who has come by a signed link: the folders are those on the way of whoever reads by
    /// it ([`Redeemed`](crate::services::Redeemed)), and they are kept open for the visitor.
    ///
    /// # Errors
    /// As [`Unlocks::unlock`].
    pub async fn unlock_for(
        &self,
        visitor: &Caller,
        reader: &Caller,
        path: &VirtualPath,
        password: &Secret<String>,
    ) -> Result<Unlocked> {
        let session = match visitor.pass() {
            Pass::Session(session) => Some(session),
            Pass::None => None,
            Pass::Password | Pass::AppPassword(_) | Pass::Token { .. } | Pass::Link(_) => {
                return Err(Error::Forbidden);
            }
        };
        let opened = self.open(reader, path, password).await?;
        if let Some(session) = session {
            for unlock in &opened.new {
                let audit = self.audit(visitor, DeedEnd::Done).at_path(path.clone());
                self.store.add_unlock(session, unlock, &audit).await?;
            }
            return Ok(Unlocked::InSession);
        }
        if !opened.new.is_empty() {
            let audit = self.audit(visitor, DeedEnd::Done).at_path(path.clone());
            self.store.append_audit(&audit).await?;
        }
        let all = opened.caller.unlocked();
        Ok(kept::write(&self.keys, all, self.clock.now()))
    }

    /// The caller with the folders open that this password opens at and above `path`, for this request
    /// alone. A wrong password opens nothing.
    ///
    /// # Errors
    /// [`Error::RateLimited`].
    pub async fn offer(
        &self,
        caller: Caller,
        path: &VirtualPath,
        password: &Secret<String>,
    ) -> Result<Caller> {
        match self.open(&caller, path, password).await {
            Ok(opened) => Ok(opened.caller),
            Err(error @ (Error::RateLimited { .. } | Error::Internal(_))) => Err(error),
            // He is told by the use case, as if he had offered nothing.
            Err(_) => Ok(caller),
        }
    }

    /// What a guest has unlocked, as the text says that he brings along. Nothing where it is none of ours,
    /// or too old.
    pub fn of_guest(&self, text: &str) -> Vec<Unlock> {
        kept::read(&self.keys, text, self.clock.now()).unwrap_or_default()
    }

    /// Opens one folder after the other, from the outermost on.
    async fn open(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        password: &Secret<String>,
    ) -> Result<Opened> {
        let mut opened = Opened {
            caller: caller.clone(),
            new: Vec::new(),
        };
        while let Some(folder) = self.lock_before(&opened.caller, path)? {
            let rule = self.authority.lock_at(&folder).ok_or(Error::NotFound)?;
            // Once for each folder: what does not open by its own password has another one by now.
            let again = opened.new.iter().any(|unlock| unlock.rule == rule.id);
            let unlock = match self.try_on(caller, &rule, password).await? {
                Some(unlock) if !again => unlock,
                _ => return opened.if_any(folder),
            };
            opened.new.push(unlock.clone());
            opened.caller = opened.caller.with_unlocked([unlock]);
        }
        Ok(opened)
    }

    /// The folder whose password is what stands between the caller and `path`; `None` where nothing does.
    /// Any right will do: who may only list has as much of it as who may only read.
    fn lock_before(&self, caller: &Caller, path: &VirtualPath) -> Result<Option<VirtualPath>> {
        let mandate = self.authority.mandate(caller);
        let mut refused = None;
        for right in Right::ALL {
            match mandate.allow(right, path) {
                Ok(()) => return Ok(None),
                Err(Error::PasswordNeeded { folder }) => return Ok(Some(folder)),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        Err(refused.unwrap_or(Error::NotFound))
    }

    /// What a password opens of one folder; nothing where it is not the folder's.
    async fn try_on(
        &self,
        caller: &Caller,
        rule: &FolderRule,
        password: &Secret<String>,
    ) -> Result<Option<Unlock>> {
        let unlock = |generation| Unlock {
            rule: rule.id.clone(),
            generation,
        };
        let lock = |generation| Lock {
            id: rule.id.as_str(),
            generation,
        };
        let (subject, address) = (Subject::Folder(rule.id.clone()), caller.visit().address);
        let mut admitted = self.porter.admit(&subject, address, password)?;
        if let Some(known) = rule.password {
            match admitted.recall(lock(known)) {
                Ok(()) => return Ok(Some(unlock(known))),
                Err(unknown) => admitted = unknown,
            }
        }
        let kept = self.store.find_rule_password(&rule.id).await?;
        let hash = kept.as_ref().map(|kept| kept.hash.clone());
        if admitted.fits(hash).await? {
            let opened = kept.map(|kept| kept.generation);
            if let Some(generation) = opened {
                self.porter.remember(lock(generation), password);
            }
            return Ok(opened.map(unlock));
        }
        let audit = self.audit(caller, DeedEnd::Failed);
        let audit = audit.at_path(rule.path.clone());
        self.store.append_audit(&audit).await?;
        Ok(None)
    }

    fn audit(&self, caller: &Caller, end: DeedEnd) -> AuditEntry {
        AuditEntry::new(self.clock.now(), Actor::of(caller), Deed::Unlock).ended(end)
    }
}

/// How far a password has led.
#[derive(Debug)]
struct Opened {
    caller: Caller,
    new: Vec<Unlock>,
}

impl Opened {
    /// What it has opened, although `folder` further down has another password.
    fn if_any(self, folder: VirtualPath) -> Result<Self> {
        if self.new.is_empty() {
            Err(Error::PasswordNeeded { folder })
        } else {
            Ok(self)
        }
    }
}
