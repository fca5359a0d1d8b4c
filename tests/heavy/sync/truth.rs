//! What lies in the simulator, by paths of the tree.

use std::sync::Arc;

use graph_sim::Sim;

use super::listing::Rows;
use crate::contents::in_drive;
use crate::ground::Mounted;

/// The drives, and where they are mounted. Nobody changes them but the server.
#[derive(Debug)]
pub(super) struct Truth {
    pub(super) sim: Arc<Sim>,
    pub(super) drives: Vec<Mounted>,
}

/// A file as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) etag: String,
    pub(super) sum: String,
}

/// What lies at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    Folder(Rows),
    File(u64),
}

impl Truth {
    fn place(&self, path: &str) -> Option<(&Mounted, String)> {
        self.drives.iter().find_map(|mounted| {
            let below = path.strip_prefix(&mounted.path)?;
            (below.is_empty() || below.starts_with('/')).then(|| (mounted, below.to_owned()))
        })
    }

    /// What a folder holds, or how long a file is.
    pub(super) fn find(&self, path: &str) -> Found {
        let Some((mounted, below)) = self.place(path) else {
            let above = format!("{path}/");
            let mounts = self.drives.iter().map(|mounted| &mounted.path);
            let mounts = mounts.filter(|mount| mount.starts_with(&above));
            let rows: Rows = mounts.map(|mount| (mount.clone(), None)).collect();
            return if rows.is_empty() {
                Found::Nothing
            } else {
                Found::Folder(rows)
            };
        };
        self.sim.change(|world| {
            let drive = world.drive_of(&mounted.owner);
            if !drive.exists(&below) {
                return Found::Nothing;
            }
            match drive.children_of(&below) {
                Some(children) => {
                    let row = |(name, size)| (format!("{path}/{name}"), size);
                    Found::Folder(children.into_iter().map(row).collect())
                }
                None => Found::File(drive.fingerprint_of(&below).size),
            }
        })
    }

    /// The file that lies there.
    pub(super) fn file(&self, path: &str) -> Option<File> {
        let (mounted, below) = self.place(path)?;
        self.sim.change(|world| {
            let drive = world.drive_of(&mounted.owner);
            let is_file = drive.exists(&below) && drive.children_of(&below).is_none();
            is_file.then(|| File {
                etag: drive.e_tag_of(&below),
                sum: drive.fingerprint_of(&below).sha256,
            })
        })
    }

    /// Microsoft's id for what lies there.
    pub(super) fn id(&self, path: &str) -> Option<String> {
        let (mounted, below) = self.place(path)?;
        self.sim.change(|world| {
            let drive = world.drive_of(&mounted.owner);
            drive.exists(&below).then(|| drive.id_of(&below))
        })
    }

    /// All files of all drives, and what they come to.
    pub(super) fn files(&self) -> Vec<(String, String)> {
        let of = |mounted: &Mounted| {
            let files = in_drive(&self.sim, &mounted.owner, "");
            let mount = mounted.path.clone();
            files
                .into_iter()
                .map(move |(path, sum)| (format!("{mount}/{path}"), sum))
        };
        let mut files: Vec<_> = self.drives.iter().flat_map(of).collect();
        files.sort();
        files
    }
}
