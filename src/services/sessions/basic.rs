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
    /// it is meant to be slow, and until then costs no more. Either is good for files only.
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
        let known = Username::parse(username).ok();
        let known = known.and_then(|name| self.authority.account_named(&name));
        let mut admitted = self.admit(username, password, visit)?;
        if let Some(account) = known.filter(|account| account.enabled) {
            match admitted.recall(lock_of(&account)) {
                Ok(()) => return Ok(account),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, Actor, AuditEntry, Clock, Deed, Error, Role, Timestamp};
    use crate::doors::{ManualClock, Random, Tasks};
    use crate::services::atlas::Atlas;
    use crate::services::authority::Authority;
    use crate::services::passes::Porter;
    use crate::services::passwords::Passwords;
    use crate::store::Store;

    /// Sessions over a database that others have in their hands, too.
    async fn sessions(store: &Store, clock: &Arc<dyn Clock>) -> Sessions {
        let atlas = Atlas::load(store.clone(), Arc::clone(clock)).await;
        let atlas = Arc::new(atlas.expect("readable"));
        let authority = Authority::load(store.clone(), atlas).await;
        let passwords = Passwords::at_the_gate(Tasks::default());
        let porter = Porter::new(passwords, (Arc::clone(clock), Random));
        Sessions::new(
            Arc::new(authority.expect("readable")),
            (store.clone(), Tasks::default()),
            Arc::new(porter),
            (Arc::clone(clock), Random),
        )
    }

    fn account(name: &str) -> Account {
        Account {
            id: AccountId::from_unique(name),
            username: Username::parse(name).expect("a name"),
            role: Role::Member,
            home_tenant: None,
            enabled: true,
            generation: 0,
        }
    }

    #[tokio::test]
    async fn a_remembered_password_asks_nothing_of_the_database_and_ends_with_its_generation() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a new database");
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(Timestamp::from_unix_ms(0)));
        let password = Secret::new("correct horse battery".to_owned());
        let hash = Passwords::at_the_gate(Tasks::default())
            .hash(password.clone())
            .await;
        let hash = hash.expect("a good password");
        let audit = AuditEntry::new(clock.now(), Actor::default(), Deed::AccountCreate);
        let [ann, bob] = ["ann", "bob"].map(account);
        for account in [&ann, &bob] {
            let made = store.insert_account(account, &[], &hash, &audit).await;
            made.expect("it is new");
        }
        let sessions = sessions(&store, &clock).await;
        let visit = Visit::default();
        let ask = async |name: &str| sessions.basic(name, &password, &visit).await;
        for name in ["ANN", "bob"] {
            ask(name).await.expect("it is right");
        }
        let set = store.set_password(&bob.id, &hash, &audit).await;
        set.expect("it is there");
        sessions.authority.reload().await.expect("readable");
        store.close().await;
        let known = ask("ann").await.expect("it was right a moment ago");
        assert_eq!(known.account().map(|account| &account.id), Some(&ann.id));
        let renewed = ask("bob").await;
        let looked_up = matches!(renewed, Err(Error::Internal(_)));
        assert!(looked_up, "another generation: {renewed:?}");
    }
}
