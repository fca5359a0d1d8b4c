//! Programs of others that take the tree for a disk, each of which goes a full round: what they have written lies in
//! the drive byte for byte, and what they read is what lies there.
//!
//! - `davfs2`: a folder of this machine
//! - `gvfs`: the files of a desktop
//! - `duplicity`: backups
//! - `film`: players that seek

mod davfs2;
mod duplicity;
mod film;
mod gvfs;

use std::path::PathBuf;

use graph_sim::{Sim, Switches};

use crate::contents::{Contents, in_drive};
use crate::ground::{Ground, Mounted};
use crate::stage::Stage;

/// A server with one drive, which may be written.
struct Disk {
    stage: Stage,
    drive: Mounted,
}

impl Disk {
    async fn set() -> Self {
        Self::with(|_, _| {}).await
    }

    /// The same over what `fill` lays out.
    async fn with(fill: impl FnOnce(&mut Ground, &Mounted)) -> Self {
        let mut ground = Ground::new(Switches::default());
        let drives = ground.add_writable_org("contoso", &["ada"]);
        let drive = drives.into_iter().next().expect("one was asked for");
        fill(&mut ground, &drive);
        let stage = Stage::on(ground).await;
        Self { stage, drive }
    }

    /// The host and port of the server.
    fn host(&self) -> &str {
        self.stage.server.url.trim_start_matches("http://")
    }

    /// The drive's path at the server.
    fn path(&self) -> String {
        format!("/dav{}", self.drive.path)
    }

    /// What lies in a folder of the drive.
    fn holds(&self, folder: &str) -> Contents {
        let sim: &Sim = &self.stage.sim;
        in_drive(sim, &self.drive.owner, folder)
    }

    /// A folder of this machine that is empty.
    fn folder(&self, name: &str) -> PathBuf {
        let folder = self.stage.folder().join(name);
        std::fs::create_dir_all(&folder).expect("the folder is ours");
        folder
    }
}
