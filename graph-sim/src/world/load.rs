//! A world from folders on disk: `<root>/<tenant>/<user>/…`.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::description::{AppDescription, TenantDescription, UserDescription, WorldDescription};
use super::name::{FoldedName, check_path};
use super::{
    App, Certificate, DriveEditor, NoCertificate, Role, Secret, Tenant, TenantHandle, User, World,
};
use crate::content::Content;

const DESCRIPTION: &str = "world.json";

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
    /// Adds what lies below `root`: a tenant per folder, in it a user per folder, in it the files.
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
        let folders = if path.is_dir() {
            list_folders(path)?
        } else {
            Vec::new()
        };
        let described = users.keys().cloned();
        for folder in folders
            .into_iter()
            .chain(described)
            .collect::<BTreeSet<_>>()
        {
            let description = users.remove(&folder).unwrap_or_default();
            self.load_user(&tenant, &path.join(&folder), &folder, description)?;
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

fn load_drive(drive: &mut DriveEditor<'_>, root: &Path) -> Result<(), LoadError> {
    let mut folders = vec![(root.to_path_buf(), String::new())];
    while let Some((folder, place)) = folders.pop() {
        for entry in list(&folder)? {
            let place = format!("{place}/{}", entry.name);
            match entry.kind {
                EntryKind::Folder => {
                    drive.add_folder(&place);
                    folders.push((entry.path, place));
                }
                EntryKind::File { modified } => {
                    drive.add_file(&place, Content::Disk(entry.path), modified);
                }
            }
        }
    }
    Ok(())
}

struct DiskEntry {
    name: String,
    path: PathBuf,
    kind: EntryKind,
}

enum EntryKind {
    Folder,
    File { modified: Timestamp },
}

fn list_folders(path: &Path) -> Result<Vec<String>, LoadError> {
    let folder = |entry: DiskEntry| match entry.kind {
        EntryKind::Folder => Some(entry.name),
        EntryKind::File { .. } => None,
    };
    Ok(list(path)?.into_iter().filter_map(folder).collect())
}

/// The files and folders at `path`, sorted by name so that each load sees the same order.
fn list(path: &Path) -> Result<Vec<DiskEntry>, LoadError> {
    let failed = |source| LoadError::Read {
        path: path.to_path_buf(),
        source,
    };
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let metadata = entry.metadata().map_err(failed)?;
        let kind = if metadata.is_dir() {
            EntryKind::Folder
        } else if metadata.is_file() {
            let modified = metadata.modified().map_err(failed)?;
            EntryKind::File {
                modified: modified.try_into().unwrap_or(World::BEGINNING),
            }
        } else {
            continue;
        };
        let path = entry.path();
        let name = entry
            .file_name()
            .into_string()
            .ok()
            .filter(|name| is_holdable(name));
        let name = name.ok_or_else(|| LoadError::Name { path: path.clone() })?;
        entries.push(DiskEntry { name, path, kind });
    }
    entries.sort_by(|left, right| left.name.cmp(&right.name));
    let mut seen = HashSet::new();
    match entries
        .iter()
        .find(|entry| !seen.insert(FoldedName::new(&entry.name)))
    {
        Some(twin) => Err(LoadError::Name {
            path: twin.path.clone(),
        }),
        None => Ok(entries),
    }
}

fn is_holdable(name: &str) -> bool {
    check_path([name].into_iter()).is_ok()
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
