//! Folders on disk: what is in them, and a drive from one of them.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::load_error::LoadError;
use super::name::{FoldedName, check_path};
use super::{DriveEditor, World};
use crate::content::Content;

/// Something on disk that a drive can hold.
pub(super) struct DiskEntry {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) kind: EntryKind,
}

pub(super) enum EntryKind {
    Folder,
    File { modified: Timestamp },
}

/// Puts all that lies below a folder into a drive.
pub(super) fn load_drive(drive: &mut DriveEditor<'_>, root: &Path) -> Result<(), LoadError> {
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

/// The names of the folders in a folder; none if that isn't there.
pub(super) fn list_folders_if_any(path: &Path) -> Result<Vec<String>, LoadError> {
    if path.is_dir() {
        list_folders(path)
    } else {
        Ok(Vec::new())
    }
}

/// The names of the folders in a folder.
pub(super) fn list_folders(path: &Path) -> Result<Vec<String>, LoadError> {
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
