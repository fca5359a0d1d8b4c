//! The description of this face agrees with its routes, and with the copy in the repository.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::api::openapi::document;
use crate::api::{Access, routes};

/// The copy in the repository: a change of the API is seen in the diff.
const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");

fn described() -> Value {
    serde_json::to_value(document()).expect("it is JSON")
}

fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("a path");
        let methods = item.iter().filter(|(key, _)| *key != "parameters");
        methods.map(|(method, operation)| (method.to_uppercase(), path.clone(), operation))
    });
    operations.collect()
}

#[test]
fn every_route_is_described_and_every_description_is_a_route() {
    let document = described();
    let described: BTreeSet<_> = operations(&document)
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .collect();
    let routes: BTreeSet<_> = routes()
        .into_iter()
        .map(|route| (route.method.to_string(), route.path.to_owned()))
        .collect();
    assert_eq!(described, routes);
}

#[test]
fn parameters_and_access_are_described_as_they_are() {
    let document = described();
    for (method, path, operation) in operations(&document) {
        let route = routes()
            .into_iter()
            .find(|route| route.method == *method && route.path == path)
            .expect("it is a route");
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let names: BTreeSet<_> = parameters
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().expect("a name"))
            .collect();
        assert_eq!(
            names,
            route.parameters.iter().copied().collect(),
            "{method} {path}"
        );
        let ways = operation["security"].as_array();
        let open = |ways: &Vec<Value>| ways.iter().any(|way| *way == serde_json::json!({}));
        let described = match ways {
            None => Access::Open,
            Some(ways) if open(ways) => Access::Guest,
            Some(_) => Access::Account,
        };
        assert_eq!(described, route.access, "{method} {path}");
    }
}

#[test]
fn every_name_in_the_description_is_of_its_own() {
    let document = described();
    let operations = operations(&document);
    let names: BTreeSet<_> = operations
        .iter()
        .map(|(_, _, operation)| operation["operationId"].as_str().expect("a name"))
        .collect();
    assert_eq!(names.len(), operations.len());
}

#[test]
fn the_copy_in_the_repository_is_current() {
    let text = serde_json::to_string_pretty(&document()).expect("it is JSON") + "\n";
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(COPY, &text).expect("the copy can be written");
    }
    let copy = std::fs::read_to_string(COPY).expect("there is a copy");
    let lines = copy.lines().zip(text.lines()).zip(1..);
    let differing = lines.map(|((old, new), line)| (line, old, new));
    let first = differing.into_iter().find(|(_, old, new)| old != new);
    assert!(
        copy == text,
        "docs/openapi.json is old: run the test with UPDATE=1; {first:?}"
    );
}
