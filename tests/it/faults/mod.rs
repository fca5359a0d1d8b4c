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

use std::path::Path;
use std::{env, fs};

use paper::Paper;
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

    assert_written(&Paper::of(&rows).to_string());
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

/// The document stands in the repository as it was made here; `UPDATE=1` writes it.
#[track_caller]
fn assert_written(paper: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/FAULTS.md");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, paper).expect("the document can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
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
