//! What somebody does with his own account: his sessions, his password, and the passes of his programs.
//!
//! There is no other way to these use cases than through an [`OwnAccount`]. Whoever comes with a session may
//! do all of it. A program with an API token may look, where its scopes say so; it never makes another pass,
//! gives a password, or ends a session: a pass that was lost must not outlive its being revoked.

mod app_passwords;
mod label;
mod password;
mod sessions;
mod tokens;

use std::sync::Arc;

use crate::domain::{
    Account, Actor, AuditEntry, Caller, Clock, Deed, Error, Pass, Result, Scope, SessionId,
    Timestamp, Visit,
};
use crate::doors::Random;
use crate::store::Store;

use super::Services;
use super::authority::Authority;
use super::passes::Porter;
use super::sessions::Sessions;

pub use app_passwords::{AppPasswords, FreshAppPassword, NewAppPassword, OwnAppPassword};
pub use sessions::{OwnSession, OwnSessions};
pub use tokens::{ApiTokens, FreshToken, NewToken, OwnToken};

/// What all of it stands on.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) store: Store,
    pub(super) authority: Arc<Authority>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) porter: Arc<Porter>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Random,
}

/// Whether somebody wants to look at his account, or to change something of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To look.
    Look,
    /// To change.
    Change,
}

/// Somebody's own account, in his hands.
#[derive(Clone, Debug)]
pub struct OwnAccount {
    desk: Arc<Desk>,
    account: Arc<Account>,
    /// The session that he has come with.
    session: Option<SessionId>,
    actor: Actor,
    visit: Visit,
}

impl Services {
    /// The caller's own account.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anonymous callers, [`Error::Forbidden`] for passes that are not good
    /// for it.
    pub fn own_account(&self, caller: &Caller, wanted: Wanted) -> Result<OwnAccount> {
        let account = caller.account().ok_or(Error::Unauthenticated)?;
        let session = match (caller.pass(), wanted) {
            (Pass::Session(session), _) => Some(session.clone()),
            (Pass::Token { scopes, prefix, .. }, Wanted::Look)
                if scopes.hold(Scope::AccountRead) && prefix.is_none() =>
            {
                None
            }
            _ => return Err(Error::Forbidden),
        };
        Ok(OwnAccount {
            desk: Arc::clone(&self.desk),
            account: Arc::clone(account),
            session,
            actor: Actor::of(caller),
            visit: caller.visit().clone(),
        })
    }
}

impl OwnAccount {
    /// The account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Where he is signed in.
    pub const fn sessions(&self) -> OwnSessions<'_> {
        OwnSessions { of: self }
    }

    /// Tokens of his programs for the API.
    pub const fn tokens(&self) -> ApiTokens<'_> {
        ApiTokens { of: self }
    }

    /// Passwords of his programs for HTTP Basic.
    pub const fn app_passwords(&self) -> AppPasswords<'_> {
        AppPasswords { of: self }
    }

    fn now(&self) -> Timestamp {
        self.desk.clock.now()
    }

    fn audit(&self, deed: Deed) -> AuditEntry {
        AuditEntry::new(self.now(), self.actor.clone(), deed)
    }
}
