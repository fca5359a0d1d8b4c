//! Medians, and tables of them.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// What time it is.
#[expect(clippy::disallowed_methods, reason = "real time is what is measured")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Lets some real time pass.
#[expect(clippy::disallowed_methods, reason = "processes live in real time")]
pub(crate) async fn rest(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// The same thing measured in several rounds: the median of each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rounds(Vec<f64>);

impl Rounds {
    pub(crate) fn add(&mut self, figure: f64) {
        self.0.push(figure);
        self.0.sort_unstable_by(f64::total_cmp);
    }

    /// The middle one; `None` where there was no round.
    pub(crate) fn median(&self) -> Option<f64> {
        self.0.get(self.0.len() / 2).copied()
    }

    /// `12.3 (11.9–14.0)`: the median, the least and the most.
    pub(crate) fn show(&self) -> String {
        match (self.0.first(), self.median(), self.0.last()) {
            (Some(least), Some(median), Some(most)) if self.0.len() > 1 => {
                format!("{} ({}–{})", short(median), short(*least), short(*most))
            }
            (_, Some(median), _) => short(median),
            _ => "–".to_owned(),
        }
    }

    /// By how many times this is more than the other.
    pub(crate) fn times(&self, other: &Self) -> String {
        match (self.median(), other.median()) {
            (Some(this), Some(other)) if other > 0.0 => format!("{}×", short(this / other)),
            _ => "–".to_owned(),
        }
    }
}

/// Three digits, as far as there are.
fn short(figure: f64) -> String {
    let decimals = match figure {
        _ if figure >= 100.0 => 0,
        _ if figure >= 10.0 => 1,
        _ => 2,
    };
    format!("{figure:.decimals$}")
}

/// The median of single measurements, in milliseconds, and the time within which 99 of 100 were done.
pub(crate) fn median_and_late(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |part: usize| times.get(times.len() * part / 100);
    (milliseconds(at(50)), milliseconds(at(99)))
}

fn milliseconds(time: Option<&Duration>) -> f64 {
    time.map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

/// Bytes in MiB.
#[expect(clippy::cast_precision_loss, reason = "figures have three digits")]
pub(crate) fn mebi(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// So many in that time, each second.
#[expect(clippy::cast_precision_loss, reason = "figures have three digits")]
pub(crate) fn rate(count: u64, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// Prints a line.
#[expect(clippy::print_stdout, reason = "figures are what is wanted")]
pub(crate) fn say(line: impl Display) {
    println!("{line}");
}

/// Prints a table.
pub(crate) fn table(title: &str, head: &[&str], rows: &[Vec<String>]) {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let names: Vec<_> = head.iter().map(|name| (*name).to_owned()).collect();
    say(format_args!("\n### {title}\n\n{}", line(&names)));
    say(format_args!("|{}", "---|".repeat(head.len())));
    for row in rows {
        say(line(row));
    }
}
