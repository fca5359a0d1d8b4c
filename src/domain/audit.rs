//! What was done here, by whom, and how it ended.

use std::net::IpAddr;
use std::sync::Arc;

use super::account::Username;
use super::caller::{Caller, Pass};
use super::clock::Timestamp;
use super::id::AccountId;
use super::path::VirtualPath;

/// What somebody did.
macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What somebody did.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Deed {
            $($(#[$doc])* $name,)+
        }

        impl Deed {
            /// All there are.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Such as `mount.create`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

deeds! {
    /// Signed in with a password.
    SignIn = "session.create",
    /// Tried to, with a wrong password.
    SignInFailed = "session.refuse",
    /// Signed out, or ended a session.
    SignOut = "session.delete",
    /// Gave a folder's password.
    Unlock = "session.unlock",
    /// Made an account.
    AccountCreate = "account.create",
    /// Changed one.
    AccountUpdate = "account.update",
    /// Gave one a new password.
    PasswordChange = "account.password",
    /// Removed one.
    AccountDelete = "account.delete",
    /// Made a group.
    GroupCreate = "group.create",
    /// Changed one, or who belongs to it.
    GroupUpdate = "group.update",
    /// Removed one.
    GroupDelete = "group.delete",
    /// Granted rights.
    GrantCreate = "grant.create",
    /// Changed a grant.
    GrantUpdate = "grant.update",
    /// Removed one.
    GrantDelete = "grant.delete",
    /// Made a folder rule.
    RuleCreate = "rule.create",
    /// Changed one.
    RuleUpdate = "rule.update",
    /// Removed one.
    RuleDelete = "rule.delete",
    /// Made an API token.
    TokenCreate = "token.create",
    /// Revoked one.
    TokenDelete = "token.delete",
    /// Made a password for a program.
    AppPasswordCreate = "app_password.create",
    /// Revoked one.
    AppPasswordDelete = "app_password.delete",
    /// Registered a tenant.
    TenantCreate = "tenant.create",
    /// Changed one.
    TenantUpdate = "tenant.update",
    /// Made its next credential the current one.
    CredentialPromote = "tenant.promote",
    /// Removed one.
    TenantDelete = "tenant.delete",
    /// Mounted a drive.
    MountCreate = "mount.create",
    /// Changed a mount.
    MountUpdate = "mount.update",
    /// Removed one.
    MountDelete = "mount.delete",
    /// Took over what the configuration file declares.
    Declare = "server.declare",
    /// Put our own keys to rest and made new ones.
    KeysRotate = "server.keys",
    /// Wrote a file.
    FilePut = "file.put",
    /// Made a folder.
    FolderCreate = "file.mkdir",
    /// Renamed an entry, or set its times.
    FileUpdate = "file.update",
    /// Changed what is said of an entry.
    PropertyUpdate = "file.properties",
    /// Moved an entry.
    FileMove = "file.move",
    /// Copied one.
    FileCopy = "file.copy",
    /// Deleted one.
    FileDelete = "file.delete",
    /// Made an earlier version the present one.
    VersionRestore = "file.restore",
    /// Ended a lock that somebody else had set.
    LockBreak = "file.unlock",
    /// Made a signed link.
    LinkCreate = "file.link",
}

impl Deed {
    /// The deed of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|deed| deed.name() == name)
    }
}

/// How a deed ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeedEnd {
    /// As wanted.
    Done,
    /// Not at all.
    Failed,
    /// Nobody knows: it is under way, or Microsoft's answer was lost, or the server was killed meanwhile.
    Unclear,
}

impl DeedEnd {
    /// `done`, `failed` or `unclear`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unclear => "unclear",
        }
    }

    /// The end of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = [Self::Done, Self::Failed, Self::Unclear].into_iter();
        all.find(|end| end.name() == name)
    }
}

/// Who did it, by name, since rows outlive accounts.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Actor {
    /// The account; `None` for guests and for the command line.
    pub account: Option<AccountId>,
    /// Its name at that time.
    pub username: Option<Username>,
    /// How he had shown who he is: the id of a token or app password, where it was one.
    pub pass: Option<Arc<str>>,
    /// From where, as far as it can be trusted.
    pub address: Option<IpAddr>,
    /// Our id of the request.
    pub request_id: Option<Arc<str>>,
}

impl Actor {
    /// The one who is asking. Whoever comes by a signed link is not the one who made it, and nobody that is
    /// known.
    pub fn of(caller: &Caller) -> Self {
        let by_link = matches!(caller.pass(), Pass::Link(_));
        let account = caller.account().filter(|_| !by_link);
        let pass = match caller.pass() {
            Pass::Token { id, .. } => Some(id.as_str()),
            Pass::AppPassword(id) => Some(id.as_str()),
            Pass::None | Pass::Session(_) | Pass::Password | Pass::Link(_) => None,
        };
        Self {
            account: account.map(|account| account.id.clone()),
            username: account.map(|account| account.username.clone()),
            pass: pass.map(Arc::from),
            address: caller.visit().address,
            request_id: caller.visit().request_id.clone(),
        }
    }
}

/// A row of the audit log: who, what, to what. Holds names of fields, never their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub deed: Deed,
    /// How it ended.
    pub end: DeedEnd,
    /// Our id of what it was done to, where it has one.
    pub subject: Option<String>,
    /// Where in the tree, where that says something.
    pub path: Option<VirtualPath>,
    /// Which fields were changed.
    pub fields: Vec<&'static str>,
}

impl AuditEntry {
    /// Somebody has done something; to be filled with what it was done to.
    pub const fn new(at: Timestamp, actor: Actor, deed: Deed) -> Self {
        Self {
            at,
            actor,
            deed,
            end: DeedEnd::Done,
            subject: None,
            path: None,
            fields: Vec::new(),
        }
    }

    /// Done to this row of ours.
    #[must_use]
    pub fn to(self, subject: impl Into<String>) -> Self {
        Self {
            subject: Some(subject.into()),
            ..self
        }
    }

    /// Done at this path.
    #[must_use]
    pub fn at_path(self, path: VirtualPath) -> Self {
        Self {
            path: Some(path),
            ..self
        }
    }

    /// With these fields changed.
    #[must_use]
    pub fn with_fields(self, fields: Vec<&'static str>) -> Self {
        Self { fields, ..self }
    }

    /// And it ended like this.
    #[must_use]
    pub const fn ended(mut self, end: DeedEnd) -> Self {
        self.end = end;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_has_a_name_of_its_own() {
        for deed in Deed::ALL {
            assert_eq!(Deed::from_name(deed.name()), Some(*deed));
        }
        assert_eq!(Deed::from_name(""), None);
    }
}
