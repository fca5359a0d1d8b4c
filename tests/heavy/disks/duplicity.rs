//! duplicity 0.8: backups, whole and by what has changed, and back again.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Disk;
use crate::contents::{on_disk, plant};
use crate::program::{Program, of_system};
use crate::stage::{PASSWORD, USERNAME};
use crate::stopwatch::Stopwatch;

const LIMIT: Duration = Duration::from_mins(2);

/// After a step that failed it waits so long before it tries again, and says nothing of it by its exit code.
const PAUSE: Duration = Duration::from_secs(30);

struct Backup {
    program: PathBuf,
    home: PathBuf,
    url: String,
}

impl Backup {
    async fn run<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> String {
        let watch = Stopwatch::start();
        let ran = Program::of(&self.program, LIMIT)
            .args(["--no-encryption", "--volsize", "2"])
            .args(words)
            .env("HOME", &self.home)
            .env("FTP_PASSWORD", PASSWORD)
            .run()
            .await;
        assert_eq!(ran.code, Some(0), "{}\n{}", ran.said, ran.beside);
        let all = ran.said + &ran.beside;
        assert!(!all.contains("Attempt"), "it had to try again: {all}");
        assert!(watch.elapsed() < PAUSE, "{all}");
        all
    }

    async fn save(&self, how: &str, source: &Path) {
        let source = source.to_str().expect("it is ours");
        let said = self.run([how, source, &self.url]).await;
        assert!(said.contains("Errors 0"), "{said}");
    }

    async fn restore(&self, more: &[&str], to: &Path) {
        let to = to.to_str().expect("it is ours");
        let words = ["restore"].iter().chain(more).copied();
        self.run(words.chain([self.url.as_str(), to])).await;
    }
}

/// Writes it anew, and makes it older: what has changed within a second of its last change it may overlook.
fn change(file: &Path) {
    std::fs::write(file, "changed").expect("it is ours");
    let file = std::fs::File::options().write(true).open(file);
    let moment = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 30);
    let aged = file.and_then(|file| file.set_modified(moment));
    aged.expect("it is ours");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duplicity_goes_round() {
    let Some(program) = of_system("duplicity") else {
        return;
    };
    let disk = Disk::set().await;
    let source = disk.folder("source");
    plant(&source);
    let backup = Backup {
        program,
        home: disk.folder("home"),
        url: format!("webdav://{USERNAME}@{}{}/backup", disk.host(), disk.path()),
    };
    backup.save("full", &source).await;
    let first = on_disk(&source);
    let volumes = disk.holds("/backup").len();
    assert!(volumes >= 5, "{volumes} files: three volumes and two lists");

    change(&source.join("a.txt"));
    std::fs::write(source.join("papers/new.txt"), "new").expect("it is ours");
    std::fs::remove_file(source.join("empty.bin")).expect("it is ours");
    backup.save("incremental", &source).await;
    let verified = backup
        .run([
            "verify",
            "--compare-data",
            &backup.url,
            source.to_str().expect("it is ours"),
        ])
        .await;
    assert!(verified.contains("0 differences found"), "{verified}");

    let (last, earlier) = (
        disk.stage.folder().join("last"),
        disk.stage.folder().join("one"),
    );
    backup.restore(&[], &last).await;
    assert_eq!(on_disk(&last), on_disk(&source));
    backup
        .restore(&["--file-to-restore", "papers"], &earlier)
        .await;
    assert_eq!(on_disk(&earlier), on_disk(&source.join("papers")));
    assert_ne!(on_disk(&last), first);

    // A second whole one makes the first superfluous, and then it is removed from the drive.
    backup.save("full", &source).await;
    backup
        .run(["remove-all-but-n-full", "1", "--force", &backup.url])
        .await;
    let left = disk.holds("/backup");
    let fulls = left.keys().filter(|name| name.contains("manifest"));
    assert_eq!(fulls.count(), 1, "{left:?}");
    // It does not say what it is.
    disk.assert_stayed();
    disk.stage.strike().await;
}
