//! From a mount to the ready drive behind it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::applications::Applications;
use crate::domain::{
    Anchor, Clock, Drive, DriveId, DrivePath, Error, ItemId, Mount, MountRoot, MountSource, Result,
    SourcePlace, Tenant, TenantId, Urgency,
};
use crate::doors::{FlightLost, Flights, Tasks};
use crate::graph::Client;
use crate::store::Store;

use super::absences::Absences;
use super::cache::Cache;
use super::cached::Cached;
use super::mounted::Mounted;
use super::onedrive::OneDrive;
use super::search::{Found, Search, Wanted};
use super::turns::Turns;
use super::uploads::UploadRoom;

/// All ready drives. A drive is shared by all mounts that show it with one tenant's application.
#[derive(Debug)]
pub struct Registry {
    pub(super) applications: Arc<Applications>,
    store: Store,
    cache: Cache,
    pub(super) uploads: UploadRoom,
    pub(super) clock: Arc<dyn Clock>,
    tasks: Tasks,
    drives: Mutex<HashMap<(TenantId, DriveId), Ready>>,
    found: Found,
    absences: Arc<Absences>,
    turns: Arc<Turns>,
    searches: Flights<Wanted, Result<SourcePlace>>,
}

/// A drive, and the client it was made with.
#[derive(Clone, Debug)]
struct Ready {
    client: Arc<Client>,
    drive: Arc<dyn Drive>,
    /// The same one without a memory.
    unremembered: Arc<dyn Drive>,
}

impl Registry {
    /// No drive is ready yet: each is made when it is first needed.
    pub fn new(
        applications: Arc<Applications>,
        store: Store,
        (cache, uploads): (Cache, UploadRoom),
        clock: Arc<dyn Clock>,
        tasks: Tasks,
    ) -> Self {
        let searches = Flights::new(tasks.clone());
        Self {
            applications,
            store,
            cache,
            uploads,
            clock,
            tasks,
            drives: Mutex::default(),
            found: Arc::default(),
            absences: Arc::default(),
            turns: Arc::default(),
            searches,
        }
    }

    /// The drive behind `mount`. Which drive that is costs one call ever: the answer is kept in the
    /// database.
    pub async fn open(&self, tenant: &Tenant, mount: &Mount, urgency: Urgency) -> Result<Mounted> {
        let client = self.applications.client(tenant).await?;
        let place = match self.known_place(mount) {
            Some(place) => place,
            None => self.find(&client, (tenant, &mount.source), urgency).await?,
        };
        let (anchor, root) = anchored(&mount.root, place.folder.as_ref());
        let ids = (tenant.id.clone(), place.drive);
        let ready = self.ready(client, &ids);
        Ok(Mounted {
            drive: ready.drive,
            unremembered: ready.unremembered,
            ids,
            anchor,
            root,
            urgency,
        })
    }

    /// A drive by its id, whether or not a mount shows it: for work of our own that is left over there.
    pub async fn drive(&self, tenant: &Tenant, drive: &DriveId) -> Result<Arc<dyn Drive>> {
        let client = self.applications.client(tenant).await?;
        let ids = (tenant.id.clone(), drive.clone());
        Ok(self.ready(client, &ids).drive)
    }

    /// The same as if its root were mounted, for work that nobody waits for.
    pub async fn whole(&self, tenant: &Tenant, drive: &DriveId) -> Result<Mounted> {
        let client = self.applications.client(tenant).await?;
        let ids = (tenant.id.clone(), drive.clone());
        let ready = self.ready(client, &ids);
        Ok(Mounted {
            drive: ready.drive,
            unremembered: ready.unremembered,
            ids,
            anchor: Anchor::Root,
            root: DrivePath::root(),
            urgency: Urgency::Background,
        })
    }

    /// Which drive is behind `mount`, where that is known. Nobody is asked.
    pub fn known_drive(&self, mount: &Mount) -> Option<DriveId> {
        Some(self.known_place(mount)?.drive)
    }

    /// The drive behind `mount`, where it is known and was opened before. Nobody is asked.
    pub fn in_use(&self, mount: &Mount, urgency: Urgency) -> Option<Mounted> {
        let place = self.known_place(mount)?;
        let (anchor, root) = anchored(&mount.root, place.folder.as_ref());
        let ids = (mount.tenant_id.clone(), place.drive);
        let ready = lock(&self.drives).get(&ids)?.clone();
        Some(Mounted {
            drive: ready.drive,
            unremembered: ready.unremembered,
            ids,
            anchor,
            root,
            urgency,
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

    /// Forgets that the drive behind `mount` was not to be had: somebody says that this has changed.
    pub fn look_again(&self, mount: &Mount) {
        let wanted = (mount.tenant_id.clone(), mount.source.clone());
        self.absences.forget(&wanted);
    }

    /// Forgets all drives of a tenant and what was seen of them.
    pub fn forget_tenant(&self, tenant: &TenantId) {
        lock(&self.found).retain(|(owner, _), _| owner != tenant);
        lock(&self.drives).retain(|(owner, _), _| owner != tenant);
        self.absences.forget_tenant(tenant);
        self.turns.forget_tenant(tenant);
        self.cache.forget_tenant(tenant);
    }

    /// The drive made with this very client: one made with a client that has been forgotten would sign in
    /// with what is no longer the application's credential.
    fn ready(&self, client: Arc<Client>, ids: &(TenantId, DriveId)) -> Ready {
        let mut drives = lock(&self.drives);
        match drives.get(ids) {
            Some(ready) if Arc::ptr_eq(&ready.client, &client) => ready.clone(),
            _ => {
                let ready = self.make(client, ids);
                drives.insert(ids.clone(), ready.clone());
                ready
            }
        }
    }

    fn make(&self, client: Arc<Client>, ids: &(TenantId, DriveId)) -> Ready {
        let clock = Arc::clone(&self.clock);
        let drive = OneDrive::new(
            Arc::clone(&client),
            ids.clone(),
            clock,
            self.uploads.clone(),
        );
        let unremembered: Arc<dyn Drive> = Arc::new(drive);
        let drive = Cached::new(
            Arc::clone(&unremembered),
            ids.clone(),
            self.cache.clone(),
            Arc::clone(&self.clock),
            &self.tasks,
        );
        Ready {
            client,
            drive: Arc::new(drive),
            unremembered,
        }
    }

    async fn find(
        &self,
        client: &Arc<Client>,
        (tenant, source): (&Tenant, &MountSource),
        urgency: Urgency,
    ) -> Result<SourcePlace> {
        let key = (tenant.id.clone(), source.clone());
        let search = Search {
            client: Arc::clone(client),
            store: self.store.clone(),
            clock: Arc::clone(&self.clock),
            found: Arc::clone(&self.found),
            absences: Arc::clone(&self.absences),
            turns: Arc::clone(&self.turns),
        };
        let flight = self.searches.join(
            key.clone(),
            || async move { search.run(key, urgency).await },
        );
        flight
            .await
            .unwrap_or_else(|lost: FlightLost| Err(Error::internal(lost)))
    }

    /// Where the source of `mount` leads: as its row says, or has turned out since the rows were read.
    fn known_place(&self, mount: &Mount) -> Option<SourcePlace> {
        let found = || {
            let wanted = (mount.tenant_id.clone(), mount.source.clone());
            lock(&self.found).get(&wanted).cloned()
        };
        mount.place.clone().or_else(found)
    }
}

/// Where a mount's root lies, seen from where its source has led.
pub(super) fn anchored(root: &MountRoot, folder: Option<&ItemId>) -> (Anchor, DrivePath) {
    match (root, folder) {
        (MountRoot::Item(id), _) => (Anchor::Folder(id.clone()), DrivePath::root()),
        (MountRoot::Path(path), Some(id)) => (Anchor::Folder(id.clone()), path.clone()),
        (MountRoot::Path(path), None) => (Anchor::Root, path.clone()),
    }
}

pub(super) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
