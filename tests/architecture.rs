//! Keeps the layers apart: reads the sources and fails where a line breaks the tables of
//! `architecture/table.rs`.
//!
//! Every single-crate server we looked at had grown circles between its modules; those kept by a rule
//! had none. The fence is for honest people: it reads names, it does not run the compiler.

use std::fs;
use std::path::Path;

/// The fence itself; its files lie beside this one in a folder.
mod architecture {
    pub(crate) mod habits;
    pub(crate) mod layers;
    pub(crate) mod names;
    pub(crate) mod source;
    pub(crate) mod table;
    pub(crate) mod tokens;
    mod toys;
}

use architecture::source::Tree;
use architecture::{habits, layers, table};

fn house() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn each_row_names_only_rows_above_it() {
    assert_none(&table::circles(table::LAYERS));
}

#[test]
fn each_fence_is_owned_by_rows_of_the_table() {
    assert_none(&table::strange_owners(table::LAYERS, table::FENCES));
}

#[test]
fn the_map_describes_every_layer() {
    let map =
        fs::read_to_string(house().join("docs/ARCHITECTURE.md")).expect("the house has a map");
    for layer in table::LAYERS {
        let row = format!("\n| `{}` |", layer.name);
        assert!(
            map.contains(&row),
            "docs/ARCHITECTURE.md has no row for `{}`",
            layer.name
        );
    }
}

#[test]
fn modules_name_only_what_their_rows_allow() {
    assert_none(&layers::faults(&Tree::read(house(), "src")));
}

#[test]
fn the_domain_knows_only_the_crates_it_lists() {
    assert_none(&layers::impurities(&Tree::read(house(), "src")));
}

#[test]
fn only_the_demo_names_the_simulator() {
    let allowed = |module: Option<&str>| module == Some("demo");
    let tree = Tree::read(house(), "src");
    assert_none(&layers::strangers(&tree, "graph_sim", allowed));
}

#[test]
fn the_simulator_does_not_know_the_server() {
    for folder in ["graph-sim/src", "graph-sim/tests"] {
        let tree = Tree::read(house(), folder);
        assert_none(&layers::strangers(&tree, "onefold", |_| false));
    }
    let simulator = Tree::read(&house().join("graph-sim"), "src");
    assert!(
        !simulator.dependencies.contains("onefold"),
        "graph-sim depends on the server that it is to hold to the truth"
    );
}

#[test]
fn what_the_fuzzer_needs_is_open_to_the_fuzzer_alone() {
    let closed = "#[cfg(any(test, feature = \"fuzzing\"))]\n#[doc(hidden)]\npub mod fuzzing;\n";
    let mut doors = 0;
    for file in &Tree::read(house(), "src").files {
        let declared = file.text.matches("mod fuzzing").count();
        let well = file.text.matches(closed).count();
        assert_eq!(declared, well, "{}: `fuzzing` is open", file.shown);
        doors += declared;
    }
    assert!(doors > 0, "there is nothing to fuzz");
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    for folder in [
        "src",
        "tests",
        "graph-sim/src",
        "graph-sim/tests",
        "fuzz/targets",
    ] {
        assert_none(&habits::faults(&Tree::read(house(), folder)));
    }
}

#[test]
fn the_median_file_is_under_two_hundred_lines() {
    for folder in ["src", "graph-sim/src"] {
        let median = habits::median_length(&Tree::read(house(), folder));
        assert!(
            median < 200,
            "the median file of {folder} has {median} lines"
        );
    }
}
