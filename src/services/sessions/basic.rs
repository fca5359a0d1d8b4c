//! Programs that send name and password with every request (HTTP Basic).

use std::sync::Arc;

use subtle::ConstantTimeEq as _;

use crate::domain::{Account, Caller, Pass, Result, Secret, Username, Visit};
use crate::services::passes::{Lock, as_app_password};
use crate::store::{AppPassword, TokenHash};

use super::Sessions;

impl Sessions {
    /// Whose name and password these are. A password for a program is found in memory and costs
    /// microseconds; the account's own is remembered for a few minutes where it was right, since looking at
    /// it is meant to be slow. Either is good for files only.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`](crate::domain::Error::Unauthenticated) where they are nobody's,
    /// [`Error::RateLimited`](crate::domain::Error::RateLimited) after too many wrong ones.
    pub async fn basic(
        &self,
        username: &str,
        password: &Secret<String>,
        visit: &Visit,
    ) -> Result<Caller> {
        let (account, pass) = if let Some(found) = self.by_app_password(username, password) {
            found
        } else {
            let account = self.by_own_password(username, password, visit);
            (account.await?, Pass::Password)
        };
        let caller = self.authority.caller(account, pass);
        Ok(caller.on(visit.clone()))
    }

    fn by_app_password(
        &self,
        username: &str,
        password: &Secret<String>,
    ) -> Option<(Arc<Account>, Pass)> {
        let hash = TokenHash::of(&as_app_password(password)?);
        let found = self.authority.find_app_password(&hash)?;
        let account = self.authority.account(&found.account_id)?;
        let over = found.expires_at.is_some_and(|end| end <= self.clock.now());
        if over || !account.enabled || !is_named(&account, username) {
            return None;
        }
        self.note(&found);
        let pass = Pass::AppPassword(found.id.clone());
        Some((account, pass))
    }

    async fn by_own_password(
        &self,
        username: &str,
        password: &Secret<String>,
        visit: &Visit,
    ) -> Result<Arc<Account>> {
        let known = match Username::parse(username) {
            Ok(name) => self.store.find_account_by_username(&name).await?,
            Err(_) => None,
        };
        let mut admitted = self.admit(username, password, visit)?;
        if let Some(record) = known.filter(|record| record.account.enabled) {
            match admitted.recall(lock_of(&record.account)) {
                Ok(()) => return Ok(Arc::new(record.account)),
                Err(unknown) => admitted = unknown,
            }
        }
        let record = self.look_at(admitted, username, visit).await?;
        self.porter.remember(lock_of(&record.account), password);
        Ok(Arc::new(record.account))
    }

    fn note(&self, found: &AppPassword) {
        if self.notes.is_due(found.id.as_str()) {
            let (store, id, now) = (self.store.clone(), found.id.clone(), self.clock.now());
            self.note_use(async move { store.touch_app_password(&id, now).await });
        }
    }
}

fn lock_of(account: &Account) -> Lock<'_> {
    Lock {
        id: account.id.as_str(),
        generation: account.generation,
    }
}

fn is_named(account: &Account, username: &str) -> bool {
    let (name, typed) = (account.username.key(), username.to_ascii_lowercase());
    name.as_bytes().ct_eq(typed.as_bytes()).into()
}
