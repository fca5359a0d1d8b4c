//! aiowebdav2, by which Home Assistant keeps its backups.

use graph_sim::Fingerprint;

use super::SCRIPTS;
use super::files::{bytes, tree};
use super::installed::Installed;
use super::sample::{LARGE, Sample};
use super::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn home_assistant_keeps_and_finds_its_backups() {
    let Some(installed) = Installed::find(SCRIPTS) else {
        return;
    };
    let stage = Stage::open().await;
    let sample = Sample::make(&stage.folder().join("up"));
    let script = installed.python("home_assistant.py");
    stage.play(script, &[]).await.well();

    let folder = "/backups/home assistant";
    let name = "Automatic_2026.11_2026-11-21";
    // What is told of it is the program's own affair, and has been read again by it.
    let metadata = format!("{name}.metadata.json");
    let kept = [
        (format!("{name}.tar"), Fingerprint::of(&bytes(LARGE))),
        ("other.json".to_owned(), Fingerprint::of(b"{}")),
        (
            metadata.clone(),
            stage.stored(&format!("{folder}/{metadata}")),
        ),
    ];
    stage.assert_stored(folder, &kept.into());
    let mut files = sample.files;
    assert_eq!(tree(&stage.folder().join("down")), files);
    files.retain(|path, _| !path.starts_with("many/"));
    stage.assert_stored("/tree", &files);
    stage.assert_in_root(&["backups", "tree"]);
    stage.close().await;
}
