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
    let kept = format!("{folder}/Automatic_2026.11_2026-11-21.tar");
    assert_eq!(stage.stored(&kept), Fingerprint::of(&bytes(LARGE)));
    assert!(!stage.exists(&format!("{folder}/By hand & öfter.tar")));
    assert!(!stage.exists("/tree/many") && stage.exists("/tree/names"));
    let mut files = sample.files;
    assert_eq!(tree(&stage.folder().join("down")), files);
    files.retain(|path, _| !path.starts_with("many/"));
    stage.assert_stored("/tree", &files);
    stage.close().await;
}
