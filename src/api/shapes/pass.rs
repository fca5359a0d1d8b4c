//! By what an account's programs come in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{Invalid, Scope, Scopes, VirtualPath};
use crate::services::{self, NewAppPassword, NewToken, OwnAppPassword, OwnToken};

use super::text::{Shown, tree_path};
use super::time::{parse_rfc3339, rfc3339};

/// An API token, without the token itself.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct TokenRow {
    #[schema(example = "tok_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    #[schema(example = "Backup")]
    name: String,
    /// For what it is good.
    #[schema(example = json!(["files:read"]))]
    scopes: Vec<&'static str>,
    /// Where it is good; null is everywhere.
    prefix: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last used, to the minute.
    #[schema(format = DateTime)]
    seen_at: Option<String>,
    /// When it ends; null is never.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

/// All API tokens of an account.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct TokenList {
    items: Vec<TokenRow>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// An API token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct TokenCreation {
    /// What you call it.
    #[schema(example = "Backup")]
    name: String,
    /// For what it is good: `files:read`, `files:write`, `files:share`, `account:read`, `admin:read`,
    /// `admin:write`, `audit:read`. It narrows what the account may do, and never widens it.
    #[schema(example = json!(["files:read"]))]
    scopes: Vec<String>,
    /// Where it is good, this folder and all below; everywhere, where it is left out. With one it is good
    /// for files alone.
    prefix: Option<String>,
    /// When it ends; never, where it is left out.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

/// A fresh API token.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct FreshToken {
    /// To be sent as `Authorization: Bearer`. Shown once.
    token: Shown,
    #[serde(flatten)]
    kept: TokenRow,
}

/// A password for a program, without the password itself.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct AppPasswordRow {
    #[schema(example = "apw_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    #[schema(example = "Phone")]
    name: String,
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last used, to the minute.
    #[schema(format = DateTime)]
    seen_at: Option<String>,
    /// When it ends; null is never.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

/// All passwords for programs of an account.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct AppPasswordList {
    items: Vec<AppPasswordRow>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// A password for a program, to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct AppPasswordCreation {
    /// What you call it.
    #[schema(example = "Phone")]
    name: String,
    /// When it ends; never, where it is left out.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

/// A fresh password for a program.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct FreshAppPassword {
    /// To be given to the program together with the account's name. Shown once.
    password: Shown,
    #[serde(flatten)]
    kept: AppPasswordRow,
}

impl From<OwnToken> for TokenRow {
    fn from(token: OwnToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            scopes: token.scopes.iter().map(Scope::name).collect(),
            prefix: token.prefix.map(|path| path.as_str().to_owned()),
            created_at: rfc3339(token.created_at),
            seen_at: token.seen_at.map(rfc3339),
            expires_at: token.expires_at.map(rfc3339),
        }
    }
}

impl From<Vec<OwnToken>> for TokenList {
    fn from(tokens: Vec<OwnToken>) -> Self {
        Self {
            items: tokens.into_iter().map(TokenRow::from).collect(),
            next_cursor: None,
        }
    }
}

impl From<services::FreshToken> for FreshToken {
    fn from(made: services::FreshToken) -> Self {
        Self {
            token: made.secret.into(),
            kept: made.kept.into(),
        }
    }
}

impl TryFrom<TokenCreation> for NewToken {
    type Error = Invalid;

    fn try_from(body: TokenCreation) -> Result<Self, Invalid> {
        let expires_at = body.expires_at.as_deref();
        Ok(Self {
            name: body.name,
            scopes: scopes(&body.scopes)?,
            prefix: body.prefix.as_deref().map(prefix).transpose()?,
            expires_at: expires_at.map(parse_rfc3339).transpose()?,
        })
    }
}

fn scopes(names: &[String]) -> Result<Scopes, Invalid> {
    let known = names.iter().enumerate().map(|(index, name)| {
        let reason = "is no scope";
        let pointer = format!("/scopes/{index}");
        Scope::from_name(name).ok_or_else(|| Invalid::new(pointer, "unknown_scope", reason))
    });
    known.collect()
}

fn prefix(text: &str) -> Result<VirtualPath, Invalid> {
    tree_path("/prefix", text)
}

impl From<OwnAppPassword> for AppPasswordRow {
    fn from(password: OwnAppPassword) -> Self {
        Self {
            id: password.id.to_string(),
            name: password.name,
            created_at: rfc3339(password.created_at),
            seen_at: password.seen_at.map(rfc3339),
            expires_at: password.expires_at.map(rfc3339),
        }
    }
}

impl From<Vec<OwnAppPassword>> for AppPasswordList {
    fn from(passwords: Vec<OwnAppPassword>) -> Self {
        Self {
            items: passwords.into_iter().map(AppPasswordRow::from).collect(),
            next_cursor: None,
        }
    }
}

impl From<services::FreshAppPassword> for FreshAppPassword {
    fn from(made: services::FreshAppPassword) -> Self {
        Self {
            password: made.secret.into(),
            kept: made.kept.into(),
        }
    }
}

impl TryFrom<AppPasswordCreation> for NewAppPassword {
    type Error = Invalid;

    fn try_from(body: AppPasswordCreation) -> Result<Self, Invalid> {
        let expires_at = body.expires_at.as_deref();
        Ok(Self {
            name: body.name,
            expires_at: expires_at.map(parse_rfc3339).transpose()?,
        })
    }
}
