//! Who was given which rights, and where.

use std::fmt;
use std::sync::Arc;

use super::error::Invalid;
use super::id::{AccountId, GrantId, GroupId, TenantId};
use super::path::VirtualPath;
use super::rights::Rights;

/// Whom a grant is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Principal {
    /// Everybody, signed in or not.
    Guest,
    /// One account.
    Account(AccountId),
    /// The accounts of a group.
    Group(GroupId),
}

/// Rights of a principal at a path and below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Our id.
    pub id: GrantId,
    /// Whom it is for.
    pub principal: Principal,
    /// From where on.
    pub path: VirtualPath,
    /// Which rights; none closes the path to him.
    pub rights: Rights,
}

/// The name of a group: one line of 1 to 64 characters, compared without regard to case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct GroupName(Arc<str>);

impl GroupName {
    /// The most characters.
    const LONGEST: usize = 64;

    /// Accepts a name for people, without the blanks around it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let name = text.trim();
        let sound = (1..=Self::LONGEST).contains(&name.chars().count())
            && !name.chars().any(char::is_control);
        sound.then(|| Self(Arc::from(name))).ok_or_else(|| {
            let reason = "must be one line of 1 to 64 characters";
            Invalid::new("name", "invalid_name", reason)
        })
    }

    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as it is compared.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The name with a number behind it, for a group that comes to where another has its name.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        let ending = format!(" {number}");
        let kept = self.0.chars().take(Self::LONGEST - ending.len());
        Self(kept.chain(ending.chars()).collect::<String>().into())
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for GroupName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "GroupName({})", self.0)
    }
}

/// Accounts that are given rights together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Our id.
    pub id: GroupId,
    /// What people call it.
    pub name: GroupName,
    /// The tenant whose administrators look after it; `None`: administrators of the whole server.
    pub home_tenant: Option<TenantId>,
}
