//! What was measured, as a table in Markdown.

use std::fmt::Display;
use std::time::Duration;

/// A table under way.
#[derive(Debug)]
pub(crate) struct Figures {
    title: &'static str,
    rows: Vec<(String, String)>,
}

impl Figures {
    pub(crate) fn of(title: &'static str) -> Self {
        Self {
            title,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, what: impl Into<String>, figure: impl Display) {
        self.rows.push((what.into(), figure.to_string()));
    }

    /// Prints the table.
    #[expect(clippy::print_stdout, reason = "figures are what is wanted")]
    pub(crate) fn print(&self) {
        println!("\n## {}\n\n| what | figure |\n|---|---|", self.title);
        for (what, figure) in &self.rows {
            println!("| {what} | {figure} |");
        }
        println!();
    }
}

/// `12.3 ms` or `4.56 s`.
pub(crate) fn time(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 1.0 {
        format!("{:.1} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    }
}

/// `12.3 MiB`
pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", mebi(bytes))
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
