//! Who signs in, and with what.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{Account, Secret};
use crate::services::{SignIn, SignedIn};

use super::text::secret;
use super::time::rfc3339;

/// What somebody signs in with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SignInBody {
    #[schema(example = "admin")]
    username: String,
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, write_only)]
    password: Secret<String>,
    /// One-time code, for accounts that have a second factor. Ignored for the others.
    #[serde(default)]
    #[expect(dead_code, reason = "no account has a second factor yet")]
    otp: Option<String>,
}

impl From<SignInBody> for SignIn {
    fn from(body: SignInBody) -> Self {
        Self {
            username: body.username,
            password: body.password,
        }
    }
}

/// A fresh session.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Session {
    /// To be sent as `Authorization: Bearer`. Shown once.
    token: Token,
    /// When it ends.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// A token on its way out, the one time it is shown.
#[derive(Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token(***)")
    }
}

impl From<SignedIn> for Session {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            token: Token(signed_in.token.expose().clone()),
            expires_at: rfc3339(signed_in.expires_at),
        }
    }
}

/// The account that asks.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Me {
    #[schema(example = "acc_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    #[schema(example = "admin")]
    username: String,
    /// `admin`
    role: &'static str,
}

impl From<&Account> for Me {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            username: account.username.to_string(),
            role: account.role.name(),
        }
    }
}
