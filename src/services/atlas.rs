//! The rows that every request needs, in memory: tenants, mounts, and the tree they make.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Mutex, MutexGuard};

use crate::domain::{
    ClientId, Clock, CloudName, CredentialFacts, CredentialId, CredentialRole, Diagnosis,
    DirectoryId, Error, Health, Mount, MountId, Result, State, Tenant, TenantId, Timestamp,
};
use crate::store::{Credential, Generation, Store};
use crate::tree::MountTable;

use super::health::{Asked, News, Patient};

/// One state of the rows. A request takes one and keeps it to its end, so that it never sees half a
/// change.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) tenants: HashMap<TenantId, Arc<Tenant>>,
    pub(super) mounts: Vec<Arc<Mount>>,
    by_id: HashMap<MountId, Arc<Mount>>,
    /// The stored credentials of each tenant that has any, the current one first.
    pub(super) credentials: HashMap<TenantId, Vec<Credential>>,
    pub(super) table: MountTable,
    generation: Generation,
    /// Rises with every new chart of this process.
    pub(super) revision: u64,
}

impl Chart {
    /// The tenant of a mount. The database holds the two together.
    pub(super) fn tenant_of(&self, mount: &Mount) -> Result<&Arc<Tenant>> {
        self.tenants.get(&mount.tenant_id).ok_or(Error::NotFound)
    }

    pub(super) fn mount(&self, id: &MountId) -> Result<&Arc<Mount>> {
        self.by_id.get(id).ok_or(Error::NotFound)
    }

    /// The stored credential of a tenant in this role.
    pub(super) fn credential_of(
        &self,
        id: &TenantId,
        role: CredentialRole,
    ) -> Option<&CredentialId> {
        let mut all = self.credentials.get(id).into_iter().flatten();
        all.find(|one| one.role == role).map(|one| &one.id)
    }

    /// What may be known of a tenant's stored credentials.
    pub(super) fn facts_of(&self, id: &TenantId) -> Vec<CredentialFacts> {
        let all = self.credentials.get(id).into_iter().flatten();
        all.map(Credential::facts).collect()
    }

    /// Whom a tenant signs in as, and with what.
    pub(super) fn registration_of<'a>(&'a self, tenant: &'a Tenant) -> Registration<'a> {
        Registration {
            identity: (&tenant.cloud, &tenant.directory_id, &tenant.client_id),
            current: self.credential_of(&tenant.id, CredentialRole::Current),
            next: self.credential_of(&tenant.id, CredentialRole::Next),
        }
    }

    /// What was noted of one itself.
    pub(super) fn noted_of(&self, patient: &Patient) -> Option<Health> {
        match patient {
            Patient::Mount(id) => Some(self.mount(id).ok()?.health),
            Patient::Tenant(id) => Some(self.tenants.get(id)?.health),
        }
    }

    /// How a mount is doing, as far as known: what is wrong with its tenant is wrong with it, too.
    pub(super) fn health_of(&self, mount: &Mount) -> Health {
        let of_tenant = self.tenants.get(&mount.tenant_id);
        match of_tenant.map(|tenant| tenant.health) {
            Some(health) if matches!(health.state, State::Trouble(_)) => health,
            _ => mount.health,
        }
    }

    /// What is wrong at a mount, as far as known: with itself, or with its tenant.
    pub(super) fn trouble_of(&self, mount: &Mount) -> Option<Diagnosis> {
        match self.health_of(mount).state {
            State::Trouble(diagnosis) => Some(diagnosis),
            State::Ok | State::Unchecked => None,
        }
    }
}

/// Whom a tenant signs in as, and with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Registration<'a> {
    identity: (&'a CloudName, &'a DirectoryId, &'a ClientId),
    current: Option<&'a CredentialId>,
    next: Option<&'a CredentialId>,
}

impl<'a> Registration<'a> {
    /// The credential that was the next one in `before` and is the current one here, where nothing else
    /// has changed.
    pub(super) fn promoted_since(self, before: Registration<'_>) -> Option<&'a CredentialId> {
        let promoted = self.current.filter(|current| before.next == Some(current));
        promoted.filter(|_| self.identity == before.identity && self.next.is_none())
    }
}

/// The present chart, and how it is kept.
#[derive(Debug)]
pub(super) struct Atlas {
    store: Store,
    clock: Arc<dyn Clock>,
    chart: RwLock<Arc<Chart>>,
    /// One reader of the rows at a time, so that an older reading never replaces a newer one.
    reading: Mutex<()>,
    news: News,
    /// One writer of news at a time.
    noting: Mutex<()>,
}

impl Atlas {
    /// Reads the rows for the first time.
    pub(super) async fn load(store: Store, clock: Arc<dyn Clock>) -> Result<Self> {
        let chart = RwLock::new(Arc::new(read(&store, 0).await?));
        Ok(Self {
            store,
            clock,
            chart,
            reading: Mutex::new(()),
            news: News::default(),
            noting: Mutex::new(()),
        })
    }

    /// The present chart.
    pub(super) fn chart(&self) -> Arc<Chart> {
        Arc::clone(&self.chart.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the rows anew: we have changed them.
    pub(super) async fn reload(&self) -> Result<()> {
        self.reader().await.reload().await
    }

    /// The turn of one reader.
    pub(super) async fn reader(&self) -> Reader<'_> {
        Reader {
            atlas: self,
            _turn: self.reading.lock().await,
        }
    }

    /// Whether the database answers.
    pub(super) async fn check(&self) -> Result<()> {
        Ok(self.store.generation().await.map(drop)?)
    }

    /// A question that will say how somebody is doing begins.
    pub(super) fn ask(&self) -> Asked {
        self.news.ask()
    }

    /// The present time.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Notes how a mount or a tenant is doing, in the database and here; writes only what has changed.
    /// One at a time, and each looks again at what was learned meanwhile: whoever writes last writes what
    /// was asked for last.
    pub(super) async fn note(&self, patient: &Patient, asked: Asked, state: State) -> Result<()> {
        if !self.news.learn(patient, asked, state) || !self.differs(patient) {
            return Ok(());
        }
        let _turn = self.noting.lock().await;
        while self.differs(patient) {
            self.write(patient).await?;
            self.reload().await?;
        }
        Ok(())
    }

    /// Whether the chart says something else than the news. Somebody who is gone is not doing anyhow.
    fn differs(&self, patient: &Patient) -> bool {
        let known = self.chart().noted_of(patient);
        known.is_some_and(|known| {
            self.news
                .of(patient)
                .is_some_and(|news| news != known.state)
        })
    }

    async fn write(&self, patient: &Patient) -> Result<()> {
        let Some(state) = self.news.of(patient) else {
            return Ok(());
        };
        let now = self.clock.now();
        match patient {
            Patient::Mount(id) => self.store.set_mount_state(id, state, now).await?,
            Patient::Tenant(id) => self.store.set_tenant_state(id, state, now).await?,
        }
        Ok(())
    }
}

/// Somebody whose turn it is to read the rows. Nobody else does until he is gone.
pub(super) struct Reader<'a> {
    atlas: &'a Atlas,
    _turn: MutexGuard<'a, ()>,
}

impl Reader<'_> {
    /// Reads the rows anew if somebody has changed them.
    pub(super) async fn follow(&self) -> Result<()> {
        if self.atlas.store.generation().await? != self.atlas.chart().generation {
            self.reload().await?;
        }
        Ok(())
    }

    async fn reload(&self) -> Result<()> {
        let atlas = self.atlas;
        let fresh = read(&atlas.store, atlas.chart().revision + 1).await?;
        let mut chart = atlas.chart.write().unwrap_or_else(PoisonError::into_inner);
        *chart = Arc::new(fresh);
        Ok(())
    }
}

async fn read(store: &Store, revision: u64) -> Result<Chart> {
    // The generation first: a change in between makes the chart look old, never new.
    let generation = store.generation().await?;
    let tenants = store
        .list_tenants()
        .await?
        .into_iter()
        .map(|tenant| (tenant.id.clone(), Arc::new(tenant)))
        .collect();
    let mounts: Vec<_> = store
        .list_mounts()
        .await?
        .into_iter()
        .map(Arc::new)
        .collect();
    let by_id = mounts
        .iter()
        .map(|mount| (mount.id.clone(), Arc::clone(mount)))
        .collect();
    let credentials = store.list_credentials().await?;
    let table = MountTable::new(mounts.iter().cloned());
    Ok(Chart {
        tenants,
        mounts,
        by_id,
        credentials,
        table,
        generation,
        revision,
    })
}
