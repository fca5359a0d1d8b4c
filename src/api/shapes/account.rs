//! Who signs in, and with what.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{Account, Invalid, Secret, VirtualPath};
use crate::edge::Arrival;
use crate::services::{SignIn, SignedIn};

use super::text::{Shown, secret, tree_path};
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

impl SignInBody {
    /// Together with how it came.
    pub(in crate::api) fn with(self, arrival: Arrival) -> SignIn {
        SignIn {
            username: self.username,
            password: self.password,
            client: arrival.client,
            visit: arrival.visit,
        }
    }
}

/// A fresh session, or one with a new token.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Session {
    /// To be sent as `Authorization: Bearer`. Shown once.
    token: Shown,
    /// When it ends.
    #[schema(format = DateTime)]
    expires_at: String,
}

impl From<SignedIn> for Session {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            token: signed_in.token.into(),
            expires_at: rfc3339(signed_in.expires_at),
        }
    }
}

/// A folder's password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct UnlockBody {
    /// The folder, or anything in it.
    #[schema(example = "/contoso/closed")]
    path: String,
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, write_only)]
    pub(in crate::api) password: Secret<String>,
}

impl UnlockBody {
    /// The folder, or anything in it.
    pub(in crate::api) fn path(&self) -> Result<VirtualPath, Invalid> {
        tree_path("/path", &self.path)
    }
}

/// A new password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PasswordBody {
    /// The present one.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, write_only)]
    pub(in crate::api) password: Secret<String>,
    /// The one from now on: ten characters at least.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, write_only)]
    pub(in crate::api) new_password: Secret<String>,
}

/// The account that asks.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Me {
    #[schema(example = "acc_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    #[schema(example = "admin")]
    username: String,
    /// `admin`, `tenant_admin` or `member`.
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
