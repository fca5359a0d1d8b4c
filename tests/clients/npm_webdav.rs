//! The package `webdav` of npm.

use super::SCRIPTS;
use super::files::tree;
use super::installed::Installed;
use super::sample::Sample;
use super::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_package_of_npm_does_all_that_it_offers() {
    let Some(installed) = Installed::find(SCRIPTS) else {
        return;
    };
    let stage = Stage::open().await;
    let sample = Sample::make(&stage.folder().join("up"));
    let script = installed.node("webdav.mjs");
    stage.play(script, &[]).await.well();

    assert_eq!(tree(&stage.folder().join("down")), sample.files);
    let files = sample.files.into_iter();
    let files = files.map(|(path, content)| (format!("up/{path}"), content));
    stage.assert_stored("/tree", &files.collect());
    stage.assert_in_root(&["tree"]);
    stage.close().await;
}
