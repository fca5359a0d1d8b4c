//! Tokens of one's own programs, for the API.

use crate::domain::{Deed, Invalid, Result, Scopes, Secret, Timestamp, TokenId, VirtualPath};
use crate::services::passes::token;
use crate::services::sessions::API_TOKEN_PREFIX;
use crate::store::{ApiToken, NewApiToken, TokenHash};

use super::{OwnAccount, label};

/// One's own API tokens.
#[derive(Clone, Copy, Debug)]
pub struct ApiTokens<'a> {
    pub(super) of: &'a OwnAccount,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// For what it is good.
    pub scopes: Scopes,
    /// Where it is good; `None` is everywhere.
    pub prefix: Option<VirtualPath>,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
}

/// A token as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnToken {
    /// Its id.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: String,
    /// For what it is good.
    pub scopes: Scopes,
    /// Where it is good; `None` is everywhere.
    pub prefix: Option<VirtualPath>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its use was last noted; the notes are a minute apart.
    pub seen_at: Option<Timestamp>,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
}

/// A fresh token, the one time it is shown.
#[derive(Clone, Debug)]
pub struct FreshToken {
    /// The token itself.
    pub secret: Secret<String>,
    /// What is kept of it.
    pub kept: OwnToken,
}

impl From<ApiToken> for OwnToken {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scopes: token.scopes,
            prefix: token.prefix,
            created_at: token.created_at,
            seen_at: token.seen_at,
            expires_at: token.expires_at,
        }
    }
}

impl ApiTokens<'_> {
    /// All, oldest first; those too that have ended.
    pub async fn list(self) -> Result<Vec<OwnToken>> {
        let (store, account) = (&self.of.desk.store, &self.of.account.id);
        let tokens = store.list_api_tokens_of(account).await?;
        Ok(tokens.into_iter().map(OwnToken::from).collect())
    }

    /// Makes one. `Invalid`: `invalid_name`, `no_scopes`, `invalid_time`; `Conflict` (`too_many`).
    pub async fn create(self, new: NewToken) -> Result<FreshToken> {
        let (desk, now) = (&self.of.desk, self.of.now());
        let name = label::check_name(&new.name)?;
        label::check_end(new.expires_at, now)?;
        if new.scopes.is_empty() {
            let reason = "must be one at least";
            return Err(Invalid::new("scopes", "no_scopes", reason).into());
        }
        let secret = token(desk.random, API_TOKEN_PREFIX);
        let new = NewApiToken {
            id: TokenId::from_unique(desk.random.row_id(&*desk.clock)),
            account_id: self.of.account.id.clone(),
            name,
            hash: TokenHash::of(&secret),
            scopes: new.scopes,
            prefix: new.prefix,
            expires_at: new.expires_at,
        };
        let audit = self.of.audit(Deed::TokenCreate).to(new.id.as_str());
        desk.store.insert_api_token(&new, &audit).await?;
        desk.authority.reload().await?;
        let kept = OwnToken {
            id: new.id,
            name: new.name,
            scopes: new.scopes,
            prefix: new.prefix,
            created_at: now,
            seen_at: None,
            expires_at: new.expires_at,
        };
        Ok(FreshToken { secret, kept })
    }

    /// Revokes one. `NotFound` where it is not his.
    pub async fn revoke(self, id: &TokenId) -> Result<()> {
        let (desk, account) = (&self.of.desk, &self.of.account.id);
        let audit = self.of.audit(Deed::TokenDelete).to(id.as_str());
        desk.store.delete_api_token(account, id, &audit).await?;
        desk.authority.reload().await
    }
}
