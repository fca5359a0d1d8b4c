//! Building what a [`WorldPlan`] says, with what lies in folders on disk:
//! `<root>/<tenant>/<user>/…` and `<root>/<tenant>/@sites/<site>/<library>/…`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::description::{AppDescription, SiteDescription, TenantDescription, UserDescription};
use super::disk::{list_folders, list_folders_if_any, load_drive};
use super::finishing::Unfinished;
use super::item_description::LibraryDescription;
use super::load_error::LoadError;
use super::plan::WorldPlan;
use super::planting::Planter;
use super::{
    App, AppHandle, Certificate, DriveHandle, DriveKey, Library, Role, Secret, Site, SiteHandle,
    Tenant, TenantHandle, User, World,
};

/// The folder of a tenant that holds its sites, not a user's files.
const SITES: &str = "@sites";
/// How a certificate begins that stands in the description itself.
const PEM: &str = "-----BEGIN ";

impl World {
    /// Adds what a plan describes.
    pub fn build(&mut self, plan: WorldPlan) -> Result<(), LoadError> {
        let base = &plan.base;
        let mut tenants = plan.description.tenants;
        let folders = if plan.has_folders {
            list_folders(base)?
        } else {
            Vec::new()
        };
        for folder in all_names(folders, &tenants) {
            let description = tenants.remove(&folder).unwrap_or_default();
            let place = plan.has_folders.then(|| base.join(&folder));
            TenantBuilder::begin(self, base, &folder, &description)
                .finish(place.as_deref(), description)?;
        }
        Ok(())
    }
}

/// Builds one tenant.
pub(super) struct TenantBuilder<'a> {
    pub(super) world: &'a mut World,
    base: &'a Path,
    /// The tenant's key in the description.
    key: String,
    tenant: TenantHandle,
    /// By display name, in the order of the description.
    pub(super) apps: Vec<(String, AppHandle)>,
    /// The drives of users by their names.
    pub(super) users: BTreeMap<String, DriveKey>,
    /// Libraries by their sites' names and their titles.
    pub(super) libraries: BTreeMap<(String, String), DriveKey>,
    unfinished: Vec<Unfinished>,
}

impl<'a> TenantBuilder<'a> {
    fn begin(
        world: &'a mut World,
        base: &'a Path,
        folder: &str,
        description: &TenantDescription,
    ) -> Self {
        let name = description.name.clone();
        let domain = description.domain.clone();
        let mut tenant = Tenant::new(
            name.unwrap_or_else(|| capitalize(folder)),
            domain.unwrap_or_else(|| format!("{folder}.example")),
        );
        tenant.licenses = description.licenses.unwrap_or(tenant.licenses);
        let tenant = match description.directory_id {
            Some(id) => world.add_tenant_as(id, tenant),
            None => world.add_tenant(tenant),
        };
        Self {
            tenant,
            world,
            base,
            key: format!("tenants.{folder}"),
            apps: Vec::new(),
            users: BTreeMap::new(),
            libraries: BTreeMap::new(),
            unfinished: Vec::new(),
        }
    }

    /// Applications first, since links and grants name them; shortcuts and links last.
    fn finish(
        mut self,
        place: Option<&Path>,
        description: TenantDescription,
    ) -> Result<(), LoadError> {
        let TenantDescription {
            apps,
            mut users,
            mut sites,
            ..
        } = description;
        for app in apps.unwrap_or_else(|| vec![usual_app()]) {
            self.load_app(app)?;
        }
        let mut folders = list_below(place, "")?;
        folders.retain(|folder| folder != SITES);
        for folder in all_names(folders, &users) {
            let place = place.map(|place| place.join(&folder));
            let description = users.remove(&folder).unwrap_or_default();
            self.load_user(place.as_deref(), &folder, description)?;
        }
        for folder in all_names(list_below(place, SITES)?, &sites) {
            let place = place.map(|place| place.join(SITES).join(&folder));
            let description = sites.remove(&folder).unwrap_or_default();
            self.load_site(place.as_deref(), &folder, description)?;
        }
        for unfinished in std::mem::take(&mut self.unfinished) {
            unfinished.finish(&mut self)?;
        }
        Ok(())
    }

    fn load_app(&mut self, description: AppDescription) -> Result<(), LoadError> {
        let AppDescription {
            display_name,
            client_id,
            roles,
            secrets,
            certificates,
            disabled,
            blocked,
            redirect_uris,
            requested_roles,
        } = description;
        let certificates = certificates
            .iter()
            .map(|certificate| load_certificate(self.base, certificate))
            .collect::<Result<_, _>>()?;
        let words = ["secret", &self.tenant.directory_id, &display_name];
        let derived = self.world.seed.secret(&words);
        let secrets = secrets.unwrap_or_else(|| vec![Secret::lasting(derived)]);
        let app = App {
            display_name: display_name.clone(),
            roles,
            secrets,
            certificates,
            disabled,
            blocked,
            redirect_uris,
            requested_roles,
        };
        let handle = match client_id {
            Some(id) => self.world.add_app_as(id, &self.tenant, app),
            None => self.world.add_app(&self.tenant, app),
        };
        self.apps.push((display_name, handle));
        Ok(())
    }

    fn load_user(
        &mut self,
        place: Option<&Path>,
        folder: &str,
        description: UserDescription,
    ) -> Result<(), LoadError> {
        let UserDescription {
            display_name,
            drive,
            quota,
            guest_of,
            disabled,
            deleted,
            unlicensed,
            total_bytes,
            items,
        } = description;
        let user = User {
            name: folder.to_owned(),
            display_name: display_name.unwrap_or_else(|| capitalize(folder)),
            drive,
            quota,
            guest_of,
            disabled,
            deleted,
            unlicensed,
        };
        let handle = self.world.add_user(&self.tenant, user);
        self.users.insert(folder.to_owned(), handle.drive);
        let library = LibraryDescription {
            drive,
            quota,
            total_bytes,
            items,
        };
        let key = format!("{}.users.{folder}", self.key);
        self.load_drive(handle.drive, &key, place, library)
    }

    /// A site's folder has a folder per library.
    fn load_site(
        &mut self,
        place: Option<&Path>,
        folder: &str,
        mut description: SiteDescription,
    ) -> Result<(), LoadError> {
        let mut libraries = std::mem::take(&mut description.libraries).0;
        let grants = std::mem::take(&mut description.grants);
        let key = format!("{}.sites.{folder}", self.key);
        let site = self.add_site(folder, description);
        for (app, role) in grants {
            let key = format!("{key}.grants.{app}");
            let app = self.find_app(&key, Some(&app))?;
            self.world.grant_site(&app, &site, role);
        }
        for title in all_names(list_below(place, "")?, &libraries) {
            let library = self.add_library(&site, &title);
            let name = (folder.to_owned(), title.clone());
            self.libraries.insert(name, library.key);
            let place = place.map(|place| place.join(&title));
            let key = format!("{key}.libraries.{title}");
            let description = libraries.remove(&title).unwrap_or_default();
            self.load_drive(library.key, &key, place.as_deref(), description)?;
        }
        let default = (folder.to_owned(), Library::DEFAULT.to_owned());
        self.libraries.entry(default).or_insert(site.drive.key);
        Ok(())
    }

    /// A site without a path is the one that every tenant has.
    fn add_site(&mut self, folder: &str, description: SiteDescription) -> SiteHandle {
        let path = description.path;
        let path = path.unwrap_or_else(|| format!("sites/{folder}"));
        if path.is_empty() {
            return self.world.root_site(&self.tenant);
        }
        let display_name = description.display_name;
        let site = Site {
            path,
            display_name: display_name.unwrap_or_else(|| capitalize(folder)),
            description: description.description,
            has_group: description.has_group,
        };
        self.world.add_site(&self.tenant, site)
    }

    fn add_library(&mut self, site: &SiteHandle, title: &str) -> DriveHandle {
        if title == Library::DEFAULT {
            site.drive.clone()
        } else {
            self.world.add_library(site, title)
        }
    }

    fn load_drive(
        &mut self,
        drive: DriveKey,
        key: &str,
        place: Option<&Path>,
        description: LibraryDescription,
    ) -> Result<(), LoadError> {
        let record = self.world.drive_mut(drive);
        (record.state, record.quota) = (description.drive, description.quota);
        record.total_bytes = description.total_bytes.unwrap_or(record.total_bytes);
        if let Some(place) = place.filter(|place| place.is_dir()) {
            load_drive(&mut self.world.edit(drive), place)?;
        }
        let key = format!("{key}.items");
        let planter = Planter::new(self.world.drive_mut(drive), self.base, &key);
        let planted = planter.plant(description.items)?.into_iter();
        self.unfinished
            .extend(planted.map(|planted| Unfinished { drive, planted }));
        Ok(())
    }

    /// The application of that display name, or the tenant's first.
    pub(super) fn find_app(&self, key: &str, name: Option<&str>) -> Result<AppHandle, LoadError> {
        let mut apps = self.apps.iter();
        let found = apps.find(|(known, _)| name.is_none_or(|name| name == known));
        let found = found.map(|(_, app)| app.clone());
        found.ok_or_else(|| LoadError::meaning(key, "the tenant has no such application"))
    }
}

/// The names of what there is on disk and in the description, each once and in order.
fn all_names<T>(on_disk: Vec<String>, described: &BTreeMap<String, T>) -> BTreeSet<String> {
    on_disk
        .into_iter()
        .chain(described.keys().cloned())
        .collect()
}

fn list_below(place: Option<&Path>, folder: &str) -> Result<Vec<String>, LoadError> {
    let place = place.map(|place| place.join(folder));
    place.map_or_else(|| Ok(Vec::new()), |place| list_folders_if_any(&place))
}

/// A certificate from its text, or from a file relative to the description.
fn load_certificate(base: &Path, certificate: &str) -> Result<Certificate, LoadError> {
    let (path, text) = if certificate.starts_with(PEM) {
        (PathBuf::from("certificates"), certificate.to_owned())
    } else {
        let path = base.join(certificate);
        let text = fs::read_to_string(&path).map_err(|source| LoadError::Read {
            path: path.clone(),
            source,
        })?;
        (path, text)
    };
    Certificate::from_pem(&text).map_err(|source| LoadError::Certificate { path, source })
}

fn usual_app() -> AppDescription {
    AppDescription {
        display_name: "Onefold".to_owned(),
        client_id: None,
        roles: vec![
            Role::FilesReadWriteAll,
            Role::SitesReadWriteAll,
            Role::UserReadAll,
            Role::OrganizationReadAll,
        ],
        secrets: None,
        certificates: Vec::new(),
        disabled: false,
        blocked: false,
        redirect_uris: Vec::new(),
        requested_roles: Vec::new(),
    }
}

fn capitalize(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}
