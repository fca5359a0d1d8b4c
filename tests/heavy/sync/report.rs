//! That what was to go wrong did, or nothing was shown; and figures.

use std::time::Duration;

use super::book::{Book, Reason};
use super::{BROKEN, MOUNT, Play, REFUSED};
use crate::figures::{Figures, mebibytes, time};

/// How many requests failed here and there, and how many by drives that could not be changed.
type Struck = (u64, u64);

/// Of a hundred requests to Microsoft.
const SCATTERED: std::ops::RangeInclusive<u64> = 3..=7;

/// How many tags and sums have been compared at least.
const COMPARED: u64 = 2_000;

/// Enough went wrong, enough was looked at, and no excuse was used more often than there was reason for it.
#[track_caller]
pub(super) fn assert_that_it_was_hard(book: &Book, (asked, struck): (u64, Struck)) {
    let (scattered, by_outage) = struck;
    let percent = scattered * 100 / (asked - by_outage);
    assert!(SCATTERED.contains(&percent), "{struck:?} of {asked}");
    let refused = book.count(|method, status| method == "PUT" && status >= 500);
    assert!(refused >= REFUSED * BROKEN.len() as u64, "{refused}");
    let (tags, sums) = book.compared;
    assert!(tags >= COMPARED && sums >= COMPARED, "{tags} {sums}");
    let puts = ["PUT", "MOVE", "COPY"];
    let is_failure = |status: u16| !(200..300).contains(&status);
    let unwritten = book.count(|method, status| puts.contains(&method) && is_failure(status));
    let doubted = book.removals_for(Reason::Doubt);
    // Who is told no when he removes it may try again.
    let untold = book.count(|method, status| method == "DELETE" && is_failure(status));
    assert!(
        doubted <= unwritten + untold,
        "{doubted} {unwritten} {untold}"
    );
    let unheard = book.count(|method, status| method != "PUT" && status == 0);
    let silent = book.removals_for(Reason::Silence);
    assert!(silent <= unheard, "{silent} {unheard}");
}

pub(super) fn print(play: &Play, (took, asked, struck): (Duration, u64, Struck), removed: usize) {
    let book = play.witness.book();
    let mut figures =
        Figures::of("rclone sync while Microsoft fails and the server is killed twice");
    figures.add("files in the end", play.source.below(MOUNT).len());
    figures.add("written in all", mebibytes(play.source.bytes()));
    figures.add("time", time(took));
    figures.add("runs of rclone until all was well", play.runs);
    let (scattered, by_outage) = struck;
    figures.add(
        "requests to Microsoft, of which failed here and there, and by drives that could not be changed",
        format!("{asked}, {scattered}, {by_outage}"),
    );
    for (what, method) in [
        ("listings", "PROPFIND"),
        ("files written", "PUT"),
        ("moves", "MOVE"),
        ("deletions", "DELETE"),
    ] {
        let count = |is_meant: fn(u16) -> bool| {
            book.count(|asked, status| asked == method && is_meant(status))
        };
        let all = count(|_| true);
        let (refused, unheard) = (count(|it| it >= 500), count(|it| it == 0));
        figures.add(
            format!("{what} asked for, of which failed, of which had no answer"),
            format!("{all}, {refused}, {unheard}"),
        );
    }
    let (tags, sums) = book.compared;
    figures.add(
        "tags and sums in listings compared",
        format!("{tags}, {sums}"),
    );
    figures.add("deletions at Microsoft's, each asked for", removed);
    for (why, reason) in [
        ("gone at the source", Reason::Gone),
        ("its upload was refused or had no answer", Reason::Doubt),
        (
            "its upload was acknowledged, and then there was no answer",
            Reason::Silence,
        ),
    ] {
        let count = book.removals_for(reason);
        figures.add(format!("of those asked for: {why}"), count);
    }
    figures.print();
}
