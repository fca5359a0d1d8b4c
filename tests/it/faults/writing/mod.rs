//! Every fault at every call of every way to write.
//!
//! - [`deed`]: the ways to write
//! - [`case`]: one fault at one call of one of them
//! - [`trouble`]: the faults
//! - [`picture`]: how things really are
//! - [`play`]: the cases, played
//! - [`paper`]: the document's part about them

mod case;
mod deed;
mod paper;
mod picture;
mod play;
mod trouble;

use case::Case;
use deed::Deed;
use paper::{HEADING, Paper};
use play::Outcome;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_that_meets_a_fault_is_done_once_or_told_as_the_document_says() {
    let mut rehearsals = Vec::new();
    for deed in Deed::ALL {
        rehearsals.push(play::rehearse(deed).await);
    }
    let cases: Vec<_> = rehearsals
        .iter()
        .flat_map(|rehearsal| {
            let calls = rehearsal.calls.iter();
            calls.flat_map(|call| Case::all(rehearsal.deed, call))
        })
        .collect();
    let outcomes = play::all(&rehearsals, &cases).await;
    let cells: Vec<_> = cases.iter().zip(&outcomes).collect();

    let lies: Vec<_> = cells
        .iter()
        .filter_map(|(case, outcome)| match outcome {
            Outcome::Lie(lie) => Some(format!("{}: {lie}", case.name())),
            _ => None,
        })
        .collect();
    super::assert_written(HEADING, &Paper { cells }.to_string());
    assert!(
        lies.is_empty(),
        "{} cells:\n{}",
        lies.len(),
        lies.join("\n")
    );
    assert!(cases.len() >= 1_000, "{} cells", cases.len());
}
