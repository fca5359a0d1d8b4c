//! Large files on their way in, and many at once: every byte, in bounded memory. The example `uploader` is
//! measured, in a process of its own, so that no face's cost is in it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use graph_sim::switches::Keep;
use graph_sim::{App, Fingerprint, Options, Sim, Switches, Tenant, User, UserHandle, World};
use tempfile::TempDir;

use crate::figures::{Figures, mebibytes, rate, time};
use crate::stopwatch::Stopwatch;

/// A thousand times what the largest organization may use in a minute. What is measured is memory and
/// throughput: with a budget that holds, a hundred uploads at once would wait for it.
const UNITS: u32 = 6_250_000;

/// A simulator that keeps hashes, and what the tool needs to reach a drive in it.
struct Shop {
    sim: Sim,
    ada: UserHandle,
    folder: TempDir,
    uploader: PathBuf,
}

/// What an upload took.
struct Took {
    time: Duration,
    /// The most memory that the process held.
    peak: u64,
}

impl Shop {
    async fn open() -> Self {
        let mut world = World::new(1);
        let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = world.add_app(&tenant, App::writer("Onefold", "a secret"));
        let ada = world.add_user(&tenant, User::new("ada", "Ada Example"));
        let mut switches = Switches::default();
        switches.uploads.keep = Keep::Hashes;
        let options = Options {
            switches,
            ..Options::default()
        };
        let sim = Sim::start(world, options).await.expect("free ports");
        let folder = tempfile::tempdir().expect("a folder");
        let settings = serde_json::json!({
            "data_dir": folder.path().join("data"),
            "login": sim.login_url(), "graph": sim.graph_url(), "scope": sim.graph_scope(),
            "content_host": sim.content_host(), "directory_id": tenant.directory_id,
            "client_id": app.client_id, "client_secret": "a secret", "drive_id": ada.drive_id,
            "units_per_minute": UNITS,
        });
        let path = folder.path().join("settings.json");
        fs::write(path, settings.to_string()).expect("the folder is ours");
        Self {
            sim,
            ada,
            folder,
            uploader: uploader(),
        }
    }

    /// Lets the tool put so many files of so many bytes, which it makes up.
    async fn put(&self, size: u64, times: u32) -> Took {
        let begun = Stopwatch::start();
        let child = Command::new(&self.uploader)
            .args(["--settings", "settings.json", "--name", "made.bin"])
            .args(["--made-up", &size.to_string()])
            .args(["--times", &times.to_string()])
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("it was built");
        let watching = tokio::task::spawn_blocking(move || watch(child));
        let peak = watching.await.expect("it only watches");
        Took {
            time: begun.elapsed(),
            peak,
        }
    }

    /// Every file is as long as it was sent, and has its hash, in one version; nothing is left open.
    fn assert_whole(&self, names: &[String], size: u64, hash: &str) {
        for name in names {
            let path = format!("/{name}");
            let (stored, versions) = self.sim.change(|world| {
                let drive = world.drive_of(&self.ada);
                (drive.fingerprint_of(&path), drive.version_sizes(&path))
            });
            let Fingerprint {
                size: length,
                sha256,
                ..
            } = stored;
            assert_eq!((length, sha256.as_str()), (size, hash), "{name}");
            assert_eq!(versions.len(), 1, "{name}");
        }
        assert!(self.sim.uploads().open().is_empty());
        assert!(self.sim.journal().defects().is_empty());
    }
}

/// Waits until the tool has done its work, and tells the most memory that it held (Linux, proc(5)).
fn watch(mut child: Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let ended = child.try_wait().expect("it is our child");
        let now = fs::read_to_string(&status).unwrap_or_default();
        let line = now.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let held = kibibytes.and_then(|number| number.parse::<u64>().ok());
        peak = peak.max(held.unwrap_or(0) * 1024);
        if let Some(ended) = ended {
            assert!(ended.success(), "{ended}");
            return peak;
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// The example, built as this test was.
fn uploader() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--features", "heavy"]);
    cargo.args(["--example", "uploader"]);
    cargo.args((!cfg!(debug_assertions)).then_some("--release"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    assert!(cargo.status().expect("there is Cargo").success());
    let own = std::env::current_exe().expect("a test has a path");
    let profile = own.parent().and_then(Path::parent).expect("target/…/deps");
    profile.join("examples").join("uploader")
}

/// SHA-256 of what the tool makes up: the numbers from 0 on, scrambled by `SplitMix64`.
fn hash_of_made_up(size: u64) -> String {
    let mut context = Context::new(&SHA256);
    let mut chunk = Vec::with_capacity(64 * 1024);
    for number in 0..size / 8 {
        let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        chunk.extend_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes());
        if chunk.len() == chunk.capacity() {
            context.update(&chunk);
            chunk.clear();
        }
    }
    context.update(&chunk);
    let digest = context.finish();
    digest
        .as_ref()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn throughput(bytes: u64, took: &Took) -> String {
    let megabytes = rate(bytes, took.time) / 1e6;
    format!("{megabytes:.0} MB/s ({})", time(took.time))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_300_mb_and_5_gib_go_up_whole_and_in_bounded_memory() {
    let mut figures = Figures::of("Large files going up");
    for (what, size) in [("300 MB", 300_000_000), ("5 GiB", 5 << 30)] {
        let shop = Shop::open().await;
        let took = shop.put(size, 1).await;
        shop.assert_whole(&["made.bin".to_owned()], size, &hash_of_made_up(size));
        figures.add(format!("throughput, {what}"), throughput(size, &took));
        figures.add(format!("peak memory, {what}"), mebibytes(took.peak));
        assert!(took.peak <= 100 << 20, "{} bytes for {what}", took.peak);
        shop.sim.shutdown().await;
    }
    figures.print();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_files_at_once_go_up_whole_and_in_bounded_memory() {
    const FILES: u32 = 100;
    const SIZE: u64 = 200_000_000;
    let shop = Shop::open().await;
    let took = shop.put(SIZE, FILES).await;
    let names: Vec<_> = (1..=FILES)
        .map(|number| format!("{number} made.bin"))
        .collect();
    let mut figures = Figures::of("A hundred files of 200 MB going up at once");
    figures.add(
        "throughput of all",
        throughput(u64::from(FILES) * SIZE, &took),
    );
    figures.add("peak memory", mebibytes(took.peak));
    figures.print();
    shop.assert_whole(&names, SIZE, &hash_of_made_up(SIZE));
    assert!(took.peak < 200 << 20, "{} bytes", took.peak);
    shop.sim.shutdown().await;
}
