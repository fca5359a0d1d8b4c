//! Files that come in numbers: receipts, minutes, tables, logs.

use std::fmt::Write as _;

use crate::demo::files::dates;
use crate::demo::files::folder::Folder;

const SHOPS: [&str; 6] = [
    "Corner bakery",
    "City trains",
    "Paper & Pen",
    "Hotel Miramar",
    "Green grocer",
    "Taxi 24",
];
const TOPICS: [&str; 6] = [
    "the catalog",
    "the website",
    "hiring",
    "the move",
    "prices",
    "the trade fair",
];

/// `count` receipts of a few lines each, one every other day.
pub(super) fn receipts(folder: &mut Folder, count: u64) {
    for number in 1..=count {
        let shop = pick(&SHOPS, number * 5);
        let cents = 240 + number * 1_337 % 9_000;
        let text = format!(
            "RECEIPT {number:03}\n{shop}\n\nTotal     EUR {}.{:02}\nPaid by card, thank you.\n",
            cents / 100,
            cents % 100
        );
        folder.dated(
            &format!("receipt-{number:03}.txt"),
            text,
            dates::on_day(number * 2, number),
        );
    }
}

/// Minutes of a weekly meeting, for `count` weeks.
pub(super) fn minutes(folder: &mut Folder, count: u64) {
    for week in 1..=count {
        let (first, second) = (pick(&TOPICS, week), pick(&TOPICS, week * 5 + 2));
        let text = format!(
            "# Team meeting, week {week}\n\nPresent: Alice, Bob, Chen\n\n\
             - We spoke about **{first}** and agreed on the next step.\n\
             - Bob showed the numbers for {second}.\n\
             - Next meeting on Monday at 10:00.\n"
        );
        folder.dated(
            &format!("Week {week:02}.md"),
            text,
            dates::on_day((week - 1) * 7, 180),
        );
    }
}

/// A table of `rows` orders as CSV; each `seed` gives other numbers.
pub(super) fn orders(seed: u64, rows: u64) -> String {
    let mut table = "number,customer,country,articles,total_eur\n".to_owned();
    for row in 1..=rows {
        let cents = (row * 7_919 + seed * 104_729) % 900_000 + 1_250;
        let line = format!(
            "{},C-{:04},{},{},{}.{:02}",
            seed * 1_000 + row,
            (row * 31 + seed) % 5_000,
            pick(&["PT", "DE", "FR", "CN", "AE"], row * 3 + seed),
            row * 7 % 9 + 1,
            cents / 100,
            cents % 100
        );
        writeln!(table, "{line}").expect("a string takes every write");
    }
    table
}

/// A server's log of one day, a line every few minutes.
pub(super) fn log(day: u64, lines: u64) -> String {
    let mut log = String::new();
    for line in 0..lines {
        let level = if (line * 13 + day).is_multiple_of(17) {
            "WARN"
        } else {
            "INFO"
        };
        let minute = line * 9 % 1_440;
        let (hour, minute) = (minute / 60, minute % 60);
        let took = (line * 37 + day * 11) % 400 + 3;
        writeln!(
            log,
            "2026-03-{day:02}T{hour:02}:{minute:02}:00Z {level} request served took_ms={took}"
        )
        .expect("a string takes every write");
    }
    log
}

fn pick(words: &[&'static str], number: u64) -> &'static str {
    let index = number % words.len() as u64;
    words[usize::try_from(index).expect("an index into a short list")]
}
