//! Shows on toy trees that the fence catches what it is for, and lets the rest pass.

use std::fs;

use super::source::Tree;
use super::table::{Fence, Layer, Owners};
use super::{habits, layers, table};

const HEAD: &str = "//! A toy.\n";

/// A package with these files under `src`, each given without its head.
fn toy(files: &[(&str, &str)]) -> Tree {
    let package = tempfile::tempdir().expect("a temporary folder can be made");
    let manifest = "[dependencies]\nserde = \"1\"\nbytes.workspace = true\n\n[dev-dependencies]\nproptest = \"1\"\n";
    fs::write(package.path().join("Cargo.toml"), manifest).expect("it can be written");
    for (path, text) in files {
        let path = package.path().join("src").join(path);
        let folder = path.parent().expect("a file has a folder");
        fs::create_dir_all(folder).expect("it can be made");
        fs::write(&path, format!("{HEAD}{text}")).expect("it can be written");
    }
    Tree::read(package.path(), "src")
}

fn layer_faults(path: &str, text: &str) -> Vec<String> {
    layers::faults(&toy(&[(path, text)]))
}

#[track_caller]
fn assert_passes(path: &str, text: &str) {
    assert_eq!(layer_faults(path, text), Vec::<String>::new());
}

#[test]
fn a_broken_layer_is_caught() {
    let expected = ["src/web/page.rs:2: `web` may not name `graph`"];
    assert_eq!(
        layer_faults("web/page.rs", "use crate::graph::Client;"),
        expected
    );
    assert_eq!(layer_faults("web/page.rs", "use crate::graph;"), expected);
    assert_eq!(
        layer_faults("web/page.rs", "fn f(_: &crate::graph::Client) {}"),
        expected
    );
    assert_eq!(
        layer_faults("web/page.rs", "pub(in crate::graph) struct S;"),
        expected
    );
    assert_eq!(
        layer_faults(
            "tree/mod.rs",
            "fn f() {\n    let _ = crate::store::Store::open;\n}"
        ),
        ["src/tree/mod.rs:3: `tree` may not name `store`"]
    );
    assert_eq!(
        layer_faults("main.rs", "use onefold::graph::Client;"),
        ["src/main.rs:2: `main` may not name `graph`"]
    );
}

#[test]
fn faces_never_name_each_other() {
    for (face, other) in [("web", "dav"), ("dav", "api"), ("api", "web")] {
        let faults = layer_faults(
            &format!("{face}/mod.rs"),
            &format!("use crate::{other}::X;"),
        );
        assert_eq!(faults.len(), 1, "{face} names {other}: {faults:?}");
    }
}

#[test]
fn what_the_row_allows_passes() {
    assert_passes(
        "web/page.rs",
        "use crate::services::{Page, Row};\nuse super::error;",
    );
    assert_passes(
        "web/page.rs",
        "use crate::web::error::Failed;\npub use self::row::Row;",
    );
    assert_passes("app.rs", "use crate::graph;\nuse crate::web as pages;");
}

#[test]
fn words_that_are_no_code_pass() {
    assert_passes(
        "web/page.rs",
        "/// See [`crate::graph`]. // reqwest::get\nconst A: &str = \"crate::graph::X\";",
    );
    assert_passes(
        "tree/mod.rs",
        "#[cfg(test)]\nmod tests {\n    use crate::store::Store;\n}",
    );
}

#[test]
fn a_module_of_tests_in_its_own_file_passes() {
    let files = [
        ("tree/mod.rs", "#[cfg(test)]\nmod proofs;"),
        ("tree/proofs.rs", "use crate::store::Store;"),
    ];
    assert_eq!(layers::faults(&toy(&files)), Vec::<String>::new());
}

#[test]
fn code_after_a_test_module_is_still_read() {
    let text = "#[cfg(test)]\nmod tests { fn f() {} }\nuse crate::store::Store;";
    assert_eq!(
        layer_faults("tree/mod.rs", text),
        ["src/tree/mod.rs:4: `tree` may not name `store`"]
    );
}

#[test]
fn an_unlisted_module_is_caught() {
    assert_eq!(
        layer_faults("lib.rs", "pub mod domain;\npub mod plumbing;"),
        ["src/lib.rs:3: `plumbing` has no row in the table"]
    );
    assert_eq!(
        layer_faults("plumbing/pipe.rs", ""),
        ["src/plumbing/pipe.rs: `plumbing` has no row in the table"]
    );
}

#[test]
fn a_fenced_crate_is_caught() {
    let faults = layer_faults("services/browse.rs", "use reqwest::Client;");
    assert_eq!(
        faults,
        ["src/services/browse.rs:2: `services` may not name the crate `reqwest`"]
    );
    for text in [
        "use sqlx as database;",
        "extern crate sqlx;",
        "fn f() { ::sqlx::query(\"\"); }",
        "#[derive(sqlx::FromRow)]\nstruct S;",
        "use {std::fmt, sqlx::{Pool, Row}};",
    ] {
        assert!(!layer_faults("services/mod.rs", text).is_empty(), "{text}");
    }
    assert_passes("store/mod.rs", "use sqlx::SqlitePool;");
}

#[test]
fn parts_of_a_crate_are_fenced_apart() {
    assert_passes("doors/random.rs", "use aws_lc_rs::rand;");
    assert_passes("services/sessions.rs", "use aws_lc_rs::digest::SHA256;");
    assert_eq!(
        layer_faults(
            "doors/random.rs",
            "use aws_lc_rs::{aead::LessSafeKey, rand};"
        ),
        ["src/doors/random.rs:2: `doors` may not name the crate `aws_lc_rs`"; 2]
    );
}

#[test]
fn a_module_of_ones_own_may_bear_the_name_of_a_crate() {
    assert_passes("services/mod.rs", "mod http;\npub use http::Thing;");
    assert_eq!(layer_faults("services/mod.rs", "use http::Thing;").len(), 1);
}

#[test]
fn a_layer_that_re_exports_another_is_caught() {
    assert_eq!(
        layer_faults("services/mod.rs", "pub use crate::domain::Error;"),
        ["src/services/mod.rs:2: `services` re-exports `domain`"]
    );
    assert_eq!(
        layer_faults("edge/mod.rs", "pub(crate) use crate::services::X;").len(),
        1
    );
    assert_eq!(
        layer_faults("edge/mod.rs", "pub use axum::Router;").len(),
        1
    );
    assert_eq!(layer_faults("lib.rs", "pub use domain::Error;").len(), 1);
}

#[test]
fn a_group_or_glob_of_the_root_is_caught() {
    let hides = ["src/web/page.rs:2: `web` names the root itself, which hides the layer"];
    assert_eq!(
        layer_faults("web/page.rs", "use crate::{domain::Error, services};"),
        hides
    );
    assert_eq!(layer_faults("web/page.rs", "use crate::*;"), hides);
    assert_eq!(layer_faults("web/page.rs", "use crate as root;"), hides);
}

#[test]
fn climbing_out_of_a_layer_is_caught() {
    let climbs = ["src/web/page.rs:2: `web` climbs out of its layer; write `crate::`"];
    assert_eq!(
        layer_faults("web/page.rs", "use super::super::graph::Client;"),
        climbs
    );
    assert_eq!(
        layer_faults("web/page.rs", "use self::super::super::graph;"),
        climbs
    );
    assert_eq!(
        layer_faults("web/mod.rs", "use super::graph::Client;").len(),
        1
    );
    assert_passes("web/page/row.rs", "use super::super::error;");
    assert_passes("web/mod.rs", "mod inner {\n    use super::Thing;\n}");
}

#[test]
fn a_dependency_in_the_domain_is_caught() {
    let impurities = |text| layers::impurities(&toy(&[("domain/entry.rs", text)]));
    assert_eq!(
        impurities("#[derive(serde::Serialize)]\nstruct S;"),
        ["src/domain/entry.rs:2: `domain` may not name the crate `serde`"]
    );
    assert_eq!(impurities("use proptest::prelude::any;").len(), 1);
    assert!(impurities("use bytes::Bytes;\nuse std::fmt;").is_empty());
    assert!(impurities("#[cfg(test)]\nmod tests {\n    use proptest::prelude::any;\n}").is_empty());
}

#[test]
fn the_simulator_is_caught_even_in_a_test() {
    let text = "#[cfg(test)]\nmod tests {\n    use graph_sim::World;\n}";
    let tree = toy(&[
        ("drives/mod.rs", text),
        ("demo/mod.rs", "use graph_sim::World;"),
    ]);
    let faults = layers::strangers(&tree, "graph_sim", |module| module == Some("demo"));
    assert_eq!(
        faults,
        ["src/drives/mod.rs:4: `graph_sim` may not be named here"]
    );
}

#[test]
fn a_circle_cannot_be_written_down() {
    let row = |name, below| Layer { name, below };
    let rows = [row("domain", &["web"]), row("web", &["domain", "web"])];
    let expected = [
        "`domain` names `web`, which does not stand above it",
        "`web` names `web`, which does not stand above it",
    ];
    assert_eq!(table::circles(&rows), expected);
    let fence = Fence {
        path: "axum",
        owners: Owners::Only(&["domain", "nobody"]),
    };
    assert_eq!(
        table::strange_owners(&rows, &[fence]),
        ["`axum` belongs to `nobody`, which has no row"]
    );
}

#[test]
fn a_long_file_a_headless_one_and_an_empty_name_are_caught() {
    let long = "//\n".repeat(400);
    let tree = toy(&[
        ("domain/mod.rs", &long),
        ("store/util.rs", ""),
        ("web/mod.rs", "mod helpers;"),
    ]);
    assert_eq!(
        habits::faults(&tree),
        [
            "src/domain/mod.rs: 401 lines, more than 400",
            "src/store/util.rs: a module called `util` says nothing",
            "src/web/mod.rs: a module called `helpers` says nothing",
        ]
    );
    let package = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(package.path().join("lib.rs"), "mod a;").expect("it can be written");
    assert_eq!(habits::faults(&Tree::read(package.path(), ".")).len(), 1);
}
