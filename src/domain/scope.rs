//! For what an API token is good.

use std::fmt;

/// One thing a token may be good for. A scope narrows what the token's account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// List and read files.
    FilesRead,
    /// Write and delete files.
    FilesWrite,
    /// Make shares and links of Microsoft's.
    FilesShare,
    /// See the account itself, its sessions, tokens and passwords for programs.
    AccountRead,
    /// See what is administered: tenants, mounts, accounts, groups, grants, rules, tokens.
    AdminRead,
    /// Change it.
    AdminWrite,
    /// Read the audit log.
    AuditRead,
}

impl Scope {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::FilesRead,
        Self::FilesWrite,
        Self::FilesShare,
        Self::AccountRead,
        Self::AdminRead,
        Self::AdminWrite,
        Self::AuditRead,
    ];

    /// Such as `files:read`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FilesRead => "files:read",
            Self::FilesWrite => "files:write",
            Self::FilesShare => "files:share",
            Self::AccountRead => "account:read",
            Self::AdminRead => "admin:read",
            Self::AdminWrite => "admin:write",
            Self::AuditRead => "audit:read",
        }
    }

    /// The scope of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of scopes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Scopes(u8);

impl Scopes {
    /// Whether the scope is among them.
    pub const fn hold(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether there are none: such a token would be good for nothing.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One after another, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL
            .into_iter()
            .filter(move |scope| self.hold(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |all, scope| all | scope.bit()))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_found_by_its_name_and_in_its_set() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_name(scope.name()), Some(scope));
            let only: Scopes = [scope].into_iter().collect();
            assert_eq!(only.iter().collect::<Vec<_>>(), [scope]);
        }
        assert_eq!(Scope::from_name("files"), None);
    }
}
