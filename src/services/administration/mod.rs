//! Administration: what only administrators may do. There is no other way to these use cases than through
//! an [`Administration`], which knows how far its holder may go.

mod accounts;
mod audit;
mod audit_cursor;
mod carrying;
mod explaining;
mod folder_rules;
mod grants;
mod groups;
mod mounts;
mod options;
mod tenants;
mod tokens;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::applications::KeyRing;
use crate::directory::Directory;
use crate::domain::{
    Actor, AdminScope, AuditEntry, Caller, Deed, Error, Invalid, Pass, PathKey, Result, Scope,
    TenantId, VirtualPath,
};
use crate::store::StoreError;

use super::Services;
use super::authority::{Authority, Rulebook};
use super::ladders::Ladders;
use super::passwords::Passwords;
use super::registrar::{Registrar, Turn};
use super::workers::Workers;

use accounts::Accounts;
use audit::AuditLog;
use folder_rules::FolderRules;
use grants::Grants;
use groups::Groups;
use mounts::Mounts;
use tenants::Tenants;
use tokens::Tokens;

pub use accounts::{AccountChange, AccountView, NewAccount};
pub use audit::{AuditPage, AuditQuery, AuditView};
pub use explaining::{ExplanationView, ReasonView};
pub use folder_rules::{NewRule, RuleChange, RuleContent};
pub use grants::NewGrant;
pub use groups::{GroupChange, GroupView, NewGroup};
pub use mounts::{MountChange, MountView, NewMount};
pub use options::OptionsChange;
pub use tenants::{NewTenant, TenantChange, TenantView};
pub use tokens::TokenView;

/// What administration stands on.
#[derive(Debug)]
pub(super) struct Office {
    pub(super) registrar: Arc<Registrar>,
    pub(super) directory: Directory,
    pub(super) ladders: Ladders,
    pub(super) workers: Workers,
    pub(super) authority: Arc<Authority>,
    pub(super) passwords: Passwords,
    pub(super) cursors: Arc<KeyRing>,
}

/// How far an administrator may go.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reach {
    /// Everywhere.
    Server,
    /// In these tenants, below their prefixes.
    Tenants(Arc<BTreeSet<TenantId>>),
}

/// Somebody who may administer, as far as he may. It hands out the only administrative methods.
#[derive(Clone, Debug)]
pub struct Administration {
    office: Arc<Office>,
    actor: Actor,
    reach: Reach,
}

impl Services {
    /// What `caller` may administer, for who wants to look ([`Scope::AdminRead`], [`Scope::AuditRead`]) or
    /// to change ([`Scope::AdminWrite`]).
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anonymous callers, [`Error::Forbidden`] for all who administer nothing,
    /// by their account or by the pass they came with.
    pub fn administration(&self, caller: &Caller, wanted: Scope) -> Result<Administration> {
        let account = caller.account().ok_or(Error::Unauthenticated)?;
        let good = match caller.pass() {
            Pass::Session(_) => true,
            Pass::Token { scopes, prefix, .. } => scopes.hold(wanted) && prefix.is_none(),
            Pass::None | Pass::Password | Pass::AppPassword(_) | Pass::Link(_) => false,
        };
        // Not the caller's own scope: that of a token for the audit log alone is nothing.
        let reach = match self.office.authority.scope_of(account) {
            AdminScope::All => Some(Reach::Server),
            AdminScope::Tenants(tenants) => Some(Reach::Tenants(tenants)),
            AdminScope::Nothing => None,
        };
        let reach = reach.filter(|_| good).ok_or(Error::Forbidden)?;
        Ok(Administration {
            office: Arc::clone(&self.office),
            actor: Actor::of(caller),
            reach,
        })
    }
}

impl Administration {
    /// Organizations.
    pub const fn tenants(&self) -> Tenants<'_> {
        Tenants { by: self }
    }

    /// Drives in the tree.
    pub const fn mounts(&self) -> Mounts<'_> {
        Mounts { by: self }
    }

    /// Accounts.
    pub const fn accounts(&self) -> Accounts<'_> {
        Accounts { by: self }
    }

    /// Groups of accounts.
    pub const fn groups(&self) -> Groups<'_> {
        Groups { by: self }
    }

    /// Who may do what.
    pub const fn grants(&self) -> Grants<'_> {
        Grants { by: self }
    }

    /// How folders are shown, and what of them.
    pub const fn folder_rules(&self) -> FolderRules<'_> {
        FolderRules { by: self }
    }

    /// API tokens and passwords for programs, of others too.
    pub const fn tokens(&self) -> Tokens<'_> {
        Tokens { by: self }
    }

    /// What was done.
    pub const fn audit_log(&self) -> AuditLog<'_> {
        AuditLog { by: self }
    }

    fn registrar(&self) -> &Registrar {
        &self.office.registrar
    }

    /// Refuses whoever does not administer the whole server.
    fn whole(&self) -> Result<()> {
        match self.reach {
            Reach::Server => Ok(()),
            Reach::Tenants(_) => Err(Error::Forbidden),
        }
    }

    /// Whether a tenant is his to administer.
    fn reaches(&self, tenant: &TenantId) -> bool {
        match &self.reach {
            Reach::Server => true,
            Reach::Tenants(tenants) => tenants.contains(tenant),
        }
    }

    /// A tenant that is not his is not there.
    fn within(&self, tenant: &TenantId) -> Result<()> {
        if self.reaches(tenant) {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    /// People and rights as they are now.
    fn book(&self) -> Arc<Rulebook> {
        self.office.authority.book()
    }

    /// The parts of the tree that he administers.
    fn prefixes(&self) -> Vec<PathKey> {
        match &self.reach {
            Reach::Server => vec![PathKey::root()],
            Reach::Tenants(tenants) => {
                let chart = self.registrar().atlas.chart();
                let known = tenants.iter().filter_map(|id| chart.tenants.get(id));
                known.map(|tenant| tenant.path_prefix.key()).collect()
            }
        }
    }

    /// Whether a place lies in a part of the tree that he administers.
    fn covers(&self, path: &VirtualPath) -> bool {
        let key = path.key();
        let mut prefixes = self.prefixes().into_iter();
        prefixes.any(|prefix| key.is_at_or_below(&prefix))
    }

    /// Refuses a place that he does not administer, and our own addresses.
    fn check_path(&self, path: &VirtualPath) -> Result<()> {
        path.check_free("path")?;
        if self.covers(path) {
            return Ok(());
        }
        let reason = "must lie at or below a prefix that you administer";
        Err(Invalid::new("path", "outside_prefix", reason).into())
    }

    /// Refuses a tenant that is not his: to him it does not exist.
    fn check_tenant(&self, field: &'static str, tenant: &TenantId) -> Result<()> {
        let known = self.registrar().atlas.chart().tenants.contains_key(tenant);
        if known && self.reaches(tenant) {
            return Ok(());
        }
        let reason = "is not a tenant that you administer";
        Err(Invalid::new(field, "unknown_tenant", reason).into())
    }

    /// Writes a change of people or rights and takes it over. Both are background work: whoever leaves can't
    /// part them.
    async fn change<F>(&self, turn: Turn, write: F) -> Result<()>
    where
        F: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        let authority = Arc::clone(&self.office.authority);
        let changing = self.registrar().tasks.spawn(async move {
            let _turn = turn;
            write.await?;
            authority.reload().await
        });
        changing.await.map_err(Error::internal)?
    }

    /// The row of the audit log for a deed of his.
    fn audit(&self, deed: Deed) -> AuditEntry {
        AuditEntry::new(self.registrar().now(), self.actor.clone(), deed)
    }
}
