//! Habits that hold for every file: short, introduced, and named for what it does.

use super::source::{SourceFile, Tree};

/// No file is longer than this many lines.
const LONGEST: usize = 400;

/// Names that say nothing, under which everything gathers.
const CROSSROADS: &[&str] = &[
    "util", "utils", "common", "helper", "helpers", "manager", "managers", "misc",
];

/// Every file that is too long, has no introduction, or bears a name that says nothing.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    tree.files.iter().flat_map(faults_of).collect()
}

fn faults_of(file: &SourceFile) -> Vec<String> {
    let shown = &file.shown;
    let mut faults = Vec::new();
    let lines = file.text.lines().count();
    if lines > LONGEST {
        faults.push(format!("{shown}: {lines} lines, more than {LONGEST}"));
    }
    if !file.text.starts_with("//! ") {
        faults.push(format!(
            "{shown}: its first line does not say what it is for (`//! …`)"
        ));
    }
    let inline = file.everything.modules.iter().map(|(_, module)| module);
    for module in file.modules.iter().chain(inline) {
        if CROSSROADS.contains(&module.as_str()) {
            faults.push(format!("{shown}: a module called `{module}` says nothing"));
        }
    }
    faults
}

/// The length in lines of the file in the middle, 0 where there are none.
pub(crate) fn median_length(tree: &Tree) -> usize {
    let mut lengths: Vec<_> = tree
        .files
        .iter()
        .map(|file| file.text.lines().count())
        .collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(0)
}
