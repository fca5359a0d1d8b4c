//! Signing in with a password.

use std::sync::Arc;

use crate::domain::{
    Account, Actor, AuditEntry, Deed, DeedEnd, Error, Result, Secret, SessionId, Username, Visit,
};
use crate::services::passes::{Admitted, Subject, token};
use crate::store::{AccountRecord, NewSession, TokenHash};

use super::{IDLE_LIFE, LIFE, Sessions, SignIn, SignedIn, TOKEN_PREFIX};

impl Sessions {
    /// Checks a password and begins a session.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] alike for an unknown name, a wrong password and a disabled account, in
    /// text and in time; [`Error::RateLimited`] after too many wrong ones, alike for names that nobody has.
    pub async fn sign_in(&self, sign_in: SignIn) -> Result<SignedIn> {
        let SignIn {
            username,
            password,
            client,
            visit,
        } = sign_in;
        let admitted = self.admit(&username, &password, &visit)?;
        let record = self.look_at(admitted, &username, &visit).await?;
        self.begin(record.account, client, &visit).await
    }

    /// Takes a try for a password that somebody tries on a name.
    pub(super) fn admit<'a>(
        &'a self,
        username: &str,
        password: &'a Secret<String>,
        visit: &Visit,
    ) -> Result<Admitted<'a>> {
        let subject = Subject::Account(username.to_ascii_lowercase());
        self.porter.admit(&subject, visit.address, password)
    }

    /// Whose name and password these are. A failure is noted, with the account where there is one, and never
    /// with what was typed.
    pub(super) async fn look_at(
        &self,
        admitted: Admitted<'_>,
        username: &str,
        visit: &Visit,
    ) -> Result<AccountRecord> {
        let known = match Username::parse(username) {
            Ok(username) => self.store.find_account_by_username(&username).await?,
            Err(_) => None,
        };
        let open = known.as_ref().filter(|record| record.account.enabled);
        let hash = open.map(|record| record.password_hash.clone());
        if admitted.fits(hash).await? {
            return known.ok_or(Error::Unauthenticated);
        }
        let account = known.map(|record| record.account);
        let audit = self.attempt(account.as_ref(), visit, Deed::SignInFailed);
        let audit = audit.ended(DeedEnd::Failed);
        self.store.append_audit(&audit).await?;
        Err(Error::Unauthenticated)
    }

    /// Begins a session of the account as it was when its password was verified.
    pub(in crate::services) async fn begin(
        &self,
        account: Account,
        client: Option<String>,
        visit: &Visit,
    ) -> Result<SignedIn> {
        let token = token(self.random, TOKEN_PREFIX);
        let now = self.clock.now();
        let session = NewSession {
            id: SessionId::from_unique(self.random.row_id(&*self.clock)),
            token_hash: TokenHash::of(&token),
            account_id: account.id.clone(),
            generation: account.generation,
            client,
            address: visit.address,
            idle_until: now.after(IDLE_LIFE),
            expires_at: now.after(LIFE),
        };
        let audit = self.attempt(Some(&account), visit, Deed::SignIn);
        let audit = audit.to(session.id.as_str());
        if !self.store.insert_session(&session, &audit).await? {
            return Err(Error::Unauthenticated);
        }
        Ok(SignedIn {
            token,
            expires_at: session.expires_at,
            account: Arc::new(account),
        })
    }

    fn attempt(&self, account: Option<&Account>, visit: &Visit, deed: Deed) -> AuditEntry {
        let actor = Actor {
            account: account.map(|account| account.id.clone()),
            username: account.map(|account| account.username.clone()),
            pass: None,
            address: visit.address,
            request_id: visit.request_id.clone(),
        };
        AuditEntry::new(self.clock.now(), actor, deed)
    }
}
