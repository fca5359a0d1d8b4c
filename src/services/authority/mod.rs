//! Who may do what: the one place that decides, for all faces and all use cases.

mod mandate;

use std::sync::Arc;

use crate::domain::{Account, AdminScope, Caller, Pass, Role};

use super::atlas::Atlas;

pub(super) use mandate::{Mandate, Sight};

/// Knows who may do what.
#[derive(Debug)]
pub(super) struct Authority {
    atlas: Arc<Atlas>,
}

impl Authority {
    pub(super) const fn new(atlas: Arc<Atlas>) -> Self {
        Self { atlas }
    }

    /// Somebody who has shown by `pass` that he is this account.
    pub(super) fn caller(&self, account: Account, pass: Pass) -> Caller {
        let scope = match account.role {
            Role::Admin => AdminScope::All,
            Role::TenantAdmin | Role::Member => AdminScope::Nothing,
        };
        Caller::of(Arc::new(account), pass).administering(scope)
    }

    /// What `caller` may do as things are now. A request takes one and keeps it to its end.
    pub(super) fn mandate(&self, caller: &Caller) -> Mandate {
        Mandate::new(self.atlas.chart(), caller.clone())
    }
}
