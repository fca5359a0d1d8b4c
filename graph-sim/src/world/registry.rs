//! [`World`]: all that exists, and how it is found.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::drive::Drive;
use super::owner::{Account, Home, Library, Owner};
use super::site::{Site, SiteRecord};
use super::sites::personal_path;
use super::{
    App, AppHandle, AppKey, AppRecord, Certificate, DriveEditor, DriveState, Role, Secret, Tenant,
    TenantHandle, TenantKey, TenantRecord, User, UserHandle, UserRecord,
};
use crate::cloud::Cloud;
use crate::ids::DriveGuids;
use crate::seed::Seed;

/// The domain of SharePoint's hosts, unless they bear their real names: one that can't exist, so that
/// no link out of the simulator ever reaches anyone.
const NOWHERE: &str = "sharepoint.example";

/// Place of a drive in its world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DriveKey(usize);

/// All tenants with what belongs to them. Ids come from the seed and from names, so the same calls
/// build the same world each time.
#[derive(Debug)]
pub struct World {
    pub(crate) seed: Seed,
    cloud: Option<Cloud>,
    pub(crate) tenants: Vec<TenantRecord>,
    pub(crate) apps: Vec<AppRecord>,
    pub(crate) users: Vec<UserRecord>,
    pub(super) sites: Vec<SiteRecord>,
    drives: Vec<Drive>,
    drives_by_id: HashMap<String, DriveKey>,
    pub(super) now: Timestamp,
    delta_epoch: u64,
}

impl World {
    /// When the world began: folders and drives made while building it bear this time.
    pub const BEGINNING: Timestamp = Timestamp::constant(1_769_933_700, 0);

    /// An empty world.
    pub fn new(seed: u64) -> Self {
        Self {
            seed: Seed(seed),
            cloud: None,
            tenants: Vec::new(),
            apps: Vec::new(),
            users: Vec::new(),
            sites: Vec::new(),
            drives: Vec::new(),
            drives_by_id: HashMap::new(),
            now: Self::BEGINNING,
            delta_epoch: 0,
        }
    }

    /// An empty world in which hosts bear the names that they have in one of Microsoft's clouds, such
    /// as `contoso-my.sharepoint.com`, and so do all links. Its simulator always speaks TLS, and
    /// clients must come by the proxy or by a hosts file: nothing else stands between one that
    /// follows a link and Microsoft.
    pub fn in_cloud(seed: u64, cloud: Cloud) -> Self {
        Self {
            cloud: Some(cloud),
            ..Self::new(seed)
        }
    }

    /// The cloud whose names the hosts bear.
    pub(crate) fn cloud(&self) -> Option<Cloud> {
        self.cloud
    }

    /// Whether a tenant's sites are on a host of this name, in lower case.
    pub(crate) fn has_site_host(&self, host: &str) -> bool {
        let mut tenants = self.tenants.iter();
        tenants.any(|tenant| {
            host.eq_ignore_ascii_case(&tenant.site_host())
                || host.eq_ignore_ascii_case(&tenant.personal_host())
        })
    }

    /// Adds a tenant with its root site.
    pub fn add_tenant(&mut self, tenant: Tenant) -> TenantHandle {
        let directory_id = self.seed.guid(&["tenant", &tenant.name]);
        self.add_tenant_as(directory_id, tenant)
    }

    /// Adds a tenant with an id that somebody chose.
    pub(super) fn add_tenant_as(&mut self, directory_id: Uuid, tenant: Tenant) -> TenantHandle {
        let key = TenantKey(self.tenants.len());
        let record = TenantRecord {
            directory_id,
            tenant,
            site_domain: self.cloud.map_or(NOWHERE, Cloud::site_domain),
        };
        let handle = TenantHandle {
            directory_id: directory_id.to_string(),
            name: record.tenant.name.clone(),
            domain: record.tenant.domain.clone(),
            site_host: record.site_host(),
            key,
        };
        self.tenants.push(record);
        self.add_site(&handle, Site::communication("", "Communication site"));
        handle
    }

    /// Registers an application in a tenant.
    pub fn add_app(&mut self, tenant: &TenantHandle, app: App) -> AppHandle {
        let number = self
            .apps
            .iter()
            .filter(|known| known.tenant == tenant.key)
            .count();
        let words = ["app", &tenant.directory_id, &number.to_string()];
        self.add_app_as(self.seed.guid(&words), tenant, app)
    }

    /// Registers an application with an id that somebody chose.
    pub(super) fn add_app_as(
        &mut self,
        client_id: Uuid,
        tenant: &TenantHandle,
        app: App,
    ) -> AppHandle {
        let key = AppKey(self.apps.len());
        self.apps.push(AppRecord {
            tenant: tenant.key,
            client_id,
            object_id: self.seed.guid(&["principal", &client_id.to_string()]),
            app,
            token_generation: 0,
        });
        AppHandle {
            client_id: client_id.to_string(),
            key,
        }
    }

    /// Adds a user and the user's drive.
    pub fn add_user(&mut self, tenant: &TenantHandle, user: User) -> UserHandle {
        let principal_name = user.principal_name(&tenant.domain);
        let id = self
            .seed
            .guid(&["user", &tenant.directory_id, &principal_name]);
        let account = Account {
            id,
            email: principal_name.clone(),
            display_name: user.display_name.clone(),
        };
        let drive = self.add_personal_site(tenant, account, &user);
        let drive_id = self.drive(drive).id.clone();
        let handle = UserHandle {
            id: id.to_string(),
            upn: principal_name.clone(),
            drive_id,
            drive,
        };
        self.users.push(UserRecord {
            tenant: tenant.key,
            id,
            principal_name,
            user,
            drive,
        });
        handle
    }

    fn add_personal_site(
        &mut self,
        tenant: &TenantHandle,
        account: Account,
        user: &User,
    ) -> DriveKey {
        let guid = |part| self.seed.guid(&[part, &account.id.to_string()]);
        let guids = DriveGuids {
            site: guid("site"),
            web: guid("web"),
            list: guid("list"),
        };
        let path = personal_path(&account.email);
        let site = self.insert_site(SiteRecord {
            tenant: tenant.key,
            hostname: self.tenant(tenant.key).personal_host(),
            collection: guids.site,
            web: guids.web,
            site: Site::communication(path.clone(), account.display_name.clone()),
            is_personal: true,
            created: self.now,
            drives: Vec::new(),
            grants: Vec::new(),
        });
        let home = Home {
            tenant: tenant.key,
            site,
            host: self.site(site).hostname.clone(),
            site_path: path,
            kind: Library::OneDrive,
        };
        let mut drive = Drive::new(guids, home, Owner::Person(account), self.now);
        drive.state = user.drive;
        drive.quota = user.quota;
        self.insert_drive(drive)
    }

    /// Keeps a drive and makes it one of its site's.
    pub(super) fn insert_drive(&mut self, drive: Drive) -> DriveKey {
        let key = DriveKey(self.drives.len());
        self.drives_by_id.insert(drive.id.clone(), key);
        self.sites[drive.home.site.0].drives.push(key);
        self.drives.push(drive);
        key
    }

    /// Opens a user's drive for changes.
    pub fn drive_of(&mut self, user: &UserHandle) -> DriveEditor<'_> {
        DriveEditor::new(self.drive_mut(user.drive))
    }

    /// Makes all tokens issued so far to the application worthless.
    pub fn revoke_tokens(&mut self, app: &AppHandle) {
        self.apps[app.key.0].token_generation += 1;
    }

    /// Makes all tokens of delta links so far worthless, for all drives: 410.
    pub fn expire_delta_tokens(&mut self) {
        self.delta_epoch += 1;
    }

    pub(crate) fn delta_epoch(&self) -> u64 {
        self.delta_epoch
    }

    /// Replaces the application's secrets.
    pub fn set_secrets(&mut self, app: &AppHandle, secrets: Vec<Secret>) {
        self.apps[app.key.0].app.secrets = secrets;
    }

    /// Lets the application prove itself with the key of this certificate (X.509, DER), too.
    ///
    /// # Panics
    ///
    /// If the bytes are no certificate: a test's own world is always right.
    pub fn add_certificate(&mut self, app: &AppHandle, der: &[u8]) {
        let certificate = Certificate::from_der(der).expect("the bytes are a certificate");
        self.apps[app.key.0].app.certificates.push(certificate);
    }

    /// Changes what was consented to; tokens issued before keep what they say.
    pub fn set_roles(&mut self, app: &AppHandle, roles: Vec<Role>) {
        self.apps[app.key.0].app.roles = roles;
    }

    /// Switches the application off or on again.
    pub fn set_disabled(&mut self, app: &AppHandle, disabled: bool) {
        self.apps[app.key.0].app.disabled = disabled;
    }

    /// Lets Conditional Access keep the application out, or in again.
    pub fn set_blocked(&mut self, app: &AppHandle, blocked: bool) {
        self.apps[app.key.0].app.blocked = blocked;
    }

    /// An administrator consents to what the application asks for.
    pub(crate) fn consent(&mut self, key: AppKey) {
        let app = &mut self.apps[key.0].app;
        let more = app.requested_roles.iter().copied();
        let more: Vec<Role> = more.filter(|role| !app.roles.contains(role)).collect();
        app.roles.extend(more);
    }

    /// Changes how it stands with a user's drive.
    pub fn set_drive_state(&mut self, user: &UserHandle, state: DriveState) {
        self.drive_mut(user.drive).state = state;
    }

    /// Deletes a user; the drive stays readable by its id, as in the retention time.
    pub fn delete_user(&mut self, user: &UserHandle) {
        for record in self
            .users
            .iter_mut()
            .filter(|record| record.drive == user.drive)
        {
            record.user.deleted = true;
        }
    }

    /// Sets the time that later changes bear.
    pub(crate) fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    pub(crate) fn tenant(&self, key: TenantKey) -> &TenantRecord {
        &self.tenants[key.0]
    }

    /// The tenant with this directory id or verified domain.
    pub(crate) fn find_tenant(&self, name: &str) -> Option<TenantKey> {
        let directory_id = Uuid::parse_str(name).ok();
        let found = self.tenants.iter().position(|record| {
            directory_id == Some(record.directory_id)
                || record.tenant.domain.eq_ignore_ascii_case(name)
        });
        found.map(TenantKey)
    }

    pub(crate) fn app(&self, key: AppKey) -> &AppRecord {
        &self.apps[key.0]
    }

    pub(crate) fn find_app(&self, tenant: TenantKey, client_id: &str) -> Option<AppKey> {
        let client_id = Uuid::parse_str(client_id).ok()?;
        let same = |record: &AppRecord| record.tenant == tenant && record.client_id == client_id;
        self.apps.iter().position(same).map(AppKey)
    }

    /// The users of a tenant that the directory shows, in the order they were added.
    pub(crate) fn users_of(&self, tenant: TenantKey) -> impl Iterator<Item = &UserRecord> {
        self.users
            .iter()
            .filter(move |record| record.tenant == tenant && !record.user.deleted)
    }

    /// The user with this object id or principal name.
    pub(crate) fn find_user(&self, tenant: TenantKey, name: &str) -> Option<&UserRecord> {
        let id = Uuid::parse_str(name).ok();
        let same = |record: &&UserRecord| id == Some(record.id) || record.has_principal_name(name);
        self.users_of(tenant).find(same)
    }

    pub(crate) fn drive(&self, key: DriveKey) -> &Drive {
        &self.drives[key.0]
    }

    /// The drive, ready for changes that bear the time of the world.
    pub(crate) fn drive_mut(&mut self, key: DriveKey) -> &mut Drive {
        let drive = &mut self.drives[key.0];
        drive.now = self.now;
        drive
    }

    pub(crate) fn find_drive_mut(&mut self, id: &str) -> Option<&mut Drive> {
        let key = *self.drives_by_id.get(id)?;
        Some(self.drive_mut(key))
    }

    /// The drive with exactly this id.
    pub(crate) fn find_drive(&self, id: &str) -> Option<&Drive> {
        self.find_drive_key(id).map(|key| self.drive(key))
    }

    /// The place of the drive with exactly this id.
    pub(crate) fn find_drive_key(&self, id: &str) -> Option<DriveKey> {
        self.drives_by_id.get(id).copied()
    }
}
