//! What one caller may do.

use std::sync::Arc;

use crate::domain::{
    AdminScope, Caller, Error, PathKey, Principal, Result, Right, Rights, Role, TenantId,
    VirtualPath,
};
use crate::services::atlas::Chart;
use crate::services::page::FolderNotes;
use crate::tree::PrefixSet;

use super::decision::{Outcome, decide, decide_subtree};
use super::explain::{Explanation, explain};
use super::rulebook::Rulebook;
use super::subject::{Standing, Subject};
use super::trace::Untraced;
use super::whole::sees_all;
use super::window::{Shown, Window};

/// How much of a folder somebody sees. The less, the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::services) enum Sight {
    /// What leads on to places that he may see; of the folder itself name and kind.
    Passage,
    /// All that is not hidden.
    Whole,
}

impl From<Sight> for Shown {
    fn from(sight: Sight) -> Self {
        match sight {
            Sight::Whole => Self::Full,
            Sight::Passage => Self::NameOnly,
        }
    }
}

/// What a caller may do as things were when he came. Nothing is asked of anybody for a decision, and it
/// does not depend on whether there is something at a path.
#[derive(Clone, Debug)]
pub(in crate::services) struct Mandate {
    chart: Arc<Chart>,
    book: Arc<Rulebook>,
    caller: Caller,
    principals: Vec<Principal>,
    /// The prefixes of the tenants whose administrator he is.
    prefixes: PrefixSet,
}

impl Mandate {
    pub(super) fn new(chart: Arc<Chart>, book: Arc<Rulebook>, caller: Caller) -> Self {
        let account = caller.account();
        let principals = account.map(|account| book.principals_of(&account.id));
        // What somebody holds by his role does not depend on whether his pass lets him administer.
        let scope = account.map_or(AdminScope::Nothing, |account| book.scope_of(account));
        let prefixes = match &scope {
            AdminScope::Tenants(tenants) => {
                let known = tenants.iter().filter_map(|id| chart.tenants.get(id));
                known.map(|tenant| tenant.path_prefix.key()).collect()
            }
            AdminScope::All | AdminScope::Nothing => PrefixSet::default(),
        };
        Self {
            principals: principals.unwrap_or_default(),
            prefixes,
            chart,
            book,
            caller,
        }
    }

    /// The same for somebody who holds what a group holds.
    pub(super) fn with_rights_of(self, group: Principal) -> Self {
        Self {
            principals: vec![group],
            ..self
        }
    }

    fn subject(&self) -> Subject<'_> {
        let role = self.caller.account().map(|account| account.role);
        Subject {
            standing: match role {
                Some(Role::Admin) => Standing::Everything,
                Some(Role::TenantAdmin) => Standing::Below(&self.prefixes),
                Some(Role::Member) | None => Standing::Granted,
            },
            principals: &self.principals,
            caller: &self.caller,
        }
    }

    fn decide(&self, right: Right, key: &PathKey) -> Outcome {
        let policy = &self.book.policy;
        decide(policy, &self.subject(), right, key, &mut Untraced)
    }

    /// Whether he may do this there.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anonymous callers, whether or not there is something;
    /// [`Error::Forbidden`] where he sees the name, [`Error::PasswordNeeded`], else [`Error::NotFound`].
    pub(in crate::services) fn allow(&self, right: Right, path: &VirtualPath) -> Result<()> {
        match self.decide(right, &path.key()) {
            Outcome::Allowed => Ok(()),
            refused => Err(self.refusal(refused, path)),
        }
    }

    /// All that he may do there.
    pub(in crate::services) fn rights(&self, path: &VirtualPath) -> Rights {
        let key = path.key();
        let may = |right: &Right| self.decide(*right, &key) == Outcome::Allowed;
        Right::ALL.into_iter().filter(may).collect()
    }

    /// How much of a folder he sees.
    ///
    /// # Errors
    /// As [`Mandate::allow`] for [`Right::List`], where he sees nothing.
    pub(in crate::services) fn see(&self, folder: &VirtualPath) -> Result<Sight> {
        match self.decide(Right::List, &folder.key()) {
            Outcome::Allowed => Ok(Sight::Whole),
            Outcome::Passage => Ok(Sight::Passage),
            refused => Err(self.refusal(refused, folder)),
        }
    }

    /// How much he is told of what he does at a place: name and kind at the least.
    pub(in crate::services) fn shown(&self, path: &VirtualPath) -> Shown {
        self.see(path).map_or(Shown::NameOnly, Shown::from)
    }

    /// Whether he may know that a place is there.
    pub(in crate::services) fn sees(&self, path: &VirtualPath) -> bool {
        self.see(path).is_ok()
    }

    /// Whether he may do this to a folder with all below it: at the folder and at every grant, rule and
    /// mount at or below it.
    ///
    /// # Errors
    /// As [`Mandate::allow`]; [`Error::Forbidden`] for what lies below, and to anonymous callers
    /// [`Error::Unauthenticated`].
    pub(in crate::services) fn allow_tree(&self, right: Right, path: &VirtualPath) -> Result<()> {
        self.allow(right, path)?;
        let (policy, mounts) = (&self.book.policy, &self.chart.table);
        match decide_subtree(policy, mounts, &self.subject(), right, &path.key()) {
            Outcome::Allowed => Ok(()),
            // What stands below is not for everybody: whoever is not signed in is told to.
            _ if self.caller.is_anonymous() => Err(Error::Unauthenticated),
            _ => Err(Error::Forbidden),
        }
    }

    /// Whether grants or rules stand at a place, or below it, for whomever: then it is not for the same people as
    /// what lies beside it.
    pub(in crate::services) fn is_guarded(&self, path: &VirtualPath) -> bool {
        let key = path.key();
        self.book.policy.points_below(&key).next().is_some()
    }

    /// Whether nothing in a folder, or further below, can be hidden from him, whatever lies there.
    pub(in crate::services) fn sees_all(&self, folder: &VirtualPath) -> bool {
        sees_all(&self.book.policy, &self.subject(), &folder.key())
    }

    /// How much of each of a folder's children he sees, by name.
    pub(in crate::services) fn look<T>(
        &self,
        folder: &VirtualPath,
        see: impl FnOnce(&Window<'_>) -> T,
    ) -> T {
        let (subject, key) = (self.subject(), folder.key());
        see(&Window::open(&self.book.policy, &subject, &key))
    }

    /// Why he may do this there, or may not.
    pub(in crate::services) fn explain(&self, right: Right, path: &VirtualPath) -> Explanation {
        explain(&self.book.policy, &self.subject(), right, &path.key())
    }

    /// What is said about a folder, whoever reads it.
    pub(in crate::services) fn notes(&self, folder: &VirtualPath) -> FolderNotes {
        let key = folder.key();
        let trail = self.book.policy.along(&key);
        FolderNotes {
            header: trail.rules().find_map(|rule| rule.header.clone()),
            readme: trail.rules().find_map(|rule| rule.readme.clone()),
            view: trail.rules().find_map(|rule| rule.view),
            sort: trail.rules().find_map(|rule| rule.sort),
        }
    }

    /// Whether a folder's password stands at or above a place, given or not.
    pub(in crate::services) fn is_below_password(&self, path: &VirtualPath) -> bool {
        let key = path.key();
        let trail = self.book.policy.along(&key);
        trail.passwords().next().is_some()
    }

    /// Whether he administers a tenant, and may see what Microsoft said about it.
    pub(in crate::services) fn administers(&self, tenant: &TenantId) -> bool {
        self.caller.scope().reaches(tenant)
    }

    /// For whom a cursor is good: an account, or whoever is not signed in.
    pub(in crate::services) fn holder(&self) -> &str {
        let account = self.caller.account();
        account.map_or("guest", |account| account.id.as_str())
    }

    /// Who is asking.
    pub(in crate::services) const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// What a caller is told who may not. Whoever may see the name where it would stand is told so; to all
    /// others it is as if nothing were there; and whoever is not signed in is told to, whatever is there.
    fn refusal(&self, outcome: Outcome, path: &VirtualPath) -> Error {
        let is_seen = || {
            path.parent()
                .is_some_and(|parent| self.is_shown(&parent, path))
        };
        match outcome {
            Outcome::Locked { folder } => Error::PasswordNeeded { folder },
            _ if self.caller.is_anonymous() => Error::Unauthenticated,
            Outcome::Denied if is_seen() => Error::Forbidden,
            Outcome::Denied | Outcome::Hidden | Outcome::Passage | Outcome::Allowed => {
                Error::NotFound
            }
        }
    }

    /// Whether he may list the folder and is shown this name there.
    fn is_shown(&self, parent: &VirtualPath, path: &VirtualPath) -> bool {
        let lists = self.decide(Right::List, &parent.key()) == Outcome::Allowed;
        let name = path.name().unwrap_or_default();
        lists || self.look(parent, |window| window.child(name) != Shown::Absent)
    }
}
