//! New tokens for sessions that go on.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::{Caller, Error, Pass, Result, Secret, Timestamp};
use crate::services::passes::token;
use crate::store::{Session, TokenHash};

use super::{Sessions, SignedIn, TOKEN_PREFIX};

/// A token in a cookie is replaced when it is as old as this.
const OLDEST: Duration = Duration::from_hours(24);

/// How long the token before the present one is good, as the database has it.
const GRACE: Duration = Duration::from_mins(1);

/// Who came with a cookie.
#[derive(Clone, Debug)]
pub struct CookieHolder {
    /// He himself.
    pub caller: Caller,
    /// What his cookie is to hold from now on, where it is to change.
    pub renewed: Option<SignedIn>,
}

impl Sessions {
    /// Who holds this token in a cookie, which is replaced from day to day.
    ///
    /// The next token is made out of the present one, so that requests that come at the same time all bring
    /// the same, and whoever missed it gets it again while the old one has its minute.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where nobody does.
    pub async fn holder_of_cookie(&self, token: &Secret<String>) -> Result<CookieHolder> {
        let session = self.find(token).await?;
        let now = self.clock.now();
        let next = self.successor(token);
        let age = now.since(session.rotated_at);
        let is_next = if age >= OLDEST {
            self.rotate(&session, (token, &next), now).await?
        } else if age < GRACE {
            let present = self.store.find_session(&TokenHash::of(&next), now).await?;
            present.is_some_and(|present| present.id == session.id)
        } else {
            false
        };
        let renewed = is_next.then(|| signed_in(&session, next));
        Ok(CookieHolder {
            caller: self.holder_of(session),
            renewed,
        })
    }

    /// Replaces the token of a session. The old one is good for another minute.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who holds no session; [`Error::RateLimited`] where it was replaced within the
    /// last minute.
    pub async fn refresh(&self, caller: &Caller, old: &Secret<String>) -> Result<SignedIn> {
        if !matches!(caller.pass(), Pass::Session(_)) {
            return Err(Error::Forbidden);
        }
        let session = self.find(old).await?;
        let (new, now) = (token(self.random, TOKEN_PREFIX), self.clock.now());
        if !self.rotate(&session, (old, &new), now).await? {
            let retry_after = GRACE.saturating_sub(now.since(session.rotated_at));
            return Err(Error::RateLimited { retry_after });
        }
        Ok(signed_in(&session, new))
    }

    async fn rotate(
        &self,
        session: &Session,
        (old, new): (&Secret<String>, &Secret<String>),
        now: Timestamp,
    ) -> Result<bool> {
        let (old, new) = (TokenHash::of(old), TokenHash::of(new));
        let rotated = self.store.rotate_session(&session.id, &old, &new, now);
        Ok(rotated.await?)
    }

    fn successor(&self, token: &Secret<String>) -> Secret<String> {
        let next = self.successors.sign(token.expose().as_bytes());
        Secret::new(format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(next)))
    }
}

fn signed_in(session: &Session, token: Secret<String>) -> SignedIn {
    SignedIn {
        token,
        expires_at: session.expires_at,
        account: Arc::new(session.account.clone()),
    }
}
