//! Who signs in here.

use std::fmt;
use std::sync::Arc;

use super::error::{Error, Invalid};
use super::id::{AccountId, TenantId};

/// What an account may do apart from its grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Holds all rights everywhere, and administers everything.
    Admin,
    /// Holds all rights below the prefixes of the tenants given to it, and administers what lies there.
    TenantAdmin,
    /// Holds what it was granted.
    Member,
}

impl Role {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Admin, Self::TenantAdmin, Self::Member];

    /// `admin`, `tenant_admin` or `member`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::TenantAdmin => "tenant_admin",
            Self::Member => "member",
        }
    }

    /// The role of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Our id.
    pub id: AccountId,
    /// The name it signs in with.
    pub username: Username,
    /// What it may do apart from its grants.
    pub role: Role,
    /// The tenant whose administrators look after it; `None`: administrators of the whole server.
    pub home_tenant: Option<TenantId>,
    /// It may sign in, and what it holds is good. A disabled account keeps everything for later.
    pub enabled: bool,
    /// Rises with every new password and every disabling; what was signed for an older one is void.
    pub generation: i64,
}
