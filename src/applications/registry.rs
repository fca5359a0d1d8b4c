//! From a tenant to the client that signs in for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{
    ClientId, CloudName, CredentialFacts, CredentialId, DirectoryId, Invalid, Result, Tenant,
    TenantId,
};
use crate::graph::{Application, Budget, Client, ClientParts, Cloud, Credentials, Limits};
use crate::store::{Credential, Store};
use crate::vault::Vault;

use super::credentials::{DeclaredCredential, Opened};

/// What the registry is made of.
#[derive(Debug)]
pub struct ApplicationsParts {
    /// What every client is made of.
    pub client: ClientParts,
    /// How much each application may use.
    pub limits: Limits,
    /// The clouds: Microsoft's and those declared in the configuration.
    pub clouds: Vec<Cloud>,
    /// Where the sealed credentials lie.
    pub store: Store,
    /// What opens them.
    pub vault: Vault,
    /// Credentials of the tenants that the configuration file declares; they stay in the file.
    pub declared: HashMap<TenantId, DeclaredCredential>,
}

/// All ready clients.
#[derive(Debug)]
pub struct Applications {
    parts: ApplicationsParts,
    clients: Mutex<Clients>,
}

/// The clients, and how often some were forgotten: a secret read before that is not built on after it.
#[derive(Debug, Default)]
struct Clients {
    ready: HashMap<TenantId, Ready>,
    forgotten: u64,
    /// What each registration has used is counted over all tenant rows that name it, and outlives their
    /// clients: so does Microsoft count.
    budgets: HashMap<Registration, Arc<Budget>>,
}

/// A client, and the stored credentials it was made of.
#[derive(Debug)]
struct Ready {
    client: Arc<Client>,
    current: Option<CredentialId>,
    next: Option<CredentialId>,
}

/// One app registration of one directory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Registration {
    cloud: CloudName,
    directory: DirectoryId,
    client: ClientId,
}

impl Applications {
    /// No client is ready yet: each is made when it is first needed.
    pub fn new(parts: ApplicationsParts) -> Self {
        Self {
            parts,
            clients: Mutex::default(),
        }
    }

    /// The client that signs in for this tenant, with this tenant's own credentials: whoever registers an
    /// application a second time must prove that it is his, too. Fails with `credential_missing` where no credential is
    /// stored, or none that the master key opens.
    pub async fn client(&self, tenant: &Tenant) -> Result<Arc<Client>> {
        loop {
            let forgotten = {
                let clients = self.lock();
                if let Some(ready) = clients.ready.get(&tenant.id) {
                    return Ok(Arc::clone(&ready.client));
                }
                clients.forgotten
            };
            let ready = self.make(tenant).await?;
            let mut clients = self.lock();
            if clients.forgotten == forgotten {
                let ready = clients.ready.entry(tenant.id.clone()).or_insert(ready);
                return Ok(Arc::clone(&ready.client));
            }
        }
    }

    async fn make(&self, tenant: &Tenant) -> Result<Ready> {
        let application = Application {
            cloud: self.cloud(&tenant.cloud)?.clone(),
            directory: tenant.directory_id.clone(),
            client: tenant.client_id.clone(),
        };
        let opened = self.credentials(tenant).await?;
        let parts = self.parts.client.clone();
        let budget = self.budget(Registration::of(tenant));
        let client = Client::new(parts, (application, opened.credentials), budget);
        Ok(Ready {
            client: Arc::new(client),
            current: opened.current,
            next: opened.next,
        })
    }

    fn budget(&self, registration: Registration) -> Arc<Budget> {
        let (limits, clock) = (self.parts.limits, &self.parts.client.clock);
        let mut clients = self.lock();
        let budget = clients.budgets.entry(registration);
        Arc::clone(budget.or_insert_with(|| Arc::new(Budget::new(limits, Arc::clone(clock)))))
    }

    /// What is to be done before all credentials of a tenant have ended, where that is soon.
    pub async fn warning(&self, tenant: &Tenant) -> Result<Option<&'static str>> {
        let all = if let Some(declared) = self.declared(&tenant.id) {
            vec![declared]
        } else {
            let stored = self.parts.store.find_credentials(&tenant.id).await?;
            stored.iter().map(Credential::facts).collect()
        };
        let ending = CredentialFacts::all_end_soon(&all, self.parts.client.clock.now());
        Ok(ending.then_some(CredentialFacts::ENDS_SOON))
    }

    /// What may be known of the credential that the configuration file declares for a tenant.
    pub fn declared(&self, id: &TenantId) -> Option<CredentialFacts> {
        self.parts.declared.get(id).map(DeclaredCredential::facts)
    }

    /// Takes over that the next credential of this tenant has become the current one. The client that knows
    /// it goes on with its token.
    pub fn follow_promotion(&self, tenant: &Tenant, promoted: &CredentialId) {
        let clients = self.lock();
        match clients.ready.get(&tenant.id) {
            Some(ready) if ready.next.as_ref() == Some(promoted) => ready.client.turn_to_next(),
            Some(ready) if ready.current.as_ref() == Some(promoted) => {}
            Some(_) | None => {
                drop(clients);
                self.forget(tenant);
            }
        }
    }

    /// Forgets the client of this tenant, with its token: its credential has changed.
    pub fn forget(&self, tenant: &Tenant) {
        let mut clients = self.lock();
        clients.ready.remove(&tenant.id);
        clients.forgotten += 1;
    }

    /// The cloud of this name; the API takes names, never URLs.
    pub fn cloud(&self, name: &CloudName) -> Result<&Cloud> {
        let known = self.parts.clouds.iter().find(|cloud| cloud.name == *name);
        known.ok_or_else(|| {
            Invalid::new("cloud", "unknown_cloud", "is not a cloud known here").into()
        })
    }

    async fn credentials(&self, tenant: &Tenant) -> Result<Opened> {
        let parts = &self.parts;
        let Some(declared) = parts.declared.get(&tenant.id) else {
            let from = (&parts.store, &parts.vault);
            return Opened::of(tenant, from, &parts.client.clock).await;
        };
        Ok(Opened {
            credentials: Credentials::only(declared.ready()),
            current: None,
            next: None,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Clients> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registration {
    fn of(tenant: &Tenant) -> Self {
        Self {
            cloud: tenant.cloud.clone(),
            directory: tenant.directory_id.clone(),
            client: tenant.client_id.clone(),
        }
    }
}
