//! Who signs in here.

use std::fmt;
use std::sync::Arc;

use super::error::{Error, Invalid};
use super::id::AccountId;

/// What an account may do everywhere. Members and tenant administrators come with grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Holds all rights everywhere.
    Admin,
}

impl Role {
    /// `admin`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        (name == Self::Admin.name()).then_some(Self::Admin)
    }
}

/// The name an account signs in with: `[A-Za-z0-9._@-]{1,64}`, compared without regard to case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Username(Arc<str>);

impl Username {
    /// Accepts a name of plain characters.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._@-".contains(&byte);
        if (1..=64).contains(&name.len()) && name.bytes().all(plain) {
            Ok(Self(Arc::from(name)))
        } else {
            Err(Invalid::new(
                "username",
                "invalid_username",
                "must be 1 to 64 of A-Z a-z 0-9 . _ @ -",
            )
            .into())
        }
    }

    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as it is compared.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl fmt::Display for Username {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Username {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Username({})", self.0)
    }
}

/// A person or program that signs in here.
#[derive(Clone, Debug)]
pub struct Account {
    /// Our id.
    pub id: AccountId,
    /// The name it signs in with.
    pub username: Username,
    /// What it may do everywhere.
    pub role: Role,
}

/// Who is asking.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Nobody we know.
    Anonymous,
    /// A signed-in account.
    Account(Arc<Account>),
}
