//! Signing in and out.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::{
    Account, Actor, AuditEntry, Caller, Clock, Deed, Error, Pass, Result, Secret, SessionId,
    Timestamp, Username,
};
use crate::doors::Random;
use crate::store::{AccountRecord, NewSession, Store, TokenHash};

use super::authority::Authority;
use super::passwords::Passwords;

/// What somebody typed.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The name, unchecked.
    pub username: String,
    /// The password.
    pub password: Secret<String>,
}

/// A fresh session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The opaque token: 256 bits, shown once.
    pub token: Secret<String>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Who signed in.
    pub account: Arc<Account>,
}

/// Signing in and out.
#[derive(Debug)]
pub struct Sessions {
    pub(super) authority: Arc<Authority>,
    pub(super) store: Store,
    pub(super) passwords: Passwords,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Random,
}

/// A session ends when it has not been used for this long …
const IDLE_LIFE: Duration = Duration::from_hours(7 * 24);

/// … and in any case after this long.
const LIFE: Duration = Duration::from_hours(30 * 24);

/// What a token begins with, so that scanners of leaked secrets can find it.
const TOKEN_PREFIX: &str = "ofs_";

impl Sessions {
    /// Checks a password. `Unauthenticated` alike for an unknown name and a wrong password, in text and
    /// in time.
    pub async fn sign_in(&self, sign_in: SignIn) -> Result<SignedIn> {
        let known = match Username::parse(&sign_in.username) {
            Ok(username) => self.store.find_account_by_username(&username).await?,
            Err(_) => None,
        };
        let hash = known.as_ref().map(|record| record.password_hash.clone());
        let right = self.passwords.verify(sign_in.password, hash).await?;
        let record = known.filter(|_| right).ok_or(Error::Unauthenticated)?;
        self.begin(record).await
    }

    /// Who holds this token. `Unauthenticated` where nobody does.
    pub async fn caller(&self, token: &Secret<String>) -> Result<Caller> {
        let (hash, now) = (TokenHash::of(token), self.clock.now());
        let session = self
            .store
            .find_session(&hash, now)
            .await?
            .ok_or(Error::Unauthenticated)?;
        self.store
            .touch_session(&session, now.after(IDLE_LIFE), now)
            .await?;
        let caller = self
            .authority
            .caller(Arc::new(session.account), Pass::Session(session.id));
        Ok(caller.with_unlocked(session.unlocked))
    }

    /// Ends the session of this token; nothing happens where there is none.
    pub async fn sign_out(&self, token: &Secret<String>) -> Result<()> {
        let audit = AuditEntry::new(self.clock.now(), Actor::default(), Deed::SignOut);
        self.store
            .delete_session(&TokenHash::of(token), &audit)
            .await?;
        Ok(())
    }

    /// Clears away what has ended.
    pub async fn purge(&self) -> Result<u64> {
        Ok(self.store.delete_expired_sessions(self.clock.now()).await?)
    }

    /// Begins a session of the account as it was when its password was verified.
    async fn begin(&self, record: AccountRecord) -> Result<SignedIn> {
        let token = Secret::new(format!(
            "{TOKEN_PREFIX}{}",
            URL_SAFE_NO_PAD.encode(self.random.bytes::<32>())
        ));
        let now = self.clock.now();
        let session = NewSession {
            id: SessionId::from_unique(self.random.row_id(&*self.clock)),
            token_hash: TokenHash::of(&token),
            account_id: record.account.id.clone(),
            generation: record.account.generation,
            client: None,
            address: None,
            idle_until: now.after(IDLE_LIFE),
            expires_at: now.after(LIFE),
        };
        let actor = Actor {
            account: Some(record.account.id.clone()),
            username: Some(record.account.username.clone()),
            ..Actor::default()
        };
        let audit = AuditEntry::new(now, actor, Deed::SignIn).to(session.id.as_str());
        if !self.store.insert_session(&session, &audit).await? {
            return Err(Error::Unauthenticated);
        }
        Ok(SignedIn {
            token,
            expires_at: session.expires_at,
            account: Arc::new(record.account),
        })
    }
}
