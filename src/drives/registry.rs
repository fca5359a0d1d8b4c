//! From a mount to the ready drive behind it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::applications::Applications;
use crate::domain::{
    Anchor, Clock, Drive, DriveId, DrivePath, Error, Mount, MountRoot, MountSource, Result, Target,
    Tenant, TenantId,
};
use crate::doors::{FlightLost, Flights, Tasks};
use crate::graph::{self, Client};
use crate::store::Store;

use super::cache::Cache;
use super::cached::Cached;
use super::onedrive::OneDrive;

/// All ready drives. A drive is shared by all mounts that show it with one tenant's application.
#[derive(Debug)]
pub struct Registry {
    applications: Arc<Applications>,
    store: Store,
    cache: Cache,
    clock: Arc<dyn Clock>,
    tasks: Tasks,
    drives: Mutex<HashMap<(TenantId, DriveId), Ready>>,
    found: Arc<Mutex<HashMap<(TenantId, MountSource), DriveId>>>,
    searches: Flights<(TenantId, MountSource), Result<DriveId>>,
}

/// A drive, and the client it was made with.
#[derive(Clone, Debug)]
struct Ready {
    client: Arc<Client>,
    drive: Arc<dyn Drive>,
}

/// A drive as one mount shows it.
#[derive(Clone, Debug)]
pub struct Mounted {
    /// The drive.
    pub drive: Arc<dyn Drive>,
    root: MountRoot,
}

impl Mounted {
    /// The item at `path` below the mount's root.
    pub fn target(&self, path: &DrivePath) -> Target {
        match &self.root {
            MountRoot::Path(root) => Target::At(Anchor::Root, root.append(path)),
            MountRoot::Item(id) => Target::At(Anchor::Folder(id.clone()), path.clone()),
        }
    }

    /// Where the mount's root lies, from the drive's root. One call where the root is an item and the
    /// answer is not remembered; `None` where the service does not say.
    pub async fn root_path(&self) -> Result<Option<DrivePath>> {
        match &self.root {
            MountRoot::Path(root) => Ok(Some(root.clone())),
            MountRoot::Item(id) => Ok(self
                .drive
                .stat(&Target::Id(id.clone()))
                .await?
                .found_at
                .clone()),
        }
    }
}

impl Registry {
    /// No drive is ready yet: each is made when it is first needed.
    pub fn new(
        applications: Arc<Applications>,
        store: Store,
        cache: Cache,
        clock: Arc<dyn Clock>,
        tasks: Tasks,
    ) -> Self {
        let searches = Flights::new(tasks.clone());
        Self {
            applications,
            store,
            cache,
            clock,
            tasks,
            drives: Mutex::default(),
            found: Arc::default(),
            searches,
        }
    }

    /// The drive behind `mount`. Which drive that is costs one call ever: the answer is kept in the
    /// database.
    pub async fn open(&self, tenant: &Tenant, mount: &Mount) -> Result<Mounted> {
        let client = self.applications.client(tenant).await?;
        let known = mount
            .drive_id
            .clone()
            .or_else(|| self.found(tenant, &mount.source));
        let id = match known {
            Some(id) => id,
            None => self.find(&client, tenant, &mount.source).await?,
        };
        Ok(Mounted {
            drive: self.ready(client, tenant, id),
            root: mount.root.clone(),
        })
    }

    /// Forgets which drive is behind `mount`: it was not there. The next question searches anew, in case
    /// the user got another one.
    pub async fn forget_drive(&self, mount: &Mount) -> Result<()> {
        lock(&self.found).remove(&(mount.tenant_id.clone(), mount.source.clone()));
        Ok(self
            .store
            .forget_drive(&mount.tenant_id, &mount.source)
            .await?)
    }

    /// Forgets all drives of a tenant and what was seen of them.
    pub fn forget_tenant(&self, tenant: &TenantId) {
        lock(&self.found).retain(|(owner, _), _| owner != tenant);
        lock(&self.drives).retain(|(owner, _), _| owner != tenant);
        self.cache.forget_tenant(tenant);
    }

    /// The drive made with this very client: one made with a client that has been forgotten would sign in
    /// with what is no longer the application's credential.
    fn ready(&self, client: Arc<Client>, tenant: &Tenant, id: DriveId) -> Arc<dyn Drive> {
        let key = (tenant.id.clone(), id);
        let mut drives = lock(&self.drives);
        match drives.get(&key) {
            Some(ready) if Arc::ptr_eq(&ready.client, &client) => Arc::clone(&ready.drive),
            _ => {
                let drive = self.make(Arc::clone(&client), key.clone());
                let ready = Ready {
                    client,
                    drive: Arc::clone(&drive),
                };
                drives.insert(key, ready);
                drive
            }
        }
    }

    fn make(&self, client: Arc<Client>, (tenant, drive): (TenantId, DriveId)) -> Arc<dyn Drive> {
        let ids = (tenant.clone(), drive.clone());
        let inner = OneDrive::new(client, drive, tenant, Arc::clone(&self.clock));
        Arc::new(Cached::new(
            Arc::new(inner),
            ids,
            self.cache.clone(),
            Arc::clone(&self.clock),
            &self.tasks,
        ))
    }

    async fn find(
        &self,
        client: &Arc<Client>,
        tenant: &Tenant,
        source: &MountSource,
    ) -> Result<DriveId> {
        let (client, store, clock) = (
            Arc::clone(client),
            self.store.clone(),
            Arc::clone(&self.clock),
        );
        let (owner, wanted, found) = (tenant.id.clone(), source.clone(), Arc::clone(&self.found));
        let flight = self
            .searches
            .join((owner.clone(), wanted.clone()), || async move {
                // Another flight may have landed between the caller's look and the start of this one.
                let known = lock(&found).get(&(owner.clone(), wanted.clone())).cloned();
                if let Some(id) = known {
                    return Ok(id);
                }
                let id = search(&client, &wanted, &owner).await?;
                store
                    .remember_drive(&owner, &wanted, &id, clock.now())
                    .await?;
                lock(&found).insert((owner, wanted), id.clone());
                Ok(id)
            });
        flight
            .await
            .unwrap_or_else(|lost: FlightLost| Err(Error::internal(lost)))
    }

    /// A drive found since the rows were read.
    fn found(&self, tenant: &Tenant, source: &MountSource) -> Option<DriveId> {
        lock(&self.found)
            .get(&(tenant.id.clone(), source.clone()))
            .cloned()
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn search(client: &Client, source: &MountSource, tenant: &TenantId) -> Result<DriveId> {
    let found = match source {
        MountSource::Drive(id)
        | MountSource::Site {
            library: Some(id), ..
        } => return Ok(id.clone()),
        MountSource::User(user) => client.drive_of_user(user).await,
        MountSource::Site {
            site,
            library: None,
        } => client.drive_of_site(site).await,
    };
    Ok(found.map_err(|error| graph::for_tenant(error, tenant))?.id)
}
