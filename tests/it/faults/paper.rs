//! The document.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::time::Duration;

use super::blow::Blow;
use super::outcome::Outcome;
use super::row::{Calls, Case, Cell, Row};
use super::stage::{Door, Stage};

/// All rows, ready to be written.
#[derive(Debug)]
pub(super) struct Paper<'a> {
    rows: &'a [Row],
}

/// The line with which this part begins.
pub(super) const HEADING: &str = "# Faults";

const OPENING: &str = "

What visitors get when Microsoft's side fails, at every stage and by every door.
The tables are written by the tests: `UPDATE=1 cargo test --test it faults` makes them anew, and `make test` fails where they differ from what the server does.
Each row is played against a server of its own over the simulator, with an organization of its own for each door.

Whatever the fault, it is mended unseen or told truly.
The tests hold every cell to that, apart from this document: no cell is an empty or partial listing, a \"not found\" for a failure, or a file that is cut and looks whole; every failure has a code, our request id, a link to try again where that makes sense, and the wait where there is one.

| word | meaning |
|---|---|
| once, always | whether the fault strikes one call or that call and all after it |
| calls | L to the login service, G to Graph, C to the content host; one figure where all doors cost the same, else one for each |
| waits | those that a visitor waits for: `3 ~` are three back-offs of ours (¼ to ½ s, ½ to 1 s, 1 to 2 s, by chance); `2 s` was asked for by Microsoft |
| web, api, d, p, dav | the page, the API, `/d` and `/p`; a disk, which asks for a folder with its members, for a file's properties, or for its bytes |
| whole | 200 (207 for a disk) with all children, or with every byte of the file |
| 302 | a redirect to a URL that gives every byte of the file |
| 503 `throttled` 120 s | status, code and `Retry-After`; `~` where the wait is a back-off of ours, and for a disk the five seconds that it is told where nobody knows better |
| broken off | 200 and the first bytes, then the connection breaks, so that no client takes the file for whole |

A visitor has 10 seconds of patience; a wait beyond them is told at once.
The clock of these tests stands still but for back-offs, so that time-outs, two seconds here, take none of that patience.
In life an attempt that meets silence ends after 4 seconds where somebody waits, a page of a listing after 10, so that fewer attempts are made.
";

impl<'a> Paper<'a> {
    pub(super) fn of(rows: &'a [Row]) -> Self {
        Self { rows }
    }

    fn rows_of(&self, stage: Stage, is_turned: bool) -> impl Iterator<Item = &'a Row> {
        let is_meant =
            move |row: &&Row| row.case.stage == stage && row.case.position.is_some() == is_turned;
        self.rows.iter().filter(is_meant)
    }

    fn totals(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "\n## Totals\n\n| stage | cells | whole | told | broken off |\n|---|---|---|---|---|"
        )?;
        for stage in Stage::ALL {
            total(formatter, stage.title(), self.rows_of(stage, false))?;
        }
        let turned = self.rows.iter().filter(|row| row.case.position.is_some());
        total(formatter, "With a switch turned", turned)?;
        total(formatter, "All", self.rows.iter())
    }

    fn stage(&self, formatter: &mut fmt::Formatter<'_>, stage: Stage) -> fmt::Result {
        writeln!(formatter, "\n## {}\n\n{}\n", stage.title(), stage.setting())?;
        let columns: Vec<_> = stage.doors().iter().map(|door| door.column()).collect();
        writeln!(
            formatter,
            "| fault | strikes | calls | waits | {} |",
            columns.join(" | ")
        )?;
        writeln!(formatter, "|{}", "---|".repeat(4 + columns.len()))?;
        for row in self.rows_of(stage, false) {
            let (calls, waits) = costs(row);
            let doors = stage.doors().iter().map(|door| outcome(row, *door));
            let strikes = match row.case.trouble.blow {
                Blow::None => "",
                _ => row.case.often.word(),
            };
            let name = &row.case.trouble.name;
            let doors = doors.collect::<Vec<_>>().join(" | ");
            writeln!(
                formatter,
                "| {name} | {strikes} | {calls} | {waits} | {doors} |"
            )?;
        }
        Ok(())
    }

    fn switches(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "\n## With a switch turned\n\n\
             Where Microsoft's documents are silent or reports disagree, the simulator has a switch.\n\
             Here each that touches these calls is turned alone, and some of the faults are played again.\n\n\
             | switch | stage | rows | as above |\n|---|---|---|---|\n",
        )?;
        for rows in self.turned() {
            let Some(Case {
                stage,
                position: Some(position),
                ..
            }) = rows.first().map(|row| &row.case)
            else {
                continue;
            };
            let alike = rows.iter().filter(|row| self.is_as_above(row)).count();
            let (name, title) = (position.name, stage.title());
            writeln!(formatter, "| {name} | {title} | {} | {alike} |", rows.len())?;
        }
        formatter.write_str("\nThe rows that are not as above:\n\n")?;
        let columns = Door::ALL.map(Door::column).join(" | ");
        writeln!(
            formatter,
            "| switch | stage | fault | strikes | calls | {columns} |"
        )?;
        writeln!(formatter, "|{}", "---|".repeat(5 + Door::ALL.len()))?;
        for row in self.turned().into_iter().flatten() {
            let (false, Some(position)) = (self.is_as_above(row), row.case.position) else {
                continue;
            };
            let doors = Door::ALL.map(|door| outcome(row, door)).join(" | ");
            let (calls, _) = costs(row);
            let (stage, often) = (row.case.stage.title(), row.case.often.word());
            let (switch, fault) = (position.name, &row.case.trouble.name);
            writeln!(
                formatter,
                "| {switch} | {stage} | {fault} | {often} | {calls} | {doors} |"
            )?;
        }
        Ok(())
    }

    /// The rows with a switch turned, by switch and stage.
    fn turned(&self) -> Vec<&'a [Row]> {
        let rows = self.rows;
        let groups = rows.chunk_by(|one, other| one.case.is_beside(&other.case));
        groups
            .filter(|rows| rows.iter().all(|row| row.case.position.is_some()))
            .collect()
    }

    /// Whether calls, waits and outcomes are those of the same fault where no switch is turned.
    fn is_as_above(&self, row: &Row) -> bool {
        let above = self.rows_of(row.case.stage, false).find(|above| {
            above.case.trouble.name == row.case.trouble.name && above.case.often == row.case.often
        });
        let shown = |row: &Row| (costs(row), Door::ALL.map(|door| outcome(row, door)));
        above.is_some_and(|above| shown(above) == shown(row))
    }
}

impl fmt::Display for Paper<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{HEADING}{OPENING}")?;
        self.totals(formatter)?;
        for stage in Stage::ALL {
            self.stage(formatter, stage)?;
        }
        self.switches(formatter)
    }
}

fn total<'a>(
    formatter: &mut fmt::Formatter<'_>,
    title: &str,
    rows: impl Iterator<Item = &'a Row>,
) -> fmt::Result {
    let cells: Vec<_> = rows.flat_map(|row| &row.cells).collect();
    let count =
        |is_so: fn(&Outcome) -> bool| cells.iter().filter(|cell| is_so(&cell.outcome)).count();
    let whole = count(|outcome| matches!(outcome, Outcome::Whole { .. }));
    let told = count(|outcome| matches!(outcome, Outcome::Told { .. }));
    let broken = count(|outcome| matches!(outcome, Outcome::Broken));
    writeln!(
        formatter,
        "| {title} | {} | {whole} | {told} | {broken} |",
        cells.len()
    )
}

fn outcome(row: &Row, door: Door) -> String {
    let cell = row.cells.iter().find(|cell| cell.door == door);
    match cell.map(|cell| &cell.outcome) {
        None => String::new(),
        Some(Outcome::Whole { status: 302 }) => "302".to_owned(),
        Some(Outcome::Whole { .. }) => "whole".to_owned(),
        Some(Outcome::Told { status, code, wait }) => {
            let wait = match (wait, row.case.trouble.wait) {
                (None, _) => String::new(),
                (Some(wait), Some(_)) => format!(" {wait} s"),
                (Some(_), None) => " ~".to_owned(),
            };
            format!("{status} `{code}`{wait}")
        }
        Some(Outcome::Broken) => "broken off".to_owned(),
        Some(Outcome::Lie(_)) => "**not true**".to_owned(),
    }
}

/// Calls and waits: one text where all doors agree, else one for each.
fn costs(row: &Row) -> (String, String) {
    let each = |text: fn(&Cell) -> String| {
        let texts: Vec<_> = row.cells.iter().map(text).collect();
        let different: BTreeSet<_> = texts.iter().collect();
        match texts.first() {
            Some(first) if different.len() == 1 => first.clone(),
            _ => texts.join(", "),
        }
    };
    (
        each(|cell| calls(cell.calls)),
        each(|cell| waits(&cell.waits)),
    )
}

fn calls(calls: Calls) -> String {
    let named = [(calls.login, "L"), (calls.graph, "G"), (calls.content, "C")];
    let named = named.iter().filter(|(count, _)| *count > 0);
    let texts: Vec<_> = named
        .map(|(count, name)| format!("{count}{name}"))
        .collect();
    if texts.is_empty() {
        "0".to_owned()
    } else {
        texts.join(" ")
    }
}

/// Back-offs are by chance, so only their number is told.
fn waits(waits: &[Duration]) -> String {
    let (ours, theirs): (Vec<Duration>, Vec<Duration>) =
        waits.iter().partition(|wait| is_ours(**wait));
    let mut text = String::new();
    if !ours.is_empty() {
        let _ = write!(text, "{} ~", ours.len());
    }
    for (position, wait) in theirs.iter().enumerate() {
        let comma = if position == 0 && ours.is_empty() {
            ""
        } else {
            ", "
        };
        let _ = write!(text, "{comma}{} s", wait.as_secs_f64());
    }
    text
}

/// Whether a wait lies within our own back-offs; Microsoft asks for two seconds or more here.
fn is_ours(wait: Duration) -> bool {
    (Duration::from_millis(250)..Duration::from_secs(2)).contains(&wait)
}
