//! Administration: what only administrators may do. There is no other way to these use cases than through
//! an [`Administration`], which knows how far its holder may go.

mod mounts;
mod options;
mod tenants;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::directory::Directory;
use crate::domain::{
    Actor, AdminScope, AuditEntry, Caller, Deed, Error, Pass, Result, Scope, TenantId,
};

use super::Services;
use super::ladders::Ladders;
use super::registrar::Registrar;
use super::workers::Workers;

pub use mounts::{MountChange, MountView, Mounts, NewMount};
pub use options::OptionsChange;
pub use tenants::{NewTenant, TenantChange, TenantView, Tenants};

/// What administration stands on.
#[derive(Debug)]
pub(super) struct Office {
    pub(super) registrar: Arc<Registrar>,
    pub(super) directory: Directory,
    pub(super) ladders: Ladders,
    pub(super) workers: Workers,
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
        if caller.is_anonymous() {
            return Err(Error::Unauthenticated);
        }
        let good = match caller.pass() {
            Pass::Session(_) => true,
            Pass::Token { scopes, prefix, .. } => scopes.hold(wanted) && prefix.is_none(),
            Pass::None | Pass::Password | Pass::AppPassword(_) | Pass::Link(_) => false,
        };
        let reach = match caller.scope() {
            AdminScope::All => Some(Reach::Server),
            AdminScope::Tenants(tenants) => Some(Reach::Tenants(Arc::clone(tenants))),
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

    /// The row of the audit log for a deed of his.
    fn audit(&self, deed: Deed) -> AuditEntry {
        AuditEntry::new(self.registrar().now(), self.actor.clone(), deed)
    }
}
