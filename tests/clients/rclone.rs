//! rclone's WebDAV backend as each of the vendors whose servers are like ours.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use graph_sim::Fingerprint;
use serde_json::Value;

use super::SCRIPTS;
use super::files::{bytes, make, tree};
use super::installed::Installed;
use super::process::Ended;
use super::sample::{LARGE, MEDIUM, Sample};
use super::stage::{Stage, USERNAME};

/// rclone, which calls Ada's drive `dav:`.
struct Rclone {
    installed: Installed,
    stage: Stage,
    sample: Sample,
    configuration: Vec<(&'static str, String)>,
}

impl Rclone {
    async fn open(vendor: &str) -> Option<Self> {
        let installed = Installed::find(SCRIPTS)?;
        let stage = Stage::open().await;
        let sample = Sample::make(&stage.folder().join("up"));
        let mut obscuring = installed.rclone();
        obscuring.args(["obscure", &stage.password]);
        let password = stage.play(obscuring, &[]).await.well();
        // All of it in the environment: no file holds the password.
        let configuration = vec![
            ("RCLONE_CONFIG", "/dev/null".to_owned()),
            ("RCLONE_CONFIG_DAV_TYPE", "webdav".to_owned()),
            ("RCLONE_CONFIG_DAV_URL", stage.url()),
            ("RCLONE_CONFIG_DAV_VENDOR", vendor.to_owned()),
            ("RCLONE_CONFIG_DAV_USER", USERNAME.to_owned()),
            ("RCLONE_CONFIG_DAV_PASS", password.trim().to_owned()),
            ("RCLONE_CONFIG_DAV_NEXTCLOUD_CHUNK_SIZE", "0".to_owned()),
            ("RCLONE_RETRIES", "1".to_owned()),
            ("RCLONE_LOW_LEVEL_RETRIES", "2".to_owned()),
            ("RCLONE_LOG_LEVEL", "DEBUG".to_owned()),
        ];
        Some(Self {
            installed,
            stage,
            sample,
            configuration,
        })
    }

    /// Runs it to a good end, on which it has not been told no, and has not tried anything twice.
    async fn rclone(&self, arguments: &[&str]) -> Ended {
        let mut command = self.installed.rclone();
        command.args(arguments);
        let ended = self.stage.play(command, &self.configuration).await;
        assert!(ended.status.success(), "{arguments:?}: {ended:#?}");
        let complaint = ended.errors.lines().find(|line| {
            let words = [
                "ERROR",
                "low level retry",
                "Failed to",
                "pacer: Rate limited",
            ];
            words.iter().any(|word| line.contains(word))
        });
        assert_eq!(complaint, None, "{arguments:?}: {ended:#?}");
        ended
    }

    async fn said(&self, arguments: &[&str]) -> String {
        self.rclone(arguments).await.output
    }

    /// The tree goes up, and is there.
    async fn sends(&self) {
        self.rclone(&["sync", "up", "dav:up"]).await;
        self.stage.assert_stored("/up", &self.sample.files);
        self.stage.take_writes();
        self.rclone(&["sync", "up", "dav:up"]).await;
        let again = self.stage.take_writes();
        assert!(again.is_empty(), "the second time: {again:#?}");
    }

    /// Both sides are told to be the same, by their bytes or by what rclone takes for enough.
    async fn compares(&self, more: &[&str]) {
        let check = [&["check"], more, &["up", "dav:up"]].concat();
        let said = self.rclone(&check).await.errors;
        let matching = format!(": {} matching files", self.sample.files.len());
        assert!(said.contains(": 0 differences found"), "{said}");
        assert!(said.contains(&matching), "{said}");
    }

    async fn lists(&self) {
        let listed = self.said(&["lsjson", "-R", "--files-only", "dav:up"]).await;
        let listed: Vec<Value> = serde_json::from_str(&listed).expect("it prints JSON");
        let listed = listed.iter().map(|entry| {
            let path = entry["Path"].as_str().expect("a path").to_owned();
            (path, entry["Size"].as_u64().expect("a size"))
        });
        let sent = self.sample.files.iter();
        let sent = sent.map(|(path, content)| (path.clone(), content.size));
        assert_eq!(listed.collect::<BTreeSet<_>>(), sent.collect());
    }

    /// The tree comes down, and parts of a file that is sent and of one that is redirected to.
    async fn fetches(&self) {
        self.stage.take_writes();
        self.rclone(&["copy", "dav:up", "down"]).await;
        assert_eq!(tree(&self.stage.folder().join("down")), self.sample.files);
        // The two large files came straight from Microsoft, the small ones through us.
        assert_eq!(self.stage.take_fetches("rclone"), 2);
        for (path, offset, count, length) in [
            ("dav:up/many/1/file 1.dat", 5, 40, 1_037),
            ("dav:up/deep/deeper/large.bin", LARGE - 100, 100, LARGE),
            ("dav:up/medium.bin", 1_000_000, 64, MEDIUM),
        ] {
            let (from, long) = (offset.to_string(), count.to_string());
            let cat = ["cat", "--offset", &from, "--count", &long, path];
            let part = self.rclone_bytes(&cat).await;
            assert!(part == bytes(length)[offset..offset + count], "{path}");
        }
    }

    /// What it prints, byte by byte: as a file, since what it says is read as text.
    async fn rclone_bytes(&self, arguments: &[&str]) -> Vec<u8> {
        let mut command = std::process::Command::new("sh");
        let rclone = self.installed.rclone();
        command
            .args(["-c", "exec \"$@\" >part", "sh"])
            .arg(rclone.get_program())
            .args(arguments);
        self.stage.play(command, &self.configuration).await.well();
        fs::read(self.stage.folder().join("part")).expect("it was written")
    }

    /// What changes on the server changes there: no byte is sent for it.
    async fn changes_on_the_server(&self) {
        self.stage.take_writes();
        self.rclone(&["copyto", "dav:up/medium.bin", "dav:copies/copy.bin"])
            .await;
        let medium = Fingerprint::of(&bytes(MEDIUM));
        assert_eq!(self.stage.stored("/copies/copy.bin"), medium);
        let id = self.stage.change(|drive| drive.id_of("/copies/copy.bin"));
        self.rclone(&["moveto", "dav:copies/copy.bin", "dav:copies/it's moved.bin"])
            .await;
        let moved = self
            .stage
            .change(|drive| drive.id_of("/copies/it's moved.bin"));
        assert_eq!(moved, id, "the item keeps its id");
        self.rclone(&["moveto", "dav:copies", "dav:one/more folder"])
            .await;
        assert_eq!(self.stage.stored("/one/more folder/it's moved.bin"), medium);
        assert!(!self.stage.exists("/copies"));
        let sent = self.stage.take_writes();
        let sent: Vec<_> = sent.iter().filter(|one| one.starts_with("PUT")).collect();
        assert!(sent.is_empty(), "{sent:#?}");
        self.rclone(&["purge", "dav:one"]).await;
        assert!(!self.stage.exists("/one"));
    }

    async fn looks_after_the_rest(&self) {
        let about = self.said(&["about", "--json", "dav:"]).await;
        let about: Value = serde_json::from_str(&about).expect("it prints JSON");
        let number = |key: &str| about[key].as_u64().expect("a number");
        // How much of it is used may be some minutes old.
        assert_eq!(number("total"), 1 << 40);
        assert_eq!(number("used") + number("free"), number("total"));
        self.rclone(&["mkdir", "dav:up/a/b"]).await;
        assert!(self.stage.exists("/up/a/b"));
        self.rclone(&["rmdirs", "dav:up/a"]).await;
        assert!(!self.stage.exists("/up/a"));
    }

    async fn touches(&self) {
        self.rclone(&["touch", "dav:up/touched"]).await;
        assert_eq!(self.stage.stored("/up/touched"), Fingerprint::of(b""));
        self.rclone(&["deletefile", "dav:up/touched"]).await;
        assert!(!self.stage.exists("/up/touched"));
    }

    /// As Nextcloud we are asked for a sum in a way of Nextcloud's own, whenever a time has been set. It is set.
    async fn asks_in_vain_for_a_sum(&self) {
        for touch in [
            &["touch", "dav:up/touched"][..],
            &["touch", "-C", "-t", "2024-02-29T12:00:00", "dav:timed.txt"],
        ] {
            let mut command = self.installed.rclone();
            command.args(touch);
            let ended = self.stage.play(command, &self.configuration).await;
            assert!(
                ended.errors.contains("405 Method Not Allowed"),
                "{ended:#?}"
            );
        }
        assert_eq!(self.stage.stored("/up/touched"), Fingerprint::of(b""));
        assert_eq!(self.time("dav:timed.txt").await, "2024-02-29T12:00:00Z");
        for touched in ["dav:up/touched", "dav:timed.txt"] {
            self.rclone(&["deletefile", touched]).await;
        }
    }

    async fn time(&self, file: &str) -> String {
        let listed = self.said(&["lsjson", file]).await;
        let listed: Value = serde_json::from_str(&listed).expect("it prints JSON");
        let time = listed[0]["ModTime"].as_str();
        time.expect("a file has a time").to_owned()
    }

    /// A file keeps the time that it had on disk.
    async fn keeps_a_time(&self) {
        let file = self.stage.folder().join("timed.txt");
        make(&file, 9);
        let moment = UNIX_EPOCH + Duration::from_hours(24 * 365 * 30);
        let file = fs::File::options().write(true).open(file);
        let set = file.and_then(|file| file.set_modified(moment));
        set.expect("the file is ours");
        self.rclone(&["copyto", "timed.txt", "dav:timed.txt"]).await;
        assert_eq!(self.time("dav:timed.txt").await, "1999-12-25T00:00:00Z");
    }

    /// It gets another without its bytes.
    async fn sets_a_time(&self) {
        self.stage.take_writes();
        let touch = ["touch", "-C", "-t", "2024-02-29T12:00:00", "dav:timed.txt"];
        self.rclone(&touch).await;
        assert_eq!(self.time("dav:timed.txt").await, "2024-02-29T12:00:00Z");
        let writes = self.stage.take_writes();
        let patched = writes.iter().all(|one| one.starts_with("PATCH"));
        assert!(patched && !writes.is_empty(), "{writes:#?}");
        self.rclone(&["deletefile", "dav:timed.txt"]).await;
    }

    /// A change on either side reaches the other, and what was there is written over.
    async fn goes_both_ways(&mut self, compare: &str) {
        let compare = ["--compare", compare, "--workdir", "state"];
        let both = [&["bisync", "up", "dav:up"], &compare[..]].concat();
        let first = [&both[..], &["--resync"]].concat();
        self.rclone(&first).await;
        make(&self.stage.folder().join("up/medium.bin"), 2_999_999);
        make(&self.stage.folder().join("up/many/0/new.dat"), 77);
        fs::remove_file(self.stage.folder().join("up/one byte.txt")).expect("it is ours");
        for (method, path, body) in [
            ("PUT", "/up/from%20there.txt", "there"),
            ("DELETE", "/up/names/.hidden", ""),
        ] {
            let answer = self.stage.request(method, path).body(body).send().await;
            let status = answer.expect("it answers").status();
            assert!(status.is_success(), "{method} {path}: {status}");
        }
        self.rclone(&both).await;
        self.sample.read_again();
        let files = &self.sample.files;
        assert_eq!(files["from there.txt"], Fingerprint::of(b"there"));
        assert_eq!(files["medium.bin"].size, 2_999_999);
        assert!(!files.contains_key("names/.hidden"));
        self.stage.assert_stored("/up", files);
        assert!(!self.stage.exists("/up/one byte.txt"));
    }

    async fn end(self) {
        self.stage.assert_in_root(&["up"]);
        self.rclone(&["purge", "dav:up"]).await;
        self.stage.assert_in_root(&[]);
        self.stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rclone_goes_round_with_any_server() {
    let Some(mut rclone) = Rclone::open("other").await else {
        return;
    };
    rclone.sends().await;
    rclone.lists().await;
    rclone.compares(&["--download"]).await;
    rclone.fetches().await;
    rclone.changes_on_the_server().await;
    rclone.looks_after_the_rest().await;
    rclone.touches().await;
    // As this vendor it knows no times and no sums.
    rclone.goes_both_ways("size").await;
    rclone.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rclone_goes_round_with_owncloud() {
    let Some(mut rclone) = Rclone::open("owncloud").await else {
        return;
    };
    rclone.sends().await;
    rclone.lists().await;
    rclone.compares(&[]).await;
    rclone.compares(&["--download"]).await;
    rclone.keeps_a_time().await;
    rclone.sets_a_time().await;
    rclone.touches().await;
    rclone.fetches().await;
    rclone.changes_on_the_server().await;
    rclone.looks_after_the_rest().await;
    rclone.goes_both_ways("size,modtime,checksum").await;
    rclone.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rclone_goes_round_with_nextcloud() {
    let Some(mut rclone) = Rclone::open("nextcloud").await else {
        return;
    };
    rclone.sends().await;
    rclone.lists().await;
    rclone.compares(&[]).await;
    rclone.compares(&["--download"]).await;
    rclone.keeps_a_time().await;
    rclone.fetches().await;
    rclone.changes_on_the_server().await;
    rclone.looks_after_the_rest().await;
    rclone.asks_in_vain_for_a_sum().await;
    rclone.goes_both_ways("size,modtime,checksum").await;
    rclone.end().await;
}
