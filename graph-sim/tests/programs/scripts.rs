//! Microsoft's clients and those of other authors, in scripts of ours: each does what its documentation shows.

use std::process::Command;

use serde::Deserialize;

use super::SCRIPTS;
use super::files::{bytes, make};
use super::installed::Installed;
use super::run::Run;
use super::stage::Stage;

/// What a script prints of each step.
#[derive(Deserialize)]
struct Step {
    deed: String,
    seen: String,
}

/// Plays a script in a folder with `small.bin` and `large.bin`, and writes down what it did. The files that
/// it should have left in the drive are as they were sent, and nothing was asked for in vain.
async fn play(program: &str, script: impl FnOnce(&Installed) -> Command, left: &[(&str, usize)]) {
    let Some(installed) = Installed::find(SCRIPTS) else {
        return;
    };
    let stage = Stage::open().await;
    make(&stage.folder().join("small.bin"), SMALL);
    make(&stage.folder().join("large.bin"), LARGE);
    let ended = stage.play(script(&installed), &stage.facts()).await;
    let asked = stage.last_requests();
    let defects = stage.sim.journal().defects();
    assert!(defects.is_empty(), "{defects:#?}\n{ended:#?}");
    assert!(
        ended.status.success(),
        "{asked}\n{}\n{}",
        ended.output,
        ended.errors
    );
    let mut run = Run::of(program);
    for line in ended.output.lines().filter(|line| line.starts_with('{')) {
        let step: Step = serde_json::from_str(line).expect("the script prints its steps");
        run.step(&step.deed, &step.seen);
    }
    for (path, length) in left {
        let sent = graph_sim::Fingerprint::of(&bytes(*length));
        assert_eq!(stage.stored(path), sent, "{path}");
    }
    assert!(stage.sim.uploads().open().is_empty());
    run.write_down();
}

/// The lengths of the files that a script finds.
const SMALL: usize = 200_000;
const LARGE: usize = 12_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn microsofts_sdk_for_python_finds_what_it_knows() {
    let script = |installed: &Installed| installed.python("sdk.py");
    play("msgraph-sdk and azure-identity (Python)", script, &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn microsofts_client_for_javascript_finds_what_it_knows() {
    let left = [
        ("/client/large.bin", LARGE),
        ("/client/made/moved.bin", SMALL),
    ];
    let script = |installed: &Installed| installed.node("client.mjs");
    play(
        "@microsoft/microsoft-graph-client and @azure/identity (JavaScript)",
        script,
        &left,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o365_finds_what_it_knows() {
    let left = [("/o365/large.bin", LARGE), ("/o365/copies/copy.bin", SMALL)];
    let script = |installed: &Installed| installed.python("o365.py");
    play("O365 (Python)", script, &left).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn office365_rest_python_client_finds_what_it_knows() {
    let left = [("/office365/large.bin", LARGE)];
    let script = |installed: &Installed| installed.python("office365_client.py");
    play(
        "Office365-REST-Python-Client and msal (Python)",
        script,
        &left,
    )
    .await;
}
