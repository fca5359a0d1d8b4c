//! What lies in the simulator, by paths of the tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use graph_sim::{DriveEditor, Sim};

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
    pub(super) size: u64,
    /// Without its quotes.
    pub(super) etag: String,
    /// The SHA-256 of its bytes.
    pub(super) sum: String,
}

/// What a folder holds: by path, each file, and none for folders.
pub(super) type Members = BTreeMap<String, Option<File>>;

/// What lies at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    Folder(Members),
    File(File),
}

impl Truth {
    fn place(&self, path: &str) -> Option<(&Mounted, String)> {
        self.drives.iter().find_map(|mounted| {
            let below = path.strip_prefix(&mounted.path)?;
            (below.is_empty() || below.starts_with('/')).then(|| (mounted, below.to_owned()))
        })
    }

    /// What a folder holds, or a file.
    pub(super) fn find(&self, path: &str) -> Found {
        let Some((mounted, below)) = self.place(path) else {
            let above = format!("{path}/");
            let mounts = self.drives.iter().map(|mounted| &mounted.path);
            let mounts = mounts.filter(|mount| mount.starts_with(&above));
            let members: Members = mounts.map(|mount| (mount.clone(), None)).collect();
            return if members.is_empty() {
                Found::Nothing
            } else {
                Found::Folder(members)
            };
        };
        self.sim.change(|world| {
            let drive = world.drive_of(&mounted.owner);
            if !drive.exists(&below) {
                return Found::Nothing;
            }
            match drive.children_of(&below) {
                Some(children) => {
                    let member = |(name, size): (String, Option<u64>)| {
                        let file = size.map(|_| file_at(&drive, &format!("{below}/{name}")));
                        (format!("{path}/{name}"), file)
                    };
                    Found::Folder(children.into_iter().map(member).collect())
                }
                None => Found::File(file_at(&drive, &below)),
            }
        })
    }

    /// The file that lies there.
    pub(super) fn file(&self, path: &str) -> Option<File> {
        let (mounted, below) = self.place(path)?;
        self.sim.change(|world| {
            let drive = world.drive_of(&mounted.owner);
            let is_file = drive.exists(&below) && drive.children_of(&below).is_none();
            is_file.then(|| file_at(&drive, &below))
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

fn file_at(drive: &DriveEditor<'_>, path: &str) -> File {
    let fingerprint = drive.fingerprint_of(path);
    File {
        size: fingerprint.size,
        etag: drive.e_tag_of(path).replace('"', ""),
        sum: fingerprint.sha256,
    }
}
