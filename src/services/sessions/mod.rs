//! Signing in and out, and knowing again who has.
//!
//! - `sign_in` begins a session with a password
//! - `recognition` finds out whose a token is: of a session, or of a program
//! - `renewal` gives a session a new token
//! - `basic` knows programs that send name and password with every request

mod basic;
mod recognition;
mod renewal;
mod sign_in;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    Account, Actor, AuditEntry, Caller, Clock, Deed, Error, Pass, Result, Secret, Timestamp, Visit,
};
use crate::doors::{Random, Tasks};
use crate::store::Store;
use crate::vault::MacKey;

use super::authority::Authority;
use super::passes::{MOST_FAMILIAR, Notes, Porter, Subject};

pub(super) use recognition::API_TOKEN_PREFIX;
pub use renewal::CookieHolder;

/// What somebody typed, and how he came.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The name, unchecked.
    pub username: String,
    /// The password.
    pub password: Secret<String>,
    /// What his client calls itself.
    pub client: Option<String>,
    /// The request.
    pub visit: Visit,
}

/// A session with its token: a fresh one, or one that has a new token now.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The opaque token: 256 bits, shown once.
    pub token: Secret<String>,
    /// When the session ends.
    pub expires_at: Timestamp,
    /// Who signed in.
    pub account: Arc<Account>,
}

/// Signing in and out.
#[derive(Debug)]
pub struct Sessions {
    authority: Arc<Authority>,
    store: Store,
    porter: Arc<Porter>,
    notes: Notes,
    /// Makes the next token of a session out of the one it has.
    successors: MacKey,
    clock: Arc<dyn Clock>,
    random: Random,
    tasks: Tasks,
}

/// A session ends when it has not been used for this long …
const IDLE_LIFE: Duration = Duration::from_hours(7 * 24);

/// … and in any case after this long.
const LIFE: Duration = Duration::from_hours(30 * 24);

/// What a session's token begins with, so that scanners of leaked secrets can find it.
const TOKEN_PREFIX: &str = "ofs_";

impl Sessions {
    pub(super) fn new(
        authority: Arc<Authority>,
        (store, tasks): (Store, Tasks),
        porter: Arc<Porter>,
        (clock, random): (Arc<dyn Clock>, Random),
    ) -> Self {
        Self {
            authority,
            store,
            porter,
            notes: Notes::new(Arc::clone(&clock)),
            successors: MacKey::fleeting(random),
            clock,
            random,
            tasks,
        }
    }

    /// Ends the session that the caller has come with.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who came otherwise: an API token is revoked, not signed out.
    pub async fn sign_out(&self, caller: &Caller) -> Result<()> {
        let (Pass::Session(id), Some(account)) = (caller.pass(), caller.account()) else {
            return Err(Error::Forbidden);
        };
        let audit = AuditEntry::new(self.clock.now(), Actor::of(caller), Deed::SignOut);
        let audit = audit.to(id.as_str());
        let ended = self.store.revoke_session(&account.id, id, &audit).await;
        match ended.map_err(Error::from) {
            // It has ended meanwhile.
            Err(Error::NotFound) => Ok(()),
            ended => ended,
        }
    }

    /// Knows again, after a restart, from where people have signed in: the brakes have forgotten it.
    pub(super) async fn greet_everybody(&self) -> Result<()> {
        let origins = self
            .store
            .list_session_origins(self.clock.now(), MOST_FAMILIAR);
        for origin in origins.await? {
            let subject = Subject::Account(origin.username_key);
            self.porter.greet(&subject, origin.address);
        }
        Ok(())
    }

    /// Clears away what has ended.
    pub async fn purge(&self) -> Result<u64> {
        Ok(self.store.delete_expired_sessions(self.clock.now()).await?)
    }
}
