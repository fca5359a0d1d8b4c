//! From a tenant to the client that signs in for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{
    ClientId, CloudName, Diagnosis, DirectoryId, Error, Invalid, Result, Secret, Service, Tenant,
    TenantId, UpstreamFailure,
};
use crate::graph::{Application, Budget, Client, ClientParts, Cloud, Credential, Limits};
use crate::store::Store;
use crate::vault::{Aad, Vault, VaultError};

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
    /// Secrets of the tenants that the configuration file declares; they stay in the file.
    pub declared: HashMap<TenantId, Secret<String>>,
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
    ready: HashMap<Registration, Arc<Client>>,
    forgotten: u64,
    /// What each application has used outlives its clients: Microsoft goes on counting when a
    /// credential is replaced.
    budgets: HashMap<Registration, Arc<Budget>>,
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

    /// The client that signs in for this tenant. Fails with `credential_missing` where no secret is
    /// stored, or none that the master key opens.
    pub async fn client(&self, tenant: &Tenant) -> Result<Arc<Client>> {
        let registration = Registration::of(tenant);
        loop {
            let forgotten = {
                let clients = self.lock();
                if let Some(client) = clients.ready.get(&registration) {
                    return Ok(Arc::clone(client));
                }
                clients.forgotten
            };
            let client = self.make(tenant).await?;
            let mut clients = self.lock();
            if clients.forgotten == forgotten {
                let client = clients.ready.entry(registration).or_insert(client);
                return Ok(Arc::clone(client));
            }
        }
    }

    async fn make(&self, tenant: &Tenant) -> Result<Arc<Client>> {
        let application = Application {
            cloud: self.cloud(&tenant.cloud)?.clone(),
            directory: tenant.directory_id.clone(),
            client: tenant.client_id.clone(),
        };
        let credential = Credential::ClientSecret(self.secret(tenant).await?);
        let parts = self.parts.client.clone();
        let budget = self.budget(Registration::of(tenant));
        let client = Client::new(parts, (application, credential), budget);
        Ok(Arc::new(client))
    }

    fn budget(&self, registration: Registration) -> Arc<Budget> {
        let (limits, clock) = (self.parts.limits, &self.parts.client.clock);
        let mut clients = self.lock();
        let budget = clients.budgets.entry(registration);
        Arc::clone(budget.or_insert_with(|| Arc::new(Budget::new(limits, Arc::clone(clock)))))
    }

    /// Forgets the client of this tenant, with its token: its credential has changed.
    pub fn forget(&self, tenant: &Tenant) {
        let mut clients = self.lock();
        clients.ready.remove(&Registration::of(tenant));
        clients.forgotten += 1;
    }

    /// The cloud of this name; the API takes names, never URLs.
    pub fn cloud(&self, name: &CloudName) -> Result<&Cloud> {
        let known = self.parts.clouds.iter().find(|cloud| cloud.name == *name);
        known.ok_or_else(|| {
            Invalid::new("cloud", "unknown_cloud", "is not a cloud known here").into()
        })
    }

    async fn secret(&self, tenant: &Tenant) -> Result<Secret<String>> {
        if let Some(secret) = self.parts.declared.get(&tenant.id) {
            return Ok(secret.clone());
        }
        let credential = self.parts.store.find_credential(&tenant.id).await?;
        let credential = credential.ok_or_else(|| missing(tenant, None))?;
        let place = Aad {
            table: "credentials",
            row: credential.id.as_str(),
            column: "sealed",
        };
        self.parts
            .vault
            .open_text(place, &credential.sealed)
            .map_err(|error| missing(tenant, Some(error)))
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

fn missing(tenant: &Tenant, source: Option<VaultError>) -> Error {
    let failure = UpstreamFailure::new(Service::Login, Diagnosis::CredentialMissing);
    let source = source.map(|error| Arc::new(error) as Arc<_>);
    UpstreamFailure {
        tenant: Some(tenant.id.clone()),
        source,
        ..failure
    }
    .into()
}
