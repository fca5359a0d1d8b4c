//! Whose a token is.

use std::sync::Arc;

use crate::domain::{Caller, Error, Pass, Result, Secret, VirtualPath};
use crate::store::{Session, TokenHash};

use super::{IDLE_LIFE, Sessions};

/// What an API token begins with.
pub(in crate::services) const API_TOKEN_PREFIX: &str = "oft_";

impl Sessions {
    /// Who holds this token, of a session or of a program.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where nobody does.
    pub async fn caller(&self, token: &Secret<String>) -> Result<Caller> {
        if token.expose().starts_with(API_TOKEN_PREFIX) {
            return self.program(token);
        }
        let session = self.find(token).await?;
        Ok(self.holder_of(session))
    }

    /// The session of a token, which lives on by being used.
    pub(super) async fn find(&self, token: &Secret<String>) -> Result<Session> {
        let (hash, now) = (TokenHash::of(token), self.clock.now());
        let session = self.store.find_session(&hash, now).await?;
        let session = session.ok_or(Error::Unauthenticated)?;
        let idle_until = now.after(IDLE_LIFE);
        self.store.touch_session(&session, idle_until, now).await?;
        Ok(session)
    }

    pub(super) fn holder_of(&self, session: Session) -> Caller {
        let pass = Pass::Session(session.id);
        self.authority
            .caller(Arc::new(session.account), pass)
            .with_unlocked(session.unlocked)
    }

    /// A program with an API token. Asks nobody: all tokens lie in memory.
    fn program(&self, token: &Secret<String>) -> Result<Caller> {
        let found = self.authority.find_token(&TokenHash::of(token));
        let token = found.ok_or(Error::Unauthenticated)?;
        let over = token.expires_at.is_some_and(|end| end <= self.clock.now());
        let account = self.authority.account(&token.account_id);
        let account = account.filter(|account| account.enabled && !over);
        let account = account.ok_or(Error::Unauthenticated)?;
        let pass = Pass::Token {
            id: token.id.clone(),
            scopes: token.scopes,
            prefix: token.prefix.as_ref().map(VirtualPath::key),
        };
        if self.notes.is_due(token.id.as_str()) {
            let (store, now) = (self.store.clone(), self.clock.now());
            self.note_use(async move { store.touch_api_token(&token.id, now).await });
        }
        Ok(self.authority.caller(account, pass))
    }

    /// Notes the use of a pass, beside the request: it must not wait for a write.
    pub(super) fn note_use<F>(&self, noting: F)
    where
        F: Future<Output = Result<(), crate::store::StoreError>> + Send + 'static,
    {
        self.tasks.spawn(async move {
            if let Err(error) = noting.await {
                tracing::warn!(%error, "the use of a pass could not be noted");
            }
        });
    }
}
