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

use std::collections::BTreeMap;
use std::path::PathBuf;

use graph_sim::{Exchange, Listener, Sim, Switches};

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

    /// The host and port of the server. The host has another name than the one that bytes come from, as in life:
    /// nobody who has shown a password is sent elsewhere below the name that he showed it to.
    fn host(&self) -> String {
        let (_, port) = self.stage.server.url.rsplit_once(':').expect("a port");
        format!("localhost:{port}")
    }

    /// How often anybody but the server itself has been to Microsoft's side for bytes since the journal was cleared,
    /// by the name that he gave. He has not shown his password there.
    fn fetches(&self) -> BTreeMap<String, usize> {
        let entries = self.stage.sim.journal().entries();
        let mut fetches = BTreeMap::new();
        for entry in entries.iter().filter(|entry| is_foreign_fetch(entry)) {
            assert_eq!(entry.header("authorization"), None, "{entry:?}");
            let name = entry.header("user-agent").unwrap_or_default();
            *fetches.entry(name.to_owned()).or_default() += 1;
        }
        fetches
    }

    /// All bytes came through the server.
    #[track_caller]
    fn assert_stayed(&self) {
        assert_eq!(self.fetches(), BTreeMap::new());
    }

    /// Some bytes came from Microsoft, and all of those were fetched by a program of this name.
    #[track_caller]
    fn assert_followed(&self, name: &str) {
        let fetches = self.fetches();
        assert!(!fetches.is_empty(), "{name} was sent nowhere");
        let are_its = fetches.keys().all(|by| by.starts_with(name));
        assert!(are_its, "{name}: {fetches:?}");
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

fn is_foreign_fetch(entry: &Exchange) -> bool {
    let name = entry.header("user-agent").unwrap_or_default();
    entry.listener == Listener::Content && entry.method == "GET" && !name.contains("Onefold")
}
