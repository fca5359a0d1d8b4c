//! Organizations: register, change, test, remove.

use std::sync::Arc;

use crate::domain::{
    AuditEntry, ClientId, CloudName, CredentialFacts, CredentialRole, Deed, DirectoryId, Error,
    Ladder, Mount, Mountable, Origin, Result, Secret, State, Tenant, TenantId, VirtualPath,
};
use crate::store::NewCredential;

use crate::services::atlas::Chart;
use crate::services::health::Patient;
use crate::services::registrar;
use crate::services::rotation::{check_promoted, no_next};
use crate::services::{rules, verdict};

use super::Administration;

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
    /// The client secret's value; without one, a certificate is to follow.
    pub client_secret: Option<Secret<String>>,
    /// Its part of the tree.
    pub path_prefix: VirtualPath,
    /// What its own administrators may mount.
    pub mountable: Mountable,
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
    /// A secret that takes the current credential's place once Microsoft refuses that.
    pub next_client_secret: Option<Secret<String>>,
    /// Another prefix; its mounts must lie below.
    pub path_prefix: Option<VirtualPath>,
    /// Something else that its own administrators may mount.
    pub mountable: Option<Mountable>,
}

impl TenantChange {
    /// The names of what is to change.
    fn fields(&self) -> Vec<&'static str> {
        let all = [
            ("name", self.name.is_some()),
            ("cloud", self.cloud.is_some()),
            ("directory_id", self.directory_id.is_some()),
            ("client_id", self.client_id.is_some()),
            ("client_secret", self.client_secret.is_some()),
            ("next_client_secret", self.next_client_secret.is_some()),
            ("path_prefix", self.path_prefix.is_some()),
            ("mountable", self.mountable.is_some()),
        ];
        registrar::named(&all)
    }
}

/// A tenant as administrators see it.
#[derive(Clone, Debug)]
pub struct TenantView {
    /// The tenant.
    pub tenant: Tenant,
    /// What may be known of its credentials, the current one first.
    pub credentials: Vec<CredentialFacts>,
    /// What is to be done before all of them have ended.
    pub warning: Option<&'static str>,
    /// How many mounts use it.
    pub mounts: usize,
}

/// Organizations.
#[derive(Debug)]
pub struct Tenants<'a> {
    pub(super) by: &'a Administration,
}

impl Tenants<'_> {
    /// All that are his to administer, oldest first.
    pub fn list(&self) -> Vec<TenantView> {
        let chart = self.by.registrar().atlas.chart();
        let tenants = chart.tenants.values();
        let mut tenants: Vec<_> = tenants
            .filter(|tenant| self.by.reaches(&tenant.id))
            .collect();
        tenants.sort_by(|one, other| one.id.cmp(&other.id));
        let views = tenants.into_iter().map(|tenant| self.view(&chart, tenant));
        views.collect()
    }

    /// One of them.
    pub fn find(&self, id: &TenantId) -> Result<TenantView> {
        self.by.within(id)?;
        let chart = self.by.registrar().atlas.chart();
        Ok(self.view(&chart, chart.tenants.get(id).ok_or(Error::NotFound)?))
    }

    /// Registers one. Calls nobody: its state is `unchecked`.
    pub async fn create(&self, new: NewTenant) -> Result<TenantView> {
        self.by.whole()?;
        let turn = self.by.registrar().turn().await;
        let tenant = self.checked(&new)?;
        let id = tenant.id.clone();
        let secret = new.client_secret.as_ref();
        let credential = secret.map(|secret| self.seal(CredentialRole::Current, secret));
        let store = self.by.registrar().store.clone();
        let audit = self.deed(Deed::TenantCreate, &tenant);
        let insert = async move {
            store
                .insert_tenant(&tenant, credential.as_slice(), &audit)
                .await
        };
        self.by.registrar().change(turn, None, insert).await?;
        self.find(&id)
    }

    /// Changes one. A row of the configuration file is 409 `declared_in_file`.
    pub async fn update(&self, id: &TenantId, change: TenantChange) -> Result<TenantView> {
        self.by.within(id)?;
        self.by.whole()?;
        let turn = self.by.registrar().turn().await;
        let known = self.known(id)?;
        let mut tenant = self.changed(&known, &change)?;
        // What was learned holds as long as the application signs in as the same one with the same secret.
        // A next credential changes nothing for the well.
        let well = known.health.state == State::Ok;
        let renewed = change.client_secret.is_some()
            || change.next_client_secret.is_some() && !well
            || identity(&known) != identity(&tenant);
        if renewed {
            tenant.health = self.by.registrar().unchecked();
        }
        let credentials = self.sealed(&change);
        let outdated = renewed.then(|| Patient::Tenant(id.clone()));
        let store = self.by.registrar().store.clone();
        let audit = self.deed(Deed::TenantUpdate, &tenant);
        let audit = audit.with_fields(change.fields());
        let update = async move { store.update_tenant(&tenant, &credentials, &audit).await };
        self.by.registrar().change(turn, outdated, update).await?;
        self.find(id)
    }

    /// Removes one: 409 `in_use` while it has mounts, unless `cascade`. Nothing of Microsoft's is touched.
    pub async fn delete(&self, id: &TenantId, cascade: bool) -> Result<()> {
        self.by.within(id)?;
        self.by.whole()?;
        let turn = self.by.registrar().turn().await;
        let known = self.known(id)?;
        let (store, id) = (self.by.registrar().store.clone(), id.clone());
        let audit = self.deed(Deed::TenantDelete, &known);
        let delete = async move { store.delete_tenant(&id, cascade, &audit).await };
        self.by.registrar().change(turn, None, delete).await
    }

    /// Makes the next credential the current one, and forgets the one that was. 409 `no_next_credential`
    /// where there is none, `credentials_changed` where somebody has put another in its place meanwhile.
    pub async fn promote(&self, id: &TenantId) -> Result<TenantView> {
        self.by.within(id)?;
        self.by.whole()?;
        let turn = self.by.registrar().turn().await;
        let known = self.known(id)?;
        let chart = self.by.registrar().atlas.chart();
        let next = chart.credential_of(id, CredentialRole::Next).cloned();
        let next = next.ok_or_else(no_next)?;
        let current = chart.credential_of(id, CredentialRole::Current).cloned();
        let (store, tenant) = (self.by.registrar().store.clone(), id.clone());
        let meant = next.clone();
        let audit = self.deed(Deed::CredentialPromote, &known);
        // Whether it was the one that did it is not the question, but whether it is done.
        let promote = async move {
            let promoted = store.promote_credential(&tenant, &next, current.as_ref(), &audit);
            promoted.await.map(drop)
        };
        let outdated = Some(Patient::Tenant(id.clone()));
        self.by.registrar().change(turn, outdated, promote).await?;
        let chart = self.by.registrar().atlas.chart();
        check_promoted(&meant, chart.credential_of(id, CredentialRole::Current))?;
        self.find(id)
    }

    /// Climbs the test ladder, and notes what it says about the tenant.
    pub async fn test(&self, id: &TenantId) -> Result<Ladder> {
        self.by.within(id)?;
        let chart = self.by.registrar().atlas.chart();
        let tenant = chart.tenants.get(id).ok_or(Error::NotFound)?;
        let (atlas, patient) = (&self.by.registrar().atlas, Patient::Tenant(id.clone()));
        let asked = atlas.ask();
        let urgency = self.by.registrar().visitor();
        let ladder = self.by.office.directory.test_tenant(tenant, urgency).await;
        if let Some(state) = verdict::of_ladder(&ladder) {
            atlas.note(&patient, asked, state).await?;
        }
        Ok(ladder)
    }

    fn view(&self, chart: &Chart, tenant: &Tenant) -> TenantView {
        let own = |mount: &&Arc<Mount>| mount.tenant_id == tenant.id;
        let credentials = match tenant.origin {
            Origin::Database => chart.facts_of(&tenant.id),
            Origin::File => {
                let declared = self.by.registrar().applications.declared(&tenant.id);
                declared.into_iter().collect()
            }
        };
        let ending = CredentialFacts::all_end_soon(&credentials, self.by.registrar().now());
        TenantView {
            tenant: tenant.clone(),
            credentials,
            warning: ending.then_some(CredentialFacts::ENDS_SOON),
            mounts: chart.mounts.iter().filter(own).count(),
        }
    }

    fn deed(&self, deed: Deed, tenant: &Tenant) -> AuditEntry {
        let audit = self.by.audit(deed);
        audit
            .to(tenant.id.as_str())
            .at_path(tenant.path_prefix.clone())
    }

    /// The tenant, if it may be changed here.
    fn known(&self, id: &TenantId) -> Result<Tenant> {
        let chart = self.by.registrar().atlas.chart();
        let tenant = chart.tenants.get(id).ok_or(Error::NotFound)?;
        registrar::check_origin(tenant.origin)?;
        Ok(Tenant::clone(tenant))
    }

    fn checked(&self, new: &NewTenant) -> Result<Tenant> {
        if let Some(secret) = &new.client_secret {
            rules::check_secret("client_secret", secret)?;
        }
        let cloud = CloudName::parse(&new.cloud)?;
        self.by.registrar().applications.cloud(&cloud)?;
        self.check_prefix(&new.path_prefix, None)?;
        Ok(Tenant {
            id: TenantId::from_unique(self.by.registrar().row_id()),
            name: Tenant::parse_name(&new.name)?,
            cloud,
            directory_id: DirectoryId::parse(&new.directory_id)?,
            client_id: ClientId::parse(&new.client_id)?,
            path_prefix: new.path_prefix.clone(),
            mountable: new.mountable.clone(),
            origin: Origin::Database,
            health: self.by.registrar().unchecked(),
        })
    }

    fn changed(&self, known: &Tenant, change: &TenantChange) -> Result<Tenant> {
        let mut tenant = known.clone();
        if let Some(name) = &change.name {
            tenant.name = Tenant::parse_name(name)?;
        }
        if let Some(cloud) = &change.cloud {
            tenant.cloud = CloudName::parse(cloud)?;
            self.by.registrar().applications.cloud(&tenant.cloud)?;
        }
        if let Some(directory) = &change.directory_id {
            tenant.directory_id = DirectoryId::parse(directory)?;
        }
        if let Some(client) = &change.client_id {
            tenant.client_id = ClientId::parse(client)?;
        }
        if let Some(secret) = &change.client_secret {
            rules::check_secret("client_secret", secret)?;
        }
        if let Some(secret) = &change.next_client_secret {
            rules::check_secret("next_client_secret", secret)?;
        }
        if let Some(prefix) = &change.path_prefix {
            self.check_prefix(prefix, Some(&known.id))?;
            tenant.path_prefix = prefix.clone();
        }
        if let Some(mountable) = &change.mountable {
            tenant.mountable = mountable.clone();
        }
        self.check_mounts(known, &tenant)?;
        Ok(tenant)
    }

    /// While a tenant has mounts it stays the organization it is, and they stay within its prefix.
    fn check_mounts(&self, known: &Tenant, changed: &Tenant) -> Result<()> {
        let chart = self.by.registrar().atlas.chart();
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

    fn sealed(&self, change: &TenantChange) -> Vec<NewCredential> {
        let current = (CredentialRole::Current, &change.client_secret);
        let next = (CredentialRole::Next, &change.next_client_secret);
        let both = [current, next].into_iter();
        both.filter_map(|(role, secret)| Some(self.seal(role, secret.as_ref()?)))
            .collect()
    }

    fn seal(&self, role: CredentialRole, secret: &Secret<String>) -> NewCredential {
        self.by.registrar().seal(role, secret)
    }

    fn check_prefix(&self, prefix: &VirtualPath, own: Option<&TenantId>) -> Result<()> {
        Tenant::check_prefix(prefix)?;
        let chart = self.by.registrar().atlas.chart();
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
