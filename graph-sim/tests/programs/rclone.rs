//! rclone's OneDrive backend, app-only: the backend that has met most of what Microsoft does.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use graph_sim::{DriveEditor, Exchange, Fingerprint, Listener};
use serde_json::Value;

use super::SCRIPTS;
use super::files::{HOSTILE, bytes, make, tree};
use super::installed::Installed;
use super::process::Ended;
use super::run::Run;
use super::stage::{MANY, Stage};

/// rclone at Ada's drive, which it calls `app:`.
struct Rclone {
    installed: Installed,
    stage: Stage,
    run: Run,
}

impl Rclone {
    async fn open(name: &str) -> Option<Self> {
        let installed = Installed::find(SCRIPTS)?;
        let stage = Stage::open().await;
        let run = Run::of(name);
        Some(Self {
            installed,
            stage,
            run,
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.installed.rclone();
        command.args(arguments);
        command
    }

    /// Runs it to a good end.
    async fn rclone(&self, arguments: &[&str]) -> String {
        self.try_rclone(arguments).await.well()
    }

    async fn try_rclone(&self, arguments: &[&str]) -> Ended {
        let command = self.command(arguments);
        self.stage.play(command, &self.configuration()).await
    }

    /// All of it in the environment: no file holds the secret.
    fn configuration(&self) -> Vec<(&'static str, String)> {
        let [tenant, client_id, secret, _, _, drive, _] = self.stage.facts().map(|(_, fact)| fact);
        vec![
            ("RCLONE_CONFIG", "/dev/null".to_owned()),
            ("RCLONE_CONFIG_APP_TYPE", "onedrive".to_owned()),
            ("RCLONE_CONFIG_APP_CLIENT_ID", client_id),
            ("RCLONE_CONFIG_APP_CLIENT_SECRET", secret),
            ("RCLONE_CONFIG_APP_CLIENT_CREDENTIALS", "true".to_owned()),
            ("RCLONE_CONFIG_APP_TENANT", tenant),
            ("RCLONE_CONFIG_APP_DRIVE_ID", drive),
            ("RCLONE_CONFIG_APP_DRIVE_TYPE", "business".to_owned()),
        ]
    }

    fn step(&mut self, deed: &str, asserted: &str) {
        self.run.step(deed, asserted);
    }

    /// Nothing is left to be said.
    fn end(self) {
        self.stage.assert_clean();
        assert!(self.stage.sim.uploads().open().is_empty());
        self.run.write_down();
    }

    async fn lists(&mut self) {
        let listed = self.rclone(&["lsjson", "--hash", "app:Documents"]).await;
        let listed: Vec<Value> = serde_json::from_str(&listed).expect("it prints JSON");
        let names: Vec<_> = listed.iter().map(|entry| &entry["Name"]).collect();
        assert_eq!(names, ["Deep", "hello.txt", "large.bin"]);
        let hello = self.stage.stored("/Documents/hello.txt");
        assert_eq!(listed[1]["Size"], hello.size);
        assert_eq!(listed[1]["Hashes"]["quickxor"], hexadecimal(&hello));
        assert_eq!(listed[1]["ModTime"], "2026-02-01T08:15:00Z");
        self.step(
            "`lsjson --hash`",
            "names, sizes, QuickXorHashes and times are the drive's",
        );

        let expected = paths_at_first();
        self.stage.take_graph_calls();
        assert_eq!(lines(&self.rclone(&["lsf", "-R", "app:"]).await), expected);
        let calls = self.stage.take_graph_calls();
        assert_eq!(count(&calls, "/children"), 6, "one for each folder");
        self.step("`lsf -R`", "all 458 entries; one call for each folder");

        let by_delta = ["lsf", "-R", "--fast-list", "--onedrive-delta", "app:"];
        assert_eq!(lines(&self.rclone(&by_delta).await), expected);
        let calls = self.stage.take_graph_calls();
        assert_eq!(count(&calls, "/children"), 0);
        assert!(count(&calls, "/delta") >= 1);
        self.step(
            "`lsf -R --fast-list --onedrive-delta`",
            "the same entries by `delta`, without a call for children",
        );
    }

    async fn copies_up(&mut self) {
        let up = self.stage.folder().join("up");
        make(&up.join("empty"), 0);
        make(&up.join("three.bin"), 3_000_000);
        make(&up.join("deep/deeper/thirty.bin"), 30_000_000);
        for name in HOSTILE {
            make(&up.join("names").join(name), name.len());
        }
        self.rclone(&["copy", "up", "app:up"]).await;
        for (path, fingerprint) in &tree(&up) {
            let stored = self.stage.stored(&format!("/up/{}", widened(path)));
            assert_eq!(&stored, fingerprint, "{path}");
        }
        self.step(
            "`copy` up",
            "0 B, 3 MB, 30 MB and 16 hostile names arrive with equal SHA-256",
        );

        let said = self
            .try_rclone(&["check", "--download", "up", "app:up"])
            .await;
        assert!(said.status.success() && said.errors.contains(": 0 differences found"));
        assert!(
            said.errors.contains(": 19 matching files"),
            "{}",
            said.errors
        );
        let hashes = self.try_rclone(&["check", "up", "app:up"]).await;
        assert!(
            hashes.errors.contains(": 19 matching files"),
            "{}",
            hashes.errors
        );
        self.step(
            "`check`, `check --download`",
            "19 matching files, by their hashes and by their bytes",
        );
    }

    async fn copies_down(&mut self) {
        let up = self.stage.folder().join("up");
        self.rclone(&["copy", "app:up", "down"]).await;
        assert_eq!(tree(&self.stage.folder().join("down")), tree(&up));
        let part = self.rclone(&[
            "cat",
            "--offset",
            "5",
            "--count",
            "4",
            "app:Documents/hello.txt",
        ]);
        assert_eq!(part.await, " Wor");
        self.step(
            "`copy` down, `cat --offset 5 --count 4`",
            "equal trees; bytes 5 to 8",
        );

        let again = self.try_rclone(&["copy", "-v", "up", "app:up"]).await;
        assert!(
            again.errors.contains("There was nothing to transfer"),
            "{}",
            again.errors
        );
        self.step(
            "`copy` up again",
            "nothing to transfer: times and sizes are as they were sent",
        );
    }

    async fn changes_on_the_server(&mut self) {
        self.stage.take_graph_calls();
        self.rclone(&["copyto", "app:up/three.bin", "app:copies/four.bin"])
            .await;
        assert_eq!(
            self.stage.stored("/copies/four.bin"),
            Fingerprint::of(&bytes(3_000_000))
        );
        let journal = self.stage.sim.journal();
        let put = journal.count("PUT {upload}");
        let exchanges = journal.entries();
        let asked = exchanges
            .iter()
            .any(|exchange| exchange.path.contains("/monitor/"));
        assert!(asked, "the monitor is asked");
        let calls = self.stage.take_graph_calls();
        assert_eq!((put, count(&calls, "/copy")), (0, 1));
        self.step(
            "`copyto` on the server",
            "one `copy`, its monitor followed, no byte sent",
        );

        let id = self.stage.change(|drive| drive.id_of("/copies/four.bin"));
        self.rclone(&["moveto", "app:copies/four.bin", "app:moved.bin"])
            .await;
        assert_eq!(self.stage.change(|drive| drive.id_of("/moved.bin")), id);
        self.step("`moveto`", "the item keeps its id");

        self.rclone(&["mkdir", "app:new/er"]).await;
        assert!(self.exists("/new/er"));
        self.rclone(&["rmdir", "app:new/er"]).await;
        let full = self.try_rclone(&["rmdir", "app:up"]).await;
        assert!(!full.status.success() && self.exists("/up"));
        self.rclone(&["purge", "app:copies"]).await;
        assert!(!self.exists("/new/er") && self.exists("/new") && !self.exists("/copies"));
        self.step(
            "`mkdir`, `rmdir`, `purge`",
            "folders come and go; one that is not empty stays, and is told",
        );
    }

    async fn looks_after_the_rest(&mut self) {
        let about = self.rclone(&["about", "--json", "app:"]).await;
        let about: Value = serde_json::from_str(&about).expect("it prints JSON");
        let number = |key: &str| about[key].as_u64().expect("a number");
        assert_eq!(number("total"), 1 << 40);
        assert_eq!(
            number("used") + number("free") + number("trashed"),
            number("total")
        );
        self.step("`about`", "total, used, free and trashed add up");

        let link = self.rclone(&["link", "app:moved.bin"]).await;
        assert!(
            link.starts_with("https://contoso-my.sharepoint.com/"),
            "{link}"
        );
        let again = self.rclone(&["link", "app:moved.bin"]).await;
        assert_eq!(link, again);
        self.step(
            "`link`",
            "a link to the drive's host; asked again, the same one",
        );

        for length in [10, 20, 30] {
            make(&self.stage.folder().join("version.txt"), length);
            self.rclone(&["copyto", "version.txt", "app:version.txt"])
                .await;
        }
        let sizes = |drive: &mut DriveEditor<'_>| drive.version_sizes("/version.txt");
        assert_eq!(self.stage.change(sizes).len(), 3);
        self.rclone(&["cleanup", "app:"]).await;
        assert_eq!(self.stage.change(sizes), [30]);
        self.step(
            "three `copyto`, `cleanup`",
            "three versions, then the last alone",
        );

        let kept = |drive: &mut DriveEditor<'_>| drive.recycle_bin().items;
        let before = self.stage.change(kept);
        self.rclone(&["delete", "app:version.txt"]).await;
        assert!(!self.exists("/version.txt") && self.stage.change(kept) == before + 1);
        self.rclone(&["--onedrive-hard-delete", "delete", "app:moved.bin"])
            .await;
        assert!(!self.exists("/moved.bin") && self.stage.change(kept) == before + 1);
        self.step(
            "`delete`, and with `--onedrive-hard-delete`",
            "one file is in the recycle bin, the other is gone for good",
        );
    }

    fn exists(&self, path: &str) -> bool {
        self.stage.change(|drive| drive.exists(path))
    }
}

/// What rclone makes of a name for a drive: characters that no drive holds get wide ones instead.
fn widened(name: &str) -> String {
    const WIDE: [(char, char); 8] = [
        (':', '：'),
        ('*', '＊'),
        ('?', '？'),
        ('"', '＂'),
        ('<', '＜'),
        ('>', '＞'),
        ('|', '｜'),
        ('\\', '＼'),
    ];
    let widen = |known: char| WIDE.iter().find(|(narrow, _)| *narrow == known);
    let characters = name
        .chars()
        .map(|known| widen(known).map_or(known, |(_, wide)| *wide));
    characters.collect()
}

fn paths_at_first() -> BTreeSet<String> {
    let fixed = [
        "Documents/",
        "Documents/Deep/",
        "Documents/Deep/Deeper/",
        "Documents/Deep/Deeper/end.txt",
        "Documents/hello.txt",
        "Documents/large.bin",
        "Empty/",
        "Many/",
    ];
    let many = (0..MANY).map(|number| format!("Many/file {number}.txt"));
    fixed.map(str::to_owned).into_iter().chain(many).collect()
}

fn lines(text: &str) -> BTreeSet<String> {
    text.lines().map(str::to_owned).collect()
}

fn count(calls: &[Exchange], part: &str) -> usize {
    calls
        .iter()
        .filter(|call| call.path.ends_with(part))
        .count()
}

/// As rclone writes it.
fn hexadecimal(fingerprint: &Fingerprint) -> String {
    let bytes = BASE64.decode(&fingerprint.quick_xor);
    let mut text = String::new();
    for byte in bytes.expect("it is Base64") {
        write!(text, "{byte:02x}").expect("text takes text");
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rclone_does_all_that_it_can_do_with_a_drive() {
    let Some(mut rclone) = Rclone::open("rclone").await else {
        return;
    };
    rclone.lists().await;
    rclone.copies_up().await;
    rclone.copies_down().await;
    rclone.changes_on_the_server().await;
    rclone.looks_after_the_rest().await;
    rclone.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rclone_finds_the_limits_of_names_where_microsoft_says_that_they_are() {
    let Some(mut rclone) = Rclone::open("rclone test info").await else {
        return;
    };
    let report = ["--write-json", "report.json"];
    let info = ["test", "info", "--all", "--upload-wait", "0"];
    let said = rclone
        .try_rclone(&[&info[..], &report, &["app:info"]].concat())
        .await;
    assert!(said.errors.contains(": 1028 matching files"), "{said:?}");
    said.well();
    let report = fs::read(rclone.stage.folder().join("report.json")).expect("it was written");
    let report: Value = serde_json::from_slice(&report).expect("it is JSON");
    assert_eq!(report["MaxFileLength"], 255, "{report:#}");
    assert_eq!(report["CanWriteUnnormalized"], true, "{report:#}");
    rclone.step(
        "`test info --all`",
        "names of 255 characters, decomposed ones, 1,028 names of base32768",
    );
    let exchanges = rclone.stage.sim.journal().entries();
    assert!(
        exchanges
            .iter()
            .any(|exchange| exchange.listener == Listener::Content)
    );
    rclone.end();
}
