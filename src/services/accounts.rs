//! Accounts, as the command line makes them. There is never a first-run page: the first administrator
//! is made by whoever can run commands on the server.

use std::sync::Arc;

use crate::domain::{
    Account, AccountId, Actor, AuditEntry, Clock, Deed, Error, Result, Role, Secret, Username,
};
use crate::doors::{Random, Tasks};
use crate::store::Store;

use super::passwords::Passwords;

/// Accounts.
#[derive(Debug)]
pub struct Accounts {
    store: Store,
    passwords: Passwords,
    clock: Arc<dyn Clock>,
    random: Random,
}

impl Accounts {
    /// Accounts alone, for commands that need nothing else.
    pub fn new(store: Store, tasks: &Tasks, (clock, random): (Arc<dyn Clock>, Random)) -> Self {
        Self {
            store,
            passwords: Passwords::in_the_office(tasks.clone()),
            clock,
            random,
        }
    }

    /// Makes an administrator. `Conflict` (`username_taken`), `Invalid` for a bad name or password.
    pub async fn create_administrator(
        &self,
        username: &str,
        password: Secret<String>,
    ) -> Result<Account> {
        let username = Username::parse(username)?;
        let hash = self.passwords.hash(password).await?;
        let id = AccountId::from_unique(self.random.row_id(&*self.clock));
        let account = Account {
            id,
            username,
            role: Role::Admin,
            home_tenant: None,
            enabled: true,
            generation: 0,
        };
        let audit = self.deed(Deed::AccountCreate, &account.id);
        self.store
            .insert_account(&account, &[], &hash, &audit)
            .await?;
        Ok(account)
    }

    /// Gives an account a new password and ends its sessions.
    pub async fn reset_password(&self, username: &str, password: Secret<String>) -> Result<()> {
        let username = Username::parse(username)?;
        let record = self
            .store
            .find_account_by_username(&username)
            .await?
            .ok_or(Error::NotFound)?;
        let hash = self.passwords.hash(password).await?;
        let id = &record.account.id;
        let audit = self.deed(Deed::PasswordChange, id);
        Ok(self.store.set_password(id, &hash, &audit).await?)
    }

    fn deed(&self, deed: Deed, id: &AccountId) -> AuditEntry {
        AuditEntry::new(self.clock.now(), Actor::default(), deed).to(id.as_str())
    }

    /// Whether anybody could sign in.
    pub async fn any(&self) -> Result<bool> {
        Ok(self.store.count_accounts().await? > 0)
    }
}
