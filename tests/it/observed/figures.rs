//! Figures as they are shown, read back.

use std::collections::{BTreeMap, BTreeSet};

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) value: f64,
}

/// All of them.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    pub(super) series: Vec<Series>,
    /// The figures that say what they are.
    pub(super) described: BTreeSet<String>,
}

impl Figures {
    /// Reads Prometheus' text form (exposition format 0.0.4).
    pub(super) fn parse(text: &str) -> Self {
        let (comments, lines): (Vec<_>, Vec<_>) = text
            .lines()
            .filter(|line| !line.is_empty())
            .partition(|line| line.starts_with('#'));
        Self {
            series: lines.into_iter().map(series).collect(),
            described: comments.into_iter().filter_map(described).collect(),
        }
    }

    /// The sum of all series of this name that carry these labels.
    pub(super) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let fits = |one: &&Series| {
            let carries = |(key, value): &(&str, &str)| {
                one.labels.get(*key).map(String::as_str) == Some(*value)
            };
            one.name == name && labels.iter().all(carries)
        };
        let values = self.series.iter().filter(fits).map(|one| one.value);
        values.sum()
    }

    /// The names of all figures; those of a histogram's parts are its own.
    pub(super) fn names(&self) -> BTreeSet<String> {
        let whole = |name: &str| {
            let parts = ["_seconds_bucket", "_seconds_sum", "_seconds_count"];
            let part = parts.iter().find_map(|part| name.strip_suffix(part));
            part.map_or_else(|| name.to_owned(), |stem| format!("{stem}_seconds"))
        };
        self.series.iter().map(|one| whole(&one.name)).collect()
    }
}

fn series(line: &str) -> Series {
    let (head, value) = line.rsplit_once(' ').expect("a value");
    let (name, labels) = match head.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}').expect("closed")),
        None => (head, ""),
    };
    let label = |label: &str| {
        let (key, value) = label.split_once('=').expect("a label");
        (key.to_owned(), value.trim_matches('"').to_owned())
    };
    let labels = labels.split(',').filter(|label| !label.is_empty());
    Series {
        name: name.to_owned(),
        labels: labels.map(label).collect(),
        value: value.parse().expect("a number"),
    }
}

/// The figure that a comment describes.
fn described(comment: &str) -> Option<String> {
    let words = comment.strip_prefix("# HELP ")?;
    words.split(' ').next().map(str::to_owned)
}
