//! Why something was decided.

use crate::domain::{Grant, HidePattern, PathKey, RuleId, Scope, VirtualPath};

/// One link in the chain of reasons of a decision. All of them together suffice to come to the same end
/// again; a test does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The account is disabled, and may do nothing anywhere. Said of who is not here: he could not be.
    Disabled,
    /// The token lacks the scope that the right asks for.
    ScopeLacking(Scope),
    /// The path lies outside the token's prefix.
    OutsideToken(PathKey),
    /// A signed link is good for reading one path, and this is something else.
    OutsideLink,
    /// He is an administrator of the server.
    Administrator,
    /// He is an administrator of the tenant whose prefix this is.
    TenantAdministrator(PathKey),
    /// A grant that decides: it stands at the deepest place at or above the path where he has any, or where
    /// everybody has. It may still lack the right that is asked for.
    Granted(Grant),
    /// The same, of a grant of nothing, which closes what further up is open.
    Closed(Grant),
    /// Neither he nor everybody has a grant at the path or above.
    NothingGranted,
    /// A name of the path is hidden from him.
    Hidden(HiddenName),
    /// A name of the path is hidden, but not from him, as he may write there.
    Revealed(HiddenName),
    /// He may pass on the way to what this grant opens further down.
    LeadsToGrant(Grant),
    /// He may pass on the way to this prefix of a tenant that he administers.
    LeadsToTenant(PathKey),
    /// A password is asked for that he has not given.
    Locked(LockedFolder),
    /// A password is asked for, and he has given it.
    Unlocked(LockedFolder),
}

/// A name that a rule hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiddenName {
    /// The rule.
    pub rule: RuleId,
    /// Its folder.
    pub folder: VirtualPath,
    /// Its pattern.
    pub pattern: HidePattern,
    /// The name of the path that the pattern means, folded.
    pub name: String,
}

/// A folder with a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedFolder {
    /// The rule.
    pub rule: RuleId,
    /// Its folder.
    pub folder: VirtualPath,
}

impl Reason {
    /// The stable code that every face shows.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::ScopeLacking(_) => "scope_lacking",
            Self::OutsideToken(_) => "outside_token",
            Self::OutsideLink => "outside_link",
            Self::Administrator => "administrator",
            Self::TenantAdministrator(_) => "tenant_administrator",
            Self::Granted(_) => "granted",
            Self::Closed(_) => "closed",
            Self::NothingGranted => "nothing_granted",
            Self::Hidden(_) => "hidden",
            Self::Revealed(_) => "revealed",
            Self::LeadsToGrant(_) => "leads_to_grant",
            Self::LeadsToTenant(_) => "leads_to_tenant",
            Self::Locked(_) => "locked",
            Self::Unlocked(_) => "unlocked",
        }
    }
}

/// Who is told why.
pub trait Trace {
    /// Takes a reason. It is made only for those who keep it.
    fn note(&mut self, reason: impl FnOnce() -> Reason);
}

/// Nobody is told.
#[derive(Clone, Copy, Debug)]
pub struct Untraced;

impl Trace for Untraced {
    fn note(&mut self, _: impl FnOnce() -> Reason) {}
}

impl Trace for Vec<Reason> {
    fn note(&mut self, reason: impl FnOnce() -> Reason) {
        self.push(reason());
    }
}
