//! The process that uploads is killed, again and again; the next one goes on from what it has written down.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use graph_sim::{
    App, Exchange, Fault, Fingerprint, Listener, Options, Sim, Tenant, User, UserHandle, World,
};
use tempfile::TempDir;

use super::ground::{OLD, UNIT, bytes_of};

/// How often it is killed.
const KILLS: u64 = 50;

/// Fragments of the file. A process is killed before it has sent two of them, so that it is never done
/// before the last kill.
const FRAGMENTS: usize = 110;

/// A simulator, a file, and a person's small tool.
struct Shop {
    sim: Sim,
    ada: UserHandle,
    bytes: Vec<u8>,
    folder: TempDir,
    uploader: PathBuf,
}

impl Shop {
    async fn open(length: usize) -> Self {
        let mut world = World::new(1);
        let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = world.add_app(&tenant, App::writer("Onefold", "a secret"));
        let ada = world.add_user(&tenant, User::new("ada", "Ada Example"));
        let mut drive = world.drive_of(&ada);
        drive.add_file("/film.bin", OLD.to_vec(), World::BEGINNING);
        let sim = Sim::start(world, Options::default())
            .await
            .expect("free ports");
        let folder = tempfile::tempdir().expect("a folder");
        let settings = serde_json::json!({
            "data_dir": folder.path().join("data"),
            "login": sim.login_url(), "graph": sim.graph_url(), "scope": sim.graph_scope(),
            "content_host": sim.content_host(), "directory_id": tenant.directory_id,
            "client_id": app.client_id, "client_secret": "a secret", "drive_id": ada.drive_id,
        });
        let bytes = bytes_of(length);
        for (name, content) in [
            ("settings.json", settings.to_string().as_bytes()),
            ("film.bin", &bytes),
        ] {
            std::fs::write(folder.path().join(name), content).expect("the folder is ours");
        }
        Self {
            sim,
            ada,
            bytes,
            folder,
            uploader: uploader(),
        }
    }

    fn start(&self) -> Uploader {
        let mut command = Command::new(&self.uploader);
        command
            .args(["--settings", "settings.json", "--name", "film.bin"])
            .args(["--file", "film.bin", "--memory", &UNIT.to_string()])
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        Uploader(command.spawn().expect("it was built"))
    }

    async fn finish(&self) {
        let mut last = self.start();
        let waiting = tokio::task::spawn_blocking(move || last.0.wait());
        let status = waiting
            .await
            .expect("it only waits")
            .expect("it is our child");
        assert!(status.success(), "{status}");
    }

    /// Waits for so many exchanges, finished or not, and so many bytes of fragments in all.
    async fn reached(&self, exchanges: usize, bytes: u64) {
        let journal = self.sim.journal();
        let reached =
            journal.wait_for(|entries| entries.len() >= exchanges && sent(entries) >= bytes);
        assert!(reached.await, "it comes further");
    }

    fn sent(&self) -> u64 {
        sent(&self.sim.journal().entries())
    }

    /// The file is the new one, in one version more, and nothing is left open but sessions that nobody
    /// was told of.
    fn assert_done(&self) {
        let (stored, versions) = self.sim.change(|world| {
            let drive = world.drive_of(&self.ada);
            let versions = drive.version_sizes("/film.bin");
            (drive.fingerprint_of("/film.bin"), versions)
        });
        assert_eq!(stored, Fingerprint::of(&self.bytes));
        assert_eq!(versions.len(), 2, "one version more: {versions:?}");
        let open = self.sim.uploads().open();
        let untold = open.iter().all(|session| session.bytes_received == 0);
        assert!(untold && open.len() <= 1, "{open:?}");
        assert!(self.sim.journal().defects().is_empty());
    }
}

/// Bytes of fragments that have come.
fn sent(entries: &[Exchange]) -> u64 {
    let fragments = entries.iter().filter(|one| one.route == "PUT {upload}");
    fragments.map(|one| one.bytes_in).sum()
}

/// The tool at work. It is killed when dropped.
struct Uploader(Child);

impl Uploader {
    /// Kills it in the midst of its work (SIGKILL).
    fn kill(mut self) {
        let ended = self.0.try_wait().expect("it is our child");
        assert_eq!(ended, None, "it was killed before it was done");
    }
}

impl Drop for Uploader {
    fn drop(&mut self) {
        // It may have ended by itself, which its test has noticed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The example `uploader`, built as this test was: Cargo builds examples for all tests together, and not for
/// one that is asked for alone.
fn uploader() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--example", "uploader"]);
    cargo.args((!cfg!(debug_assertions)).then_some("--release"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    assert!(cargo.status().expect("there is Cargo").success());
    let own = std::env::current_exe().expect("a test has a path");
    let profile = own.parent().and_then(Path::parent).expect("target/…/deps");
    profile.join("examples").join("uploader")
}

/// Numbers that fall the same way each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_survives_fifty_kills_and_sends_nothing_twice_but_what_was_on_its_way() {
    let shop = Shop::open((FRAGMENTS - 1) * UNIT + 12_345).await;
    let mut dice = Dice(0x0123_4567_89ab_cdef);
    let unit = UNIT as u64;
    for _ in 0..KILLS {
        let (exchanges, sent) = (shop.sim.journal().entries().len(), shop.sent());
        let running = shop.start();
        // Anywhere from its first question on, or anywhere in its first two fragments.
        let (questions, bytes) = match dice.below(3) {
            0 => (1 + dice.below(4), 0),
            _ => (0, dice.below(2 * unit)),
        };
        let questions = usize::try_from(questions).expect("it is small");
        shop.reached(exchanges + questions.max(1), sent + bytes)
            .await;
        running.kill();
    }
    let before = shop.sent();
    shop.finish().await;
    shop.assert_done();
    assert!(before > 10 * unit, "the kills struck an upload under way");
    let size = shop.bytes.len() as u64;
    let sent = shop.sent();
    assert!(sent <= size + KILLS * unit, "{sent} bytes for {size}");
    assert_eq!(shop.sim.uploads().tally().completed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_behind_the_commit_is_followed_by_one_that_finds_the_file() {
    let shop = Shop::open(14 * UNIT).await;
    let commit = Fault::on(Listener::Content).method("PUT").nth(14).after();
    let held = shop.sim.faults().hold(commit);
    let running = shop.start();
    assert!(held.arrived(1).await, "it comes to its last fragment");
    // With the answer under way the file is there, and the process does not know it.
    running.kill();
    held.release();
    shop.sim.faults().clear();
    shop.finish().await;
    shop.assert_done();
    assert_eq!(
        shop.sent(),
        shop.bytes.len() as u64,
        "no byte went up twice"
    );
}
