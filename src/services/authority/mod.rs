//! Who may do what: the one place that decides, for all faces and all use cases.

mod held;
mod mandate;

use std::sync::{Arc, RwLock};

use crate::domain::{Account, AdminScope, Caller, Pass, Result, Role};
use crate::store::{RightsRows, Store};

use super::atlas::Atlas;

pub(super) use mandate::{Mandate, Sight};

/// Knows who may do what.
#[derive(Debug)]
pub(super) struct Authority {
    store: Store,
    atlas: Arc<Atlas>,
    rows: RwLock<Arc<RightsRows>>,
}

impl Authority {
    pub(super) async fn load(store: Store, atlas: Arc<Atlas>) -> Result<Self> {
        let rows = RwLock::new(Arc::new(store.load_rights().await?));
        Ok(Self { store, atlas, rows })
    }

    /// Somebody who has shown by `pass` that he is this account.
    pub(super) fn caller(&self, account: Arc<Account>, pass: Pass) -> Caller {
        let scope = match account.role {
            Role::Admin => AdminScope::All,
            Role::TenantAdmin | Role::Member => AdminScope::Nothing,
        };
        Caller::of(account, pass).administering(scope)
    }

    /// What `caller` may do as things are now. A request takes one and keeps it to its end.
    pub(super) fn mandate(&self, caller: &Caller) -> Mandate {
        Mandate::new(self.atlas.chart(), caller.clone())
    }
}
