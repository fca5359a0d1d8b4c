//! From a mount to the ready drive behind it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::applications::Applications;
use crate::domain::{
    Anchor, Clock, Download, Drive, DriveId, DrivePath, Entry, Error, Listing, Mount, MountRoot,
    MountSource, Opened, RangeRequest, Result, Target, Tenant, TenantId, Urgency,
};
use crate::doors::{FlightLost, Flights, Tasks};
use crate::graph::{self, Client};
use crate::store::Store;

use super::absences::Absences;
use super::cache::Cache;
use super::cached::Cached;
use super::onedrive::OneDrive;
use super::turns::Turns;
use super::uploads::Uploads;

/// All ready drives. A drive is shared by all mounts that show it with one tenant's application.
#[derive(Debug)]
pub struct Registry {
    pub(super) applications: Arc<Applications>,
    store: Store,
    cache: Cache,
    pub(super) uploads: Uploads,
    pub(super) clock: Arc<dyn Clock>,
    tasks: Tasks,
    drives: Mutex<HashMap<(TenantId, DriveId), Ready>>,
    found: Arc<Mutex<HashMap<Wanted, DriveId>>>,
    absences: Arc<Absences>,
    turns: Arc<Turns>,
    searches: Flights<Wanted, Result<DriveId>>,
}

/// Whose application looks for which drive.
pub(super) type Wanted = (TenantId, MountSource);

/// A drive, and the client it was made with.
#[derive(Clone, Debug)]
struct Ready {
    client: Arc<Client>,
    drive: Arc<dyn Drive>,
}

/// A drive as one mount shows it, to somebody with so much patience.
#[derive(Clone, Debug)]
pub struct Mounted {
    pub(super) drive: Arc<dyn Drive>,
    pub(super) root: MountRoot,
    pub(super) urgency: Urgency,
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
            MountRoot::Item(id) => {
                let root = self.stat(&Target::Id(id.clone())).await?;
                Ok(root.found_at.clone())
            }
        }
    }

    /// The same as a listing of the root of at most `age` has it.
    pub fn remembered_root_path(&self, age: Duration) -> Option<DrivePath> {
        match &self.root {
            MountRoot::Path(root) => Some(root.clone()),
            MountRoot::Item(id) => {
                let listing = self.remembered(&Target::Id(id.clone()), age)?;
                listing.found_at.clone()
            }
        }
    }

    /// [`Drive::stat`].
    pub async fn stat(&self, target: &Target) -> Result<Arc<Entry>> {
        self.drive.stat(target, self.urgency).await
    }

    /// [`Drive::list`].
    pub async fn list(&self, target: &Target) -> Result<Arc<Listing>> {
        self.drive.list(target, self.urgency).await
    }

    /// [`Drive::remembered`].
    pub fn remembered(&self, target: &Target, age: Duration) -> Option<Arc<Listing>> {
        self.drive.remembered(target, age)
    }

    /// [`Drive::download`].
    pub async fn download(&self, target: &Target, life: Duration) -> Result<Download> {
        self.drive.download(target, life, self.urgency).await
    }

    /// [`Drive::open`].
    pub async fn open(&self, download: &Download, range: Option<RangeRequest>) -> Result<Opened> {
        self.drive.open(download, range, self.urgency).await
    }
}

impl Registry {
    /// No drive is ready yet: each is made when it is first needed.
    pub fn new(
        applications: Arc<Applications>,
        store: Store,
        (cache, uploads): (Cache, Uploads),
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
        let known = mount
            .drive_id
            .clone()
            .or_else(|| self.found(tenant, &mount.source));
        let id = match known {
            Some(id) => id,
            None => self.find(&client, (tenant, &mount.source), urgency).await?,
        };
        Ok(Mounted {
            drive: self.ready(client, tenant, id),
            root: mount.root.clone(),
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

    fn make(&self, client: Arc<Client>, ids: (TenantId, DriveId)) -> Arc<dyn Drive> {
        let clock = Arc::clone(&self.clock);
        let inner = OneDrive::new(client, ids.clone(), clock, self.uploads.clone());
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
        (tenant, source): (&Tenant, &MountSource),
        urgency: Urgency,
    ) -> Result<DriveId> {
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

/// What the search for a drive needs, apart from its callers, so that it can outlive them.
struct Search {
    client: Arc<Client>,
    store: Store,
    clock: Arc<dyn Clock>,
    found: Arc<Mutex<HashMap<Wanted, DriveId>>>,
    absences: Arc<Absences>,
    turns: Arc<Turns>,
}

impl Search {
    async fn run(self, wanted: Wanted, urgency: Urgency) -> Result<DriveId> {
        // Another flight may have landed between the caller's look and the start of this one.
        let known = lock(&self.found).get(&wanted).cloned();
        if let Some(id) = known {
            return Ok(id);
        }
        let id = self.look(&wanted, urgency).await?;
        self.store
            .remember_drive(&wanted.0, &wanted.1, &id, self.clock.now())
            .await?;
        lock(&self.found).insert(wanted, id.clone());
        Ok(id)
    }

    async fn look(&self, wanted: &Wanted, urgency: Urgency) -> Result<DriveId> {
        self.absences.check(wanted, self.clock.now())?;
        let turn = self.turns.take(&wanted.0, urgency, &*self.clock);
        let _turn = turn.await?;
        // Those before may have found too many missing.
        self.absences.check(wanted, self.clock.now())?;
        let asked = ask(&self.client, &wanted.1, urgency).await;
        asked.map_err(|error| {
            let error = graph::for_tenant(error, &wanted.0);
            self.absences.note(wanted, &error, self.clock.now());
            error
        })
    }
}

/// Which drive a source is. Asks nobody where the source names it.
pub(super) async fn ask(
    client: &Client,
    source: &MountSource,
    urgency: Urgency,
) -> Result<DriveId, graph::Error> {
    let calls = client.calls(urgency);
    let found = match source {
        MountSource::Drive(id)
        | MountSource::Site {
            library: Some(id), ..
        } => return Ok(id.clone()),
        MountSource::User(user) => calls.drive_of_user(user).await,
        MountSource::Site {
            site,
            library: None,
        } => calls.drive_of_site(site).await,
    };
    Ok(found?.id)
}
