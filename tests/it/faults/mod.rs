//! Every fault at every stage by every door, as a table: `docs/FAULTS.md` is written by these tests.
//!
//! - [`stage`]: where a fault strikes, and who notices
//! - [`blow`]: what a fault does to a call
//! - [`trouble`]: the faults, and what the rules say about them
//! - [`downloads`]: those of bytes on their way
//! - [`scene`]: a server, with an organization of its own for each cell
//! - [`play`]: the cases, played on such servers
//! - [`outcome`]: what a visitor has got, held against the truth
//! - [`row`]: one fault at one stage, and what came of it by all doors
//! - [`position`]: the switches of the simulator, one turned at a time
//! - [`paper`]: the document
//! - [`writing`]: the same for whoever writes, as the document's second part

mod blow;
mod downloads;
mod outcome;
mod paper;
mod play;
mod position;
mod row;
mod scene;
mod stage;
mod trouble;
mod writing;

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::{env, fs};

use paper::{HEADING, Paper};
use position::Position;
use row::{Case, Row};
use stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_mended_unseen_or_told_as_the_document_says() {
    let at = |stage| {
        let each = trouble::all(stage).into_iter();
        each.flat_map(move |trouble| Case::of(stage, &trouble))
    };
    let turned = position::all().into_iter().flat_map(Position::cases);
    let rows = play::all(Stage::ALL.into_iter().flat_map(at).chain(turned).collect()).await;

    assert_written(HEADING, &Paper::of(&rows).to_string());
    let lies: Vec<_> = rows.iter().flat_map(Row::lies).collect();
    assert!(
        lies.is_empty(),
        "{} cells:\n{}",
        lies.len(),
        lies.join("\n")
    );
    let cells: usize = rows.iter().map(|row| row.cells.len()).sum();
    assert!(cells >= 100, "{cells} cells");
}

/// The document's part that begins with this heading stands in the repository as it was made here;
/// `UPDATE=1` writes it.
#[track_caller]
fn assert_written(heading: &str, paper: &str) {
    /// Both parts are in one file, and their tests run side by side.
    static WRITING: Mutex<()> = Mutex::new(());
    let _turn = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/FAULTS.md");
    let document = fs::read_to_string(&path).unwrap_or_default();
    let mut parts = parts(&document);
    let is_meant = |part: &String| part.lines().next() == Some(heading);
    let written = if let Some(part) = parts.iter_mut().find(|part| is_meant(part)) {
        std::mem::replace(part, paper.to_owned())
    } else {
        parts.push(paper.to_owned());
        String::new()
    };
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, parts.join("\n")).expect("the document can be written");
        return;
    }
    let other = paper
        .lines()
        .zip(written.lines().chain(std::iter::repeat("")));
    let differences: Vec<_> = other
        .filter(|(now, then)| now != then)
        .map(|(now, then)| format!("- {then}\n+ {now}"))
        .collect();
    assert!(
        paper == written,
        "docs/FAULTS.md differs from this run; look whether the run is right, then write it with UPDATE=1:\n{}",
        differences.join("\n")
    );
}

/// What stands under each heading of the first order, the heading included.
fn parts(document: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in document.lines() {
        if line.starts_with("# ") || parts.is_empty() {
            if let Some(part) = parts.last_mut() {
                // The empty line before a heading belongs to no part.
                part.pop();
            }
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    parts
}
