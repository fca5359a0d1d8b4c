//! A world from folders on disk: `<root>/<tenant>/<user>/…` and
//! `<root>/<tenant>/@sites/<site>/<library>/…`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::description::{
    AppDescription, SiteDescription, TenantDescription, UserDescription, WorldDescription,
};
use super::disk::{list_folders, list_folders_if_any, load_drive};
use super::{
    App, Certificate, Library, NoCertificate, Role, Secret, Site, Tenant, TenantHandle, User, World,
};

const DESCRIPTION: &str = "world.json";
/// The folder of a tenant that holds its sites, not a user's files.
const SITES: &str = "@sites";

/// Why a folder is no world.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A folder or file can't be read.
    #[error("can't read {}", .path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `world.json` is not what it should be.
    #[error("{} does not describe a world", .path.display())]
    Description {
        /// The file.
        path: PathBuf,
        /// Line, column and reason.
        source: serde_json::Error,
    },
    /// A file that should hold a certificate in PEM holds none.
    #[error("{} holds no certificate", .path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        source: NoCertificate,
    },
    /// A name that OneDrive can't hold, or that differs from another only by case.
    #[error("no drive can hold the name of {}", .path.display())]
    Name {
        /// The file or folder.
        path: PathBuf,
    },
}

impl World {
    /// Adds what lies below `root`: a tenant per folder, in it a user per folder, in it the files;
    /// and in the tenant's folder `@sites` a site per folder, in it a library per folder.
    /// Symbolic links and special files are left out. See `README.md` for `world.json`.
    pub fn load_folder(&mut self, root: &Path) -> Result<(), LoadError> {
        let mut description = read_description(&root.join(DESCRIPTION))?;
        let folders = list_folders(root)?;
        let described = description.tenants.keys().cloned();
        for folder in folders
            .into_iter()
            .chain(described)
            .collect::<BTreeSet<_>>()
        {
            let description = description.tenants.remove(&folder).unwrap_or_default();
            self.load_tenant(root, &folder, description)?;
        }
        Ok(())
    }

    fn load_tenant(
        &mut self,
        root: &Path,
        folder: &str,
        description: TenantDescription,
    ) -> Result<(), LoadError> {
        let path = &root.join(folder);
        let TenantDescription {
            name,
            domain,
            licenses,
            apps,
            mut users,
            sites,
        } = description;
        let mut tenant = Tenant::new(
            name.unwrap_or_else(|| capitalize(folder)),
            domain.unwrap_or_else(|| format!("{folder}.example")),
        );
        tenant.licenses = licenses.unwrap_or(tenant.licenses);
        let tenant = self.add_tenant(tenant);
        for app in apps.unwrap_or_else(|| vec![usual_app()]) {
            self.load_app(root, &tenant, app)?;
        }
        let folders = list_folders_if_any(path)?.into_iter();
        let folders = folders.filter(|folder| folder != SITES);
        let described = users.keys().cloned();
        for folder in folders.chain(described).collect::<BTreeSet<_>>() {
            let description = users.remove(&folder).unwrap_or_default();
            self.load_user(&tenant, &path.join(&folder), &folder, description)?;
        }
        self.load_sites(&tenant, &path.join(SITES), sites)
    }

    fn load_sites(
        &mut self,
        tenant: &TenantHandle,
        path: &Path,
        mut sites: BTreeMap<String, SiteDescription>,
    ) -> Result<(), LoadError> {
        let described: Vec<_> = sites.keys().cloned().collect();
        let folders = list_folders_if_any(path)?.into_iter();
        for folder in folders.chain(described).collect::<BTreeSet<_>>() {
            let description = sites.remove(&folder).unwrap_or_default();
            self.load_site(tenant, &path.join(&folder), &folder, description)?;
        }
        Ok(())
    }

    /// A site's folder has a folder per library.
    fn load_site(
        &mut self,
        tenant: &TenantHandle,
        path: &Path,
        folder: &str,
        description: SiteDescription,
    ) -> Result<(), LoadError> {
        let display_name = description.display_name;
        let site = self.add_site(
            tenant,
            Site {
                path: description
                    .path
                    .unwrap_or_else(|| format!("sites/{folder}")),
                display_name: display_name.unwrap_or_else(|| capitalize(folder)),
                description: description.description,
                has_group: description.has_group,
            },
        );
        let titles = list_folders_if_any(path)?.into_iter();
        for title in titles.chain(description.libraries).collect::<BTreeSet<_>>() {
            let library = if title == Library::DEFAULT {
                site.drive.clone()
            } else {
                self.add_library(&site, &title)
            };
            let files = path.join(&title);
            if files.is_dir() {
                load_drive(&mut self.drive_by(&library), &files)?;
            }
        }
        Ok(())
    }

    fn load_app(
        &mut self,
        root: &Path,
        tenant: &TenantHandle,
        description: AppDescription,
    ) -> Result<(), LoadError> {
        let AppDescription {
            display_name,
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
            .map(|file| load_certificate(&root.join(file)));
        let derived = self
            .seed
            .secret(&["secret", &tenant.directory_id, &display_name]);
        let secrets = secrets.unwrap_or_else(|| vec![Secret::lasting(derived)]);
        self.add_app(
            tenant,
            App {
                display_name,
                roles,
                secrets,
                certificates: certificates.collect::<Result<_, _>>()?,
                disabled,
                blocked,
                redirect_uris,
                requested_roles,
            },
        );
        Ok(())
    }

    fn load_user(
        &mut self,
        tenant: &TenantHandle,
        path: &Path,
        folder: &str,
        description: UserDescription,
    ) -> Result<(), LoadError> {
        let UserDescription {
            display_name,
            drive,
            quota,
            guest_of,
            disabled,
            unlicensed,
        } = description;
        let display_name = display_name.unwrap_or_else(|| capitalize(folder));
        let name = folder.to_owned();
        let user = User {
            name,
            display_name,
            drive,
            quota,
            guest_of,
            disabled,
            unlicensed,
            deleted: false,
        };
        let user = self.add_user(tenant, user);
        if path.is_dir() {
            let mut drive = self.drive_of(&user);
            load_drive(&mut drive, path)?;
        }
        Ok(())
    }
}

fn load_certificate(path: &Path) -> Result<Certificate, LoadError> {
    let path = path.to_path_buf();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(source) => return Err(LoadError::Read { path, source }),
    };
    Certificate::from_pem(&text).map_err(|source| LoadError::Certificate { path, source })
}

fn read_description(path: &Path) -> Result<WorldDescription, LoadError> {
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text).map_err(|source| LoadError::Description {
            path: path.to_path_buf(),
            source,
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(WorldDescription::default()),
        Err(source) => Err(LoadError::Read {
            path: path.to_path_buf(),
            source,
        }),
    }
}

fn usual_app() -> AppDescription {
    AppDescription {
        display_name: "Onefold".to_owned(),
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
