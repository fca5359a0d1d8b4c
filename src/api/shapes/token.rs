//! API tokens and passwords for programs, as administrators see those of others.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Scope;
use crate::services::TokenView;

use super::time::rfc3339;

/// Something by which a program comes in. What it comes in with is never shown again.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct HeldToken {
    #[schema(example = "tok_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    /// `api_token` or `app_password`.
    kind: &'static str,
    account_id: String,
    #[schema(example = "Backup of the office")]
    name: String,
    /// What an API token is good for; an app password is good for files.
    scopes: Vec<&'static str>,
    /// Where it is good; null is everywhere.
    path_prefix: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

/// Tokens of all accounts that somebody looks after.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct HeldTokenList {
    items: Vec<HeldToken>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

impl From<TokenView> for HeldToken {
    fn from(view: TokenView) -> Self {
        match view {
            TokenView::Api(token) => Self {
                id: token.id.to_string(),
                kind: "api_token",
                account_id: token.account_id.to_string(),
                name: token.name.clone(),
                scopes: token.scopes.iter().map(Scope::name).collect(),
                path_prefix: token
                    .prefix
                    .as_ref()
                    .map(|prefix| prefix.as_str().to_owned()),
                created_at: rfc3339(token.created_at),
                last_used_at: token.seen_at.map(rfc3339),
                expires_at: token.expires_at.map(rfc3339),
            },
            TokenView::AppPassword(password) => Self {
                id: password.id.to_string(),
                kind: "app_password",
                account_id: password.account_id.to_string(),
                name: password.name.clone(),
                scopes: Vec::new(),
                path_prefix: None,
                created_at: rfc3339(password.created_at),
                last_used_at: password.seen_at.map(rfc3339),
                expires_at: password.expires_at.map(rfc3339),
            },
        }
    }
}

impl From<Vec<TokenView>> for HeldTokenList {
    fn from(views: Vec<TokenView>) -> Self {
        Self {
            items: views.into_iter().map(HeldToken::from).collect(),
            next_cursor: None,
        }
    }
}
