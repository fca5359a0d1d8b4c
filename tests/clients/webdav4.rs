//! webdav4 and its file system for fsspec.

use graph_sim::Fingerprint;

use super::SCRIPTS;
use super::files::tree;
use super::installed::Installed;
use super::sample::Sample;
use super::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webdav4_has_a_file_system_of_it() {
    let Some(installed) = Installed::find(SCRIPTS) else {
        return;
    };
    let stage = Stage::open().await;
    let mut sample = Sample::make(&stage.folder().join("up"));
    let script = installed.python("webdav4_files.py");
    stage.play(script, &[]).await.well();
    // It has taken two away whose names it can't write.
    sample.read_again();

    assert_eq!(tree(&stage.folder().join("down")), sample.files);
    // The script has given one folder another name.
    let files = sample.files.into_iter();
    let files = files.map(|(path, content)| (path.replace("many/2/", "many/two/"), content));
    let written = ("written.txt".to_owned(), Fingerprint::of(b"over"));
    stage.assert_stored("/tree", &files.chain([written]).collect());
    stage.assert_in_root(&["tree"]);
    stage.close().await;
}
