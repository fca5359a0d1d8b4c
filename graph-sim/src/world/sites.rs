//! The sites of a [`World`]: adding, finding, giving them to applications.

use uuid::Uuid;

use super::drive::Drive;
use super::owner::{Account, Home, Library, Owner};
use super::registry::DriveKey;
use super::site::{DriveHandle, Site, SiteGrant, SiteHandle, SiteKey, SiteRecord, SiteRole};
use super::{
    AppHandle, DriveEditor, DriveState, Quota, TenantHandle, TenantKey, UserHandle, World,
};
use crate::ids::DriveGuids;

/// What the site of a user is called on its host.
pub(super) fn personal_path(principal_name: &str) -> String {
    let name = principal_name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    format!("personal/{name}")
}

impl World {
    /// Adds a site with its default library, `Documents`.
    pub fn add_site(&mut self, tenant: &TenantHandle, site: Site) -> SiteHandle {
        let words = [tenant.directory_id.as_str(), &site.path];
        let guid = |part| self.seed.guid(&[part, words[0], words[1]]);
        let (collection, web) = (guid("site"), guid("web"));
        let key = self.insert_site(SiteRecord {
            tenant: tenant.key,
            hostname: tenant.site_host.clone(),
            collection,
            web,
            site,
            is_personal: false,
            created: self.now,
            drives: Vec::new(),
            grants: Vec::new(),
        });
        self.insert_library(key, Library::DEFAULT);
        self.site_handle(key)
    }

    /// Adds another library to a site.
    pub fn add_library(&mut self, site: &SiteHandle, title: &str) -> DriveHandle {
        let key = self.insert_library(site.key, title);
        self.drive_handle(key)
    }

    /// The site at the root of the tenant's host, which every tenant has.
    pub fn root_site(&self, tenant: &TenantHandle) -> SiteHandle {
        let found = self.find_site_at(tenant.key, &tenant.site_host, "");
        self.site_handle(found.expect("every tenant has a root site"))
    }

    /// The personal site of a user.
    pub fn site_of(&self, user: &UserHandle) -> SiteHandle {
        self.site_handle(self.drive(user.drive).home.site)
    }

    /// Opens any drive for changes.
    pub fn drive_by(&mut self, drive: &DriveHandle) -> DriveEditor<'_> {
        DriveEditor::new(self.drive_mut(drive.key))
    }

    /// Opens the drive at a place for changes.
    pub(super) fn edit(&mut self, key: DriveKey) -> DriveEditor<'_> {
        DriveEditor::new(self.drive_mut(key))
    }

    /// Opens the drive with exactly this id for changes.
    pub(crate) fn edit_drive(&mut self, id: &str) -> Option<DriveEditor<'_>> {
        self.find_drive_mut(id).map(DriveEditor::new)
    }

    /// Changes how it stands with a library.
    pub fn set_library_state(&mut self, drive: &DriveHandle, state: DriveState) {
        self.drive_mut(drive.key).state = state;
    }

    /// Changes what a library says about its quota.
    pub fn set_quota_of_libraries(&mut self, drive: &DriveHandle, quota: Quota) {
        self.drive_mut(drive.key).quota = quota;
    }

    /// Gives a site to an application that holds `Sites.Selected`, in place of what it had there.
    pub fn grant_site(&mut self, app: &AppHandle, site: &SiteHandle, role: SiteRole) {
        self.revoke_site(app, site);
        let grants = &mut self.sites[site.key.0].grants;
        grants.push(SiteGrant { app: app.key, role });
    }

    /// Takes a site away from an application.
    pub fn revoke_site(&mut self, app: &AppHandle, site: &SiteHandle) {
        let grants = &mut self.sites[site.key.0].grants;
        grants.retain(|grant| grant.app != app.key);
    }

    pub(super) fn insert_site(&mut self, record: SiteRecord) -> SiteKey {
        let key = SiteKey(self.sites.len());
        self.sites.push(record);
        key
    }

    fn insert_library(&mut self, site: SiteKey, title: &str) -> DriveKey {
        let record = self.site(site);
        let (collection, web) = (record.collection, record.web);
        let owner = if record.site.has_group {
            let alias = record.site.path.rsplit('/').next().unwrap_or_default();
            let domain = &self.tenant(record.tenant).tenant.domain;
            Owner::Group(Account {
                id: self.seed.guid(&["group", &web.to_string()]),
                email: format!("{alias}@{domain}"),
                display_name: record.site.display_name.clone(),
            })
        } else {
            Owner::System
        };
        let home = Home {
            tenant: record.tenant,
            site,
            host: record.hostname.clone(),
            site_path: record.site.path.clone(),
            kind: Library::Documents(title.to_owned()),
        };
        let guids = DriveGuids {
            site: collection,
            web,
            list: self.seed.guid(&["list", &web.to_string(), title]),
        };
        self.insert_drive(Drive::new(guids, home, owner, self.now))
    }

    pub(crate) fn site(&self, key: SiteKey) -> &SiteRecord {
        &self.sites[key.0]
    }

    /// The sites of a tenant that exist, in the order they were added.
    pub(crate) fn sites_of(&self, tenant: TenantKey) -> impl Iterator<Item = &SiteRecord> {
        let of_tenant = self.sites.iter().filter(move |site| site.tenant == tenant);
        of_tenant.filter(|record| self.exists(record))
    }

    /// The drives of a tenant that exist.
    pub(crate) fn drives_of(&self, tenant: TenantKey) -> impl Iterator<Item = &Drive> {
        let keys = self.sites_of(tenant).flat_map(|site| &site.drives);
        keys.map(|key| self.drive(*key))
    }

    /// A user without a drive has no site either.
    fn exists(&self, record: &SiteRecord) -> bool {
        let states = record.drives.iter().map(|key| self.drive(*key).state);
        !states
            .into_iter()
            .any(|state| matches!(state, DriveState::NotProvisioned(_)))
    }

    /// The site at a path of a host; neither minds case.
    pub(crate) fn find_site_at(
        &self,
        tenant: TenantKey,
        host: &str,
        path: &str,
    ) -> Option<SiteKey> {
        self.find_site(|record| {
            record.tenant == tenant
                && record.hostname.eq_ignore_ascii_case(host)
                && record.site.path.eq_ignore_ascii_case(path)
        })
    }

    /// The site with this id: `host,collection,web`, or the collection's GUID alone.
    pub(crate) fn find_site_by_id(&self, tenant: TenantKey, id: &str) -> Option<SiteKey> {
        let collection = Uuid::parse_str(id).ok();
        self.find_site(|record| {
            record.tenant == tenant && (Some(record.collection) == collection || record.id() == id)
        })
    }

    /// The site behind which the group with this object id stands.
    pub(crate) fn find_site_of_group(&self, tenant: TenantKey, group: &str) -> Option<&SiteRecord> {
        let mut sites = self.sites_of(tenant);
        sites.find(|record| self.group_of(record).is_some_and(|known| known == group))
    }

    fn group_of(&self, record: &SiteRecord) -> Option<String> {
        match &self.drive(*record.drives.first()?).owner {
            Owner::Group(account) => Some(account.id.to_string()),
            Owner::Person(_) | Owner::System => None,
        }
    }

    fn find_site(&self, wanted: impl Fn(&SiteRecord) -> bool) -> Option<SiteKey> {
        let found = |record: &SiteRecord| wanted(record) && self.exists(record);
        self.sites.iter().position(found).map(SiteKey)
    }

    fn site_handle(&self, key: SiteKey) -> SiteHandle {
        let record = self.site(key);
        let default = record.drives.first();
        SiteHandle {
            id: record.id(),
            path: record.site.path.clone(),
            group_id: self.group_of(record),
            drive: self.drive_handle(*default.expect("every site has a library")),
            key,
        }
    }

    fn drive_handle(&self, key: DriveKey) -> DriveHandle {
        let id = self.drive(key).id.clone();
        DriveHandle { id, key }
    }
}
