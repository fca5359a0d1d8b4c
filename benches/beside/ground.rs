//! What is served: a drive at the simulator, and a folder of this machine with the same in it.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use graph_sim::{
    App, AppHandle, Content, Listener, Options, Sim, Switches, Tenant, TenantHandle, User,
    UserHandle, World,
};
use tempfile::TempDir;

/// The secret of the application.
pub(crate) const SECRET: &str = "the-secret-of-the-app";

/// How many children the folders have that are listed.
pub(crate) const SIZES: [u64; 2] = [1_000, 10_000];

/// How often each listing is asked for that nobody has asked for before.
pub(crate) const COLD_ROUNDS: usize = 5;

/// The length of the large file in bytes.
pub(crate) const LARGE: u64 = 1 << 30;

/// The ground on which all stand.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) sim: Sim,
    pub(crate) tenant: TenantHandle,
    pub(crate) app: AppHandle,
    pub(crate) ada: UserHandle,
    /// Everybody's files, but for the drive.
    pub(crate) folder: TempDir,
}

/// A folder that is listed again and again.
pub(crate) fn warm(size: u64) -> String {
    format!("warm-{size}")
}

/// A folder that is listed once by each.
pub(crate) fn cold(size: u64, round: usize) -> String {
    format!("cold-{size}-{round}")
}

fn file(number: u64) -> String {
    format!("file {number:05}.txt")
}

fn folders() -> Vec<(String, u64)> {
    let warm = SIZES.map(|size| (warm(size), size));
    let cold = SIZES.iter().flat_map(|size| {
        let rounds = 0..COLD_ROUNDS;
        rounds.map(move |round| (cold(*size, round), *size))
    });
    warm.into_iter().chain(cold).collect()
}

impl Ground {
    pub(crate) async fn lay() -> Self {
        let mut world = World::new(1);
        let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = world.add_app(&tenant, App::writer("Bench", SECRET));
        let ada = world.add_user(&tenant, User::new("ada", "Ada"));
        let mut drive = world.drive_of(&ada);
        for (folder, size) in folders() {
            drive.fill(&format!("/{folder}"), size, file);
        }
        let large = Content::Generated {
            seed: 1,
            size: LARGE,
        };
        drive.add_file("/large.bin", large, World::BEGINNING);
        let options = Options {
            switches: Switches::default(),
            ..Options::default()
        };
        let sim = Sim::start(world, options).await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy_to(&folder.path().join("local"));
        Self {
            sim: sim.expect("loopback has free ports"),
            tenant,
            app,
            ada,
            folder,
        }
    }

    /// The folder of this machine that is served.
    pub(crate) fn local(&self) -> PathBuf {
        self.folder.path().join("local")
    }

    /// Requests to Microsoft since the last look, by their route.
    pub(crate) fn take_calls(&self) -> BTreeMap<String, usize> {
        let journal = self.sim.journal();
        let defects = journal.defects();
        assert!(defects.is_empty(), "{defects:#?}");
        let mut calls = BTreeMap::new();
        for exchange in journal.entries() {
            if exchange.listener != Listener::Login {
                *calls.entry(exchange.route).or_default() += 1;
            }
        }
        journal.clear();
        calls
    }

    /// Stops the simulator, which may take so long.
    pub(crate) async fn leave(self, longest: Duration) {
        let stopped = tokio::time::timeout(longest, self.sim.shutdown()).await;
        stopped.expect("it stops");
    }
}

/// The address behind `http://127.0.0.1:1234/`.
pub(crate) fn address_of(url: &str) -> SocketAddr {
    let authority = url.trim_start_matches("http://").trim_end_matches('/');
    authority.parse().expect("an address of this machine")
}

/// The same folders and files on disk.
fn copy_to(root: &Path) {
    for (folder, size) in folders() {
        let folder = root.join(folder);
        fs::create_dir_all(&folder).expect("the folder is ours");
        for number in 0..size {
            let bytes = vec![0; usize::try_from(number % 97).expect("it is small")];
            fs::write(folder.join(file(number)), bytes).expect("there is room");
        }
    }
    let large = fs::File::create(root.join("large.bin")).expect("the folder is ours");
    let mut large = std::io::BufWriter::with_capacity(1 << 20, large);
    let block = vec![7; 1 << 20];
    for _ in 0..LARGE >> 20 {
        std::io::Write::write_all(&mut large, &block).expect("there is room");
    }
}
