//! Organizations: register, change, test, remove.

use std::sync::Arc;

use crate::directory::Directory;
use crate::domain::{
    Caller, ClientId, CloudName, DirectoryId, Error, Ladder, Origin, Result, Secret, Tenant,
    TenantId, VirtualPath,
};

use super::atlas::Chart;
use super::health::Patient;
use super::registrar::{self, Registrar};
use super::{access, rules, verdict};

/// A tenant to be registered. Texts are unchecked; the service parses them.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// What people call it.
    pub name: String,
    /// Name of the cloud.
    pub cloud: String,
    /// Directory (tenant) id: GUID or domain.
    pub directory_id: String,
    /// Application (client) id.
    pub client_id: String,
    /// The client secret's value.
    pub client_secret: Secret<String>,
    /// Its part of the tree.
    pub path_prefix: VirtualPath,
}

/// What is to change; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct TenantChange {
    /// A new name.
    pub name: Option<String>,
    /// Another cloud; refused (409 `in_use`) while mounts exist, as are the two ids.
    pub cloud: Option<String>,
    /// Another directory.
    pub directory_id: Option<String>,
    /// Another application.
    pub client_id: Option<String>,
    /// A new secret, replacing the old one.
    pub client_secret: Option<Secret<String>>,
    /// Another prefix; its mounts must lie below.
    pub path_prefix: Option<VirtualPath>,
}

/// A tenant as administrators see it.
#[derive(Clone, Debug)]
pub struct TenantView {
    /// The tenant.
    pub tenant: Tenant,
    /// Whether a secret is stored.
    pub has_secret: bool,
    /// How many mounts use it.
    pub mounts: usize,
}

/// Organizations.
#[derive(Debug)]
pub struct Tenants {
    pub(super) registrar: Arc<Registrar>,
    pub(super) directory: Directory,
}

impl Tenants {
    /// All tenants, oldest first.
    pub fn list(&self, caller: &Caller) -> Result<Vec<TenantView>> {
        access::administrator(caller)?;
        let chart = self.registrar.atlas.chart();
        let mut tenants: Vec<_> = chart.tenants.values().collect();
        tenants.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(tenants
            .into_iter()
            .map(|tenant| view(&chart, tenant))
            .collect())
    }

    /// One of them.
    pub fn find(&self, caller: &Caller, id: &TenantId) -> Result<TenantView> {
        access::administrator(caller)?;
        let chart = self.registrar.atlas.chart();
        Ok(view(&chart, chart.tenants.get(id).ok_or(Error::NotFound)?))
    }

    /// Registers one. Calls nobody: its state is `unchecked`.
    pub async fn create(&self, caller: &Caller, new: NewTenant) -> Result<TenantView> {
        access::administrator(caller)?;
        let turn = self.registrar.turn().await;
        let tenant = self.checked(&new)?;
        let id = tenant.id.clone();
        let credential = self.registrar.seal(&new.client_secret);
        let (store, now) = (self.registrar.store.clone(), self.registrar.now());
        let insert = async move { store.insert_tenant(&tenant, Some(&credential), now).await };
        self.registrar.change(turn, None, insert).await?;
        self.find(caller, &id)
    }

    /// Changes one. A row of the configuration file is 409 `declared_in_file`.
    pub async fn update(
        &self,
        caller: &Caller,
        id: &TenantId,
        change: TenantChange,
    ) -> Result<TenantView> {
        access::administrator(caller)?;
        let turn = self.registrar.turn().await;
        let known = self.known(id)?;
        let mut tenant = self.changed(&known, &change)?;
        // What was learned holds as long as the application signs in as the same one with the same secret.
        let renewed = change.client_secret.is_some() || identity(&known) != identity(&tenant);
        if renewed {
            tenant.health = self.registrar.unchecked();
        }
        let credential = change
            .client_secret
            .as_ref()
            .map(|secret| self.registrar.seal(secret));
        let outdated = renewed.then(|| Patient::Tenant(id.clone()));
        let (store, now) = (self.registrar.store.clone(), self.registrar.now());
        let update = async move { store.update_tenant(&tenant, credential.as_ref(), now).await };
        self.registrar.change(turn, outdated, update).await?;
        self.find(caller, id)
    }

    /// Removes one: 409 `in_use` while it has mounts, unless `cascade`. Nothing of Microsoft's is touched.
    pub async fn delete(&self, caller: &Caller, id: &TenantId, cascade: bool) -> Result<()> {
        access::administrator(caller)?;
        let turn = self.registrar.turn().await;
        self.known(id)?;
        let (store, id) = (self.registrar.store.clone(), id.clone());
        let delete = async move { store.delete_tenant(&id, cascade).await };
        self.registrar.change(turn, None, delete).await
    }

    /// Climbs the test ladder, and notes what it says about the tenant.
    pub async fn test(&self, caller: &Caller, id: &TenantId) -> Result<Ladder> {
        access::administrator(caller)?;
        let chart = self.registrar.atlas.chart();
        let tenant = chart.tenants.get(id).ok_or(Error::NotFound)?;
        let (atlas, patient) = (&self.registrar.atlas, Patient::Tenant(id.clone()));
        let asked = atlas.ask();
        let urgency = self.registrar.visitor();
        let ladder = self.directory.test_tenant(tenant, urgency).await;
        if let Some(state) = verdict::of_ladder(&ladder) {
            atlas.note(&patient, asked, state).await?;
        }
        Ok(ladder)
    }

    /// The tenant, if it may be changed here.
    fn known(&self, id: &TenantId) -> Result<Tenant> {
        let chart = self.registrar.atlas.chart();
        let tenant = chart.tenants.get(id).ok_or(Error::NotFound)?;
        registrar::check_origin(tenant.origin)?;
        Ok(Tenant::clone(tenant))
    }

    fn checked(&self, new: &NewTenant) -> Result<Tenant> {
        rules::check_secret(&new.client_secret)?;
        let cloud = CloudName::parse(&new.cloud)?;
        self.registrar.applications.cloud(&cloud)?;
        self.check_prefix(&new.path_prefix, None)?;
        Ok(Tenant {
            id: TenantId::from_unique(self.registrar.row_id()),
            name: Tenant::parse_name(&new.name)?,
            cloud,
            directory_id: DirectoryId::parse(&new.directory_id)?,
            client_id: ClientId::parse(&new.client_id)?,
            path_prefix: new.path_prefix.clone(),
            origin: Origin::Database,
            health: self.registrar.unchecked(),
        })
    }

    fn changed(&self, known: &Tenant, change: &TenantChange) -> Result<Tenant> {
        let mut tenant = known.clone();
        if let Some(name) = &change.name {
            tenant.name = Tenant::parse_name(name)?;
        }
        if let Some(cloud) = &change.cloud {
            tenant.cloud = CloudName::parse(cloud)?;
            self.registrar.applications.cloud(&tenant.cloud)?;
        }
        if let Some(directory) = &change.directory_id {
            tenant.directory_id = DirectoryId::parse(directory)?;
        }
        if let Some(client) = &change.client_id {
            tenant.client_id = ClientId::parse(client)?;
        }
        if let Some(secret) = &change.client_secret {
            rules::check_secret(secret)?;
        }
        if let Some(prefix) = &change.path_prefix {
            self.check_prefix(prefix, Some(&known.id))?;
            tenant.path_prefix = prefix.clone();
        }
        self.check_mounts(known, &tenant)?;
        Ok(tenant)
    }

    /// While a tenant has mounts it stays the organization it is, and they stay within its prefix.
    fn check_mounts(&self, known: &Tenant, changed: &Tenant) -> Result<()> {
        let chart = self.registrar.atlas.chart();
        let mut mounts = chart
            .mounts
            .iter()
            .filter(|mount| mount.tenant_id == known.id)
            .peekable();
        if mounts.peek().is_some() && identity(known) != identity(changed) {
            let reason =
                "cloud, directory_id and client_id can't change while the tenant has mounts";
            return Err(Error::conflict("in_use", reason));
        }
        mounts.try_for_each(|mount| rules::check_encloses(&changed.path_prefix, &mount.path))
    }

    fn check_prefix(&self, prefix: &VirtualPath, own: Option<&TenantId>) -> Result<()> {
        Tenant::check_prefix(prefix)?;
        let chart = self.registrar.atlas.chart();
        let others = chart
            .tenants
            .values()
            .filter(|tenant| Some(&tenant.id) != own);
        rules::check_apart(prefix, others.map(|tenant| tenant.path_prefix.clone()))
    }
}

/// Which organization a tenant is, and as whom we sign in there.
const fn identity(tenant: &Tenant) -> (&CloudName, &DirectoryId, &ClientId) {
    (&tenant.cloud, &tenant.directory_id, &tenant.client_id)
}

fn view(chart: &Chart, tenant: &Tenant) -> TenantView {
    let mounts = chart
        .mounts
        .iter()
        .filter(|mount| mount.tenant_id == tenant.id)
        .count();
    let has_secret = tenant.origin == Origin::File || chart.credentials.contains_key(&tenant.id);
    TenantView {
        tenant: tenant.clone(),
        has_secret,
        mounts,
    }
}
