//! `onefold check`: every organization, climbed rung by rung, with a diagnosis in plain words.

use std::sync::Arc;

use crate::config::Config;
use crate::directory::Directory;
use crate::domain::{Clock, Ladder, Mount, Tenant, Urgency};
use crate::services::Ladders;
use crate::store::Store;

use super::compose::{Doors, applications, registry, vault};
use super::declared::Declared;
use super::error::StartError;

/// What came of one tenant and its mounts.
#[derive(Debug)]
pub struct TenantReport {
    /// The tenant.
    pub tenant: Tenant,
    /// Its own rungs.
    pub ladder: Ladder,
    /// Its mounts, each with its rungs; empty where the tenant's own ladder broke.
    pub mounts: Vec<(Mount, Ladder)>,
}

impl TenantReport {
    /// Whether everything held.
    pub fn ok(&self) -> bool {
        self.ladder.ok() && self.mounts.iter().all(|(_, ladder)| ladder.ok())
    }
}

/// Checks every tenant that the file declares or the database holds. Writes nothing.
pub async fn check(config: &Config) -> Result<Vec<TenantReport>, StartError> {
    let doors = Doors::default();
    let store = Store::open(&config.data_dir).await?;
    let vault = vault(config, doors.random)?;
    let declared = Declared::of(config, doors.clock.now())?;
    let (tenants, mounts) = merged(&store, &declared).await?;
    let applications = Arc::new(applications(config, &doors, (&store, &vault), declared)?);
    let registry = registry(config, &doors, &store, &applications);
    let ladders = Ladders::new(Directory::new(applications), Arc::new(registry));
    let mut reports = Vec::new();
    for tenant in tenants {
        reports.push(report((&ladders, &*doors.clock), tenant, &mounts).await);
    }
    Ok(reports)
}

async fn report(
    (ladders, clock): (&Ladders, &dyn Clock),
    tenant: Tenant,
    all_mounts: &[Mount],
) -> TenantReport {
    let urgency = || Urgency::visitor(clock.now());
    let ladder = ladders.test_tenant(&tenant, urgency()).await;
    let mut mounts = Vec::new();
    if ladder.ok() {
        for mount in all_mounts
            .iter()
            .filter(|mount| mount.tenant_id == tenant.id)
        {
            let test = ladders.test_mount(&tenant, mount, urgency()).await;
            mounts.push((mount.clone(), test.ladder));
        }
    }
    TenantReport {
        tenant,
        ladder,
        mounts,
    }
}

/// What the file declares now wins over what it declared at the last start.
async fn merged(
    store: &Store,
    declared: &Declared,
) -> Result<(Vec<Tenant>, Vec<Mount>), StartError> {
    let mut tenants = declared.tenants.clone();
    let mut mounts = declared.mounts.clone();
    let known = store
        .list_tenants()
        .await?
        .into_iter()
        .filter(|row| row.origin == crate::domain::Origin::Database);
    tenants.extend(known);
    let known = store
        .list_mounts()
        .await?
        .into_iter()
        .filter(|row| row.origin == crate::domain::Origin::Database);
    mounts.extend(known);
    Ok((tenants, mounts))
}
