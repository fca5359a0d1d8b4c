//! litmus 0.13, the suite by which servers of WebDAV are measured, over a drive of the simulator.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use crate::support::House;

use super::{Disk, ROOT};

/// Where Debian puts the suites; `scripts/setup.sh litmus` installs them.
const SUITES: &str = "/usr/libexec/litmus";

/// Runs a suite, and says what it has to say: each test that did not pass, and each warning.
async fn run((suite, tests): (&'static str, u32)) -> Option<Vec<String>> {
    let program = Path::new(SUITES).join(suite);
    if !program.exists() {
        assert!(
            std::env::var_os("ONEFOLD_CI").is_none(),
            "litmus is missing: scripts/setup.sh litmus installs it"
        );
        return None;
    }
    let disk = Disk::start().await;
    let url = format!("{}{ROOT}/", disk.house.url());
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut command = Command::new(program);
    command
        .args(["--htdocs", "/usr/share/litmus/htdocs", &url])
        .args([House::USERNAME, House::PASSWORD])
        .current_dir(folder.path());
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let output = output.expect("it ends").expect("it starts");
    disk.house.advance(Duration::from_mins(5));
    disk.stop().await;
    Some(complaints((suite, tests), &output))
}

/// Every line that is no pass; the last one says how many there were.
fn complaints((suite, tests): (&str, u32), output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = text.lines().flat_map(|line| line.rsplit('\r').take(1));
    let lines: Vec<_> = lines.map(str::to_owned).collect();
    // Each suite tells what it has run, and how much of that failed.
    let summary =
        format!("<- summary for `{suite}': of {tests} tests run: {tests} passed, 0 failed.");
    assert!(
        lines.iter().any(|line| line.starts_with(&summary)),
        "{suite} did not pass all of {tests} tests: {text}"
    );
    let told = |line: &&String| {
        ["FAIL", "WARNING", "SKIPPED"]
            .iter()
            .any(|word| line.contains(word))
    };
    lines.iter().filter(told).cloned().collect()
}

/// A suite passes whole, but for complaints that are known, and each of which has its reason.
async fn passes((suite, tests): (&'static str, u32), known: &[&str]) {
    let Some(complaints) = run((suite, tests)).await else {
        return;
    };
    let unknown = complaints
        .iter()
        .filter(|line| !known.iter().any(|known| line.contains(known)));
    let unknown: Vec<_> = unknown.collect();
    assert!(unknown.is_empty(), "{suite}: {unknown:#?}");
    for reason in known {
        let is_heard = complaints.iter().any(|line| line.contains(reason));
        assert!(
            is_heard,
            "{suite} does not complain of this any more: {reason}"
        );
    }
}

/// The fragment of an address is never seen: HTTP has none (RFC 9110, section 4.2.5), so what reads requests drops
/// it before anybody is asked.
const FRAGMENT: &str = "DELETE removed collection resource with Request-URI including fragment";

#[tokio::test(flavor = "multi_thread")]
async fn basic_passes() {
    passes(("basic", 16), &[FRAGMENT]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copymove_passes() {
    passes(("copymove", 13), &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn http_passes() {
    passes(("http", 4), &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn props_passes() {
    passes(("props", 30), &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn locks_passes() {
    passes(("locks", 41), &[]).await;
}
