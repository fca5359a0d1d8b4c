//! Who may do what: the one place that decides, for all faces and all use cases.
//!
//! - `rulebook`: people, grants and rules as one value
//! - `mandate`: what one caller may do, as things are at one moment
//! - `decision`, `window`: the decision itself, and what of a folder's listing is shown; pure
//! - `whole`: whether somebody sees all of a folder
//! - `explain`, `trace`: the decision's reasons
//! - `subject`: about whom is decided
//! - `leaving`: what a mount that gets another place would no longer be closed by
//! - `held`: who holds which pass, and which folders have a password

mod decision;
mod explain;
mod held;
mod leaving;
mod mandate;
#[cfg(test)]
mod oracle;
mod rulebook;
mod subject;
#[cfg(test)]
mod tests;
mod trace;
mod whole;
mod window;

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use crate::domain::{Account, AdminScope, Caller, Error, Pass, Principal, Result, Scope};
use crate::store::Store;

use super::atlas::Atlas;

pub use decision::{Outcome, decide, decide_subtree};
pub use explain::{Explanation, explain};
pub(super) use mandate::{Mandate, Sight};
pub(super) use rulebook::Rulebook;
pub use subject::{Standing, Subject};
pub use trace::{HiddenName, LockedFolder, Reason, Trace, Untraced};
pub use whole::sees_all;
pub use window::{Shown, Window};

/// Knows who may do what.
#[derive(Debug)]
pub(super) struct Authority {
    store: Store,
    atlas: Arc<Atlas>,
    book: RwLock<Arc<Rulebook>>,
    /// One reader of the rows at a time, so that an older reading never replaces a newer one.
    reading: Mutex<()>,
}

impl Authority {
    /// Reads the rows for the first time.
    pub(super) async fn load(store: Store, atlas: Arc<Atlas>) -> Result<Self> {
        let book = Rulebook::new(store.load_rights().await?);
        Ok(Self {
            store,
            atlas,
            book: RwLock::new(Arc::new(book)),
            reading: Mutex::new(()),
        })
    }

    /// People and rights as they are now.
    pub(super) fn book(&self) -> Arc<Rulebook> {
        Arc::clone(&self.book.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the rows anew: we have changed them.
    pub(super) async fn reload(&self) -> Result<()> {
        let _turn = self.reading.lock().await;
        let fresh = Rulebook::new(self.store.load_rights().await?);
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        *book = Arc::new(fresh);
        Ok(())
    }

    /// Does `change`, and takes over rows of mounts and rights as they are then; nobody else reads either
    /// meanwhile, whatever for. A mount takes grants and rules along when it goes or gets another place, and
    /// must neither stand there without them nor stay where they no longer are. What is read last is taken over
    /// right after the mounts.
    pub(super) async fn follow_after(
        &self,
        change: impl Future<Output = Result<()>>,
    ) -> Result<()> {
        let _turn = self.reading.lock().await;
        let mounts = self.atlas.reader().await;
        change.await?;
        let changed = self.store.rights_generation().await? != self.book().generation;
        let fresh = if changed {
            Some(Arc::new(Rulebook::new(self.store.load_rights().await?)))
        } else {
            None
        };
        mounts.follow().await?;
        if let Some(fresh) = fresh {
            *self.book.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        Ok(())
    }

    /// Somebody who has shown by `pass` that he is this account. He administers what the account does, where
    /// the pass is good for administering at all.
    pub(super) fn caller(&self, account: Arc<Account>, pass: Pass) -> Caller {
        let administers = match &pass {
            Pass::Session(_) => true,
            Pass::Token { scopes, prefix, .. } => {
                let office = [Scope::AdminRead, Scope::AdminWrite];
                prefix.is_none() && office.into_iter().any(|scope| scopes.hold(scope))
            }
            Pass::None | Pass::Password | Pass::AppPassword(_) | Pass::Link(_) => false,
        };
        let scope = if administers {
            self.scope_of(&account)
        } else {
            AdminScope::Nothing
        };
        Caller::of(account, pass).administering(scope)
    }

    /// What an account administers, by whatever pass.
    pub(super) fn scope_of(&self, account: &Account) -> AdminScope {
        self.book().scope_of(account)
    }

    /// What somebody who is not here may do as things are now.
    pub(super) fn mandate_of(&self, principal: &Principal) -> Result<Mandate> {
        let book = self.book();
        let caller = match principal {
            Principal::Account(id) => {
                let account = book.account(id).ok_or(Error::NotFound)?;
                Caller::of(Arc::clone(account), Pass::Password)
            }
            Principal::Group(_) | Principal::Guest => Caller::anonymous(),
        };
        let mandate = Mandate::new(self.atlas.chart(), book, caller);
        Ok(match principal {
            Principal::Group(_) => mandate.with_rights_of(principal.clone()),
            Principal::Account(_) | Principal::Guest => mandate,
        })
    }

    /// What `caller` may do as things are now. A request takes one and keeps it to its end.
    pub(super) fn mandate(&self, caller: &Caller) -> Mandate {
        Mandate::new(self.atlas.chart(), self.book(), caller.clone())
    }
}
