//! The document's part about writing.

use std::fmt::{self, Write as _};

use super::case::{Case, Extent};
use super::deed::Deed;
use super::play::{Failure, Outcome};

/// All cases with their outcomes, ready to be written.
#[derive(Debug)]
pub(super) struct Paper<'a> {
    pub(super) cells: Vec<(&'a Case, &'a Outcome)>,
}

/// The line with which this part begins.
pub(super) const HEADING: &str = "# Faults of writing";

const OPENING: &str = "

What whoever writes is told when Microsoft's side fails, at every call of every way to write, and what has really become of it.
The truth is the simulator's: after each play its folder is compared, item by item, with what it was before and with what it is where nothing fails: ids, hashes, lengths of all versions, times, links, the recycle bin.

No acknowledged write is lost, no failure is told of a write that was done, and nothing old is damaged by a new one that failed.
Where the service does something, and neither says so nor can be asked about it ever after, nobody can know; then that is what the error says (`unclear`).

| word | meaning |
|---|---|
| before, behind | whether the fault strikes before the service does what it is asked for, or when it has done it |
| once, such, all | whether it strikes this call alone, this call and all of its method after it, or this call and whatever is asked of any host after it |
| done | told as done, and done exactly once; what is told of the item is so |
| done, beside | the same, but what was replaced could not be deleted and lies beside it under another name |
| `throttled` 120 s | told as failed with this code, and when to come again (`~`: a back-off of ours); nothing was changed |
| unclear `throttled` | told as failed, and that it may have been done; it was done exactly once, or nothing was changed |
| aside `throttled` | the same, and the file that was to be replaced is whole, but bears another name (`… (replaced …)`); `left_aside` says under which |

A refusal in Graph's own words is played before the deed alone: that Graph does what it clearly says it has not done, nobody could find out.
";

impl fmt::Display for Paper<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{HEADING}{OPENING}")?;
        formatter.write_str(
            "\n## Totals of writing\n\n| deed | calls | cells | done | beside | told | unclear | aside | untrue |\n|---|---|---|---|---|---|---|---|---|\n",
        )?;
        for deed in Deed::ALL {
            self.total(formatter, deed.title(), |case| case.deed == deed)?;
        }
        self.total(formatter, "All", |_| true)?;
        for deed in Deed::ALL {
            self.deed(formatter, deed)?;
        }
        Ok(())
    }
}

impl Paper<'_> {
    fn total(
        &self,
        formatter: &mut fmt::Formatter<'_>,
        title: &str,
        is_meant: impl Fn(&Case) -> bool,
    ) -> fmt::Result {
        let cells = || self.cells.iter().filter(|(case, _)| is_meant(case));
        let count = |class: &str| {
            let of_class = cells().filter(|(_, outcome)| outcome.class() == class);
            of_class.count()
        };
        let mut calls: Vec<_> = cells()
            .map(|(case, _)| (case.deed, case.call.title()))
            .collect();
        calls.dedup();
        write!(
            formatter,
            "| {title} | {} | {} |",
            calls.len(),
            cells().count()
        )?;
        for class in ["done", "beside", "told", "unclear", "aside", "untrue"] {
            write!(formatter, " {} |", count(class))?;
        }
        writeln!(formatter)
    }

    fn deed(&self, formatter: &mut fmt::Formatter<'_>, deed: Deed) -> fmt::Result {
        writeln!(formatter, "\n## {}\n", deed.title())?;
        writeln!(
            formatter,
            "| call | fault | before, once | such | all | behind, once | such | all |\n|{}",
            "---|".repeat(8)
        )?;
        let cells: Vec<_> = self
            .cells
            .iter()
            .filter(|(case, _)| case.deed == deed)
            .collect();
        let is_one_row = |one: &&(&Case, &Outcome), other: &&(&Case, &Outcome)| {
            one.0.call.title() == other.0.call.title() && one.0.trouble.name == other.0.trouble.name
        };
        for row in cells.chunk_by(is_one_row) {
            let Some((case, _)) = row.first() else {
                continue;
            };
            write!(
                formatter,
                "| {} | {} |",
                case.call.title(),
                case.trouble.name
            )?;
            for is_behind in [false, true] {
                for extent in Extent::ALL {
                    let cell = row
                        .iter()
                        .find(|(case, _)| case.is_behind == is_behind && case.extent == extent);
                    let text = cell.map(|(case, outcome)| text(case, outcome));
                    write!(formatter, " {} |", text.unwrap_or_default())?;
                }
            }
            writeln!(formatter)?;
        }
        Ok(())
    }
}

impl Outcome {
    pub(super) const fn class(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::DoneBeside => "beside",
            Self::Told(_) => "told",
            Self::Unclear(_) => "unclear",
            Self::Aside(_) => "aside",
            Self::Lie(_) => "untrue",
        }
    }
}

fn text(case: &Case, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done => "done".to_owned(),
        Outcome::DoneBeside => "done, beside".to_owned(),
        Outcome::Told(failure) => failure_of(case, failure),
        Outcome::Unclear(failure) => format!("unclear {}", failure_of(case, failure)),
        Outcome::Aside(failure) => format!("aside {}", failure_of(case, failure)),
        Outcome::Lie(_) => "**not true**".to_owned(),
    }
}

/// Back-offs are by chance, so only that there is one is told.
fn failure_of(case: &Case, failure: &Failure) -> String {
    let mut text = format!("`{}`", failure.code);
    let was_asked = case.trouble.name.contains(", wait ");
    match failure.wait {
        Some(wait) if was_asked => {
            let _ = write!(text, " {} s", wait.as_secs_f64().ceil());
        }
        Some(_) => text.push_str(" ~"),
        None => {}
    }
    text
}
