//! The table of `docs/SIMULATOR.md`: it names tests that are there, and all switches.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use graph_sim::Switches;
use serde_json::Value;

/// The columns of a row: number, requirement, routes, switches, tests, source, what is left out.
fn rows() -> Vec<Vec<String>> {
    let paper = member().join("../docs/SIMULATOR.md");
    let paper = fs::read_to_string(paper).expect("it is there");
    let (_, table) = paper.split_once("## What it must do").expect("its heading");
    let (table, _) = table.split_once("\n## ").expect("the next heading");
    let rows = table.lines().filter(|line| line.starts_with("| "));
    let cells = rows.skip(1).map(|row| {
        let row = row.trim_matches('|').replace("\\|", "/");
        row.split('|').map(|cell| cell.trim().to_owned()).collect()
    });
    cells.collect()
}

fn member() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of all tests, by the files or folders they are in: `login::a_token_is_good`.
fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path: PathBuf = entry.expect("it can be read").path();
        if path.is_dir() {
            tests_below(&path, found);
            continue;
        }
        let source = fs::read_to_string(&path).expect("it is text");
        let stem = |path: &Path| {
            path.file_stem()
                .and_then(|stem| stem.to_str())
                .map(str::to_owned)
        };
        let places = [stem(&path), path.parent().and_then(stem)];
        let mut is_test = false;
        let names = source.lines().map(str::trim_start).filter_map(|line| {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            let name = line
                .strip_prefix("async fn ")
                .or(line.strip_prefix("fn "))?;
            let (name, _) = name.split_once("()")?;
            std::mem::take(&mut is_test).then(|| name.to_owned())
        });
        for name in names {
            let places = places.iter().flatten();
            found.extend(places.map(|place| format!("{place}::{name}")));
        }
    }
}

#[test]
fn every_row_is_whole_and_names_tests_that_are_there() {
    let mut tests = BTreeSet::new();
    tests_below(&member().join("tests/it"), &mut tests);
    tests_below(&member().join("src"), &mut tests);
    let rows = rows();
    assert!(rows.len() > 70, "only {} rows", rows.len());
    let mut missing = Vec::new();
    for row in &rows {
        assert_eq!(row.len(), 7, "{row:?}");
        let named = row[4].split(',').map(str::trim);
        missing.extend(named.filter(|test| !tests.contains(*test)));
    }
    assert!(missing.is_empty(), "no tests: {missing:#?}");
}

#[test]
fn every_requirement_has_a_row() {
    let numbers: BTreeSet<u32> = rows()
        .iter()
        .filter(|row| row[0] != "–")
        .flat_map(|row| {
            let (first, last) = row[0].split_once('-').unwrap_or((&row[0], &row[0]));
            let number = |text: &str| text.parse::<u32>().expect("a number, a range or –");
            number(first)..=number(last)
        })
        .collect();
    for number in 1..=32 {
        assert!(numbers.contains(&number), "requirement {number}");
    }
}

#[test]
fn every_switch_has_a_row_and_no_row_another() {
    let switches = serde_json::to_value(Switches::default()).expect("switches are JSON");
    let groups = switches.as_object().expect("groups of switches");
    let there: BTreeSet<String> = groups
        .iter()
        .flat_map(|(group, switches)| match switches {
            Value::Object(switches) => switches
                .keys()
                .map(|name| format!("{group}.{name}"))
                .collect(),
            _ => vec![group.clone()],
        })
        .collect();
    let told: BTreeSet<String> = rows()
        .iter()
        .flat_map(|row| {
            row[3]
                .split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let missing: Vec<_> = there.difference(&told).collect();
    let unknown: Vec<_> = told.difference(&there).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "no row: {missing:#?}\nno switch: {unknown:#?}"
    );
}
