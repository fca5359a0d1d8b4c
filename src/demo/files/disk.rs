//! Lays the world on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::folder::{Folder, Visit};
use super::people;

/// A mark of all paths, bytes and times of the world; a test fails when they have changed and this
/// has not.
pub(super) const WORLD_FINGERPRINT: &str = "c8637424deceb060";

/// Written last, so that a world which was cut short is laid again.
const MARKER: &str = ".demo-world";

/// The demo world could not be laid.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the demo world at {}", path.display())]
pub struct WriteWorldError {
    path: PathBuf,
    source: io::Error,
}

/// Lays the demo world at `<root>/<tenant>/<user>/…`, or does nothing when this very world is there.
///
/// A world of another version is removed first: the folders of its tenants, nothing else below `root`.
///
/// # Errors
/// The first file or folder that could not be written, with its path.
pub(in crate::demo) fn write_world(root: &Path) -> Result<(), WriteWorldError> {
    let marker = root.join(MARKER);
    let found = match fs::read_to_string(&marker) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(at(&marker)(error)),
    };
    if found.as_deref() == Some(WORLD_FINGERPRINT) {
        return Ok(());
    }
    let world = people::world();
    if found.is_some() {
        remove_tenants(root, &world)?;
    }
    lay(root, &world)?;
    fs::write(&marker, WORLD_FINGERPRINT).map_err(at(&marker))
}

fn remove_tenants(root: &Path, world: &Folder) -> Result<(), WriteWorldError> {
    for tenant in world.folder_names() {
        let path = root.join(tenant);
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&path)(error)),
            _ => {}
        }
    }
    Ok(())
}

fn lay(root: &Path, world: &Folder) -> Result<(), WriteWorldError> {
    fs::create_dir_all(root).map_err(at(root))?;
    world.walk(&mut |visit| match visit {
        Visit::Folder(path) => {
            let path = root.join(path);
            fs::create_dir_all(&path).map_err(at(&path))
        }
        Visit::File(path, bytes, modified) => {
            let path = root.join(path);
            write_file(&path, bytes, modified).map_err(at(&path))
        }
    })
}

fn write_file(path: &Path, bytes: &[u8], modified: SystemTime) -> io::Result<()> {
    fs::write(path, bytes)?;
    fs::File::options()
        .write(true)
        .open(path)?
        .set_modified(modified)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteWorldError {
    let path = path.to_owned();
    move |source| WriteWorldError { path, source }
}
