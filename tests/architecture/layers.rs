//! Holds what the files name against the two tables.

use super::names::{Naming, Role};
use super::source::{SourceFile, Tree};
use super::table::{self, Layer, Owners};

/// Every line that breaks the tables of modules and crates.
pub(crate) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for file in &tree.files {
        match file.module() {
            None => check_root(file, &mut faults),
            Some(module) => match table::layer_named(module) {
                Some(layer) => check_layer(file, layer, &mut faults),
                None => faults.push(format!(
                    "{}: `{module}` has no row in the table",
                    file.shown
                )),
            },
        }
    }
    faults
}

/// The crate's root only declares the layers; a re-export there would open a way round the table.
fn check_root(file: &SourceFile, faults: &mut Vec<String>) {
    for (line, module) in &file.shipped.modules {
        if table::layer_named(module).is_none() {
            faults.push(format!(
                "{}:{line}: `{module}` has no row in the table",
                file.shown
            ));
        }
    }
    for naming in &file.shipped.paths {
        if naming.role != Role::Code {
            faults.push(at(
                file,
                naming,
                "the root declares layers, it imports nothing",
            ));
        }
    }
}

fn check_layer(file: &SourceFile, layer: &Layer, faults: &mut Vec<String>) {
    for naming in &file.shipped.paths {
        let fault = match place(file, naming) {
            Place::Root => Some("names the root itself, which hides the layer".to_owned()),
            Place::BeyondLayer => Some("climbs out of its layer; write `crate::`".to_owned()),
            Place::Layer(name) => layer_fault(layer, name, naming.role),
            Place::Crate(steps) => crate_fault(layer, steps, naming.role),
            Place::Own => None,
        };
        if let Some(fault) = fault {
            faults.push(at(file, naming, &format!("`{}` {fault}", layer.name)));
        }
    }
}

fn layer_fault(layer: &Layer, named: &str, role: Role) -> Option<String> {
    if named == layer.name {
        None
    } else if table::layer_named(named).is_some() && !layer.below.contains(&named) {
        Some(format!("may not name `{named}`"))
    } else if role == Role::Reexport {
        Some(format!("re-exports `{named}`"))
    } else {
        None
    }
}

fn crate_fault(layer: &Layer, steps: &[String], role: Role) -> Option<String> {
    let fence = table::fence_around(steps)?;
    let Owners::Only(owners) = fence.owners else {
        return None;
    };
    let path = fence.path;
    if !owners.contains(&layer.name) {
        Some(format!("may not name the crate `{path}`"))
    } else if role == Role::Reexport {
        Some(format!("re-exports the fenced crate `{path}`"))
    } else {
        None
    }
}

/// Where a path leads.
enum Place<'a> {
    /// To the crate's root: a group, a glob or an alias of it.
    Root,
    /// By `super` to the root, past the layer's own.
    BeyondLayer,
    /// By `crate::` to this layer.
    Layer(&'a str),
    /// Perhaps to an outside crate.
    Crate(&'a [String]),
    /// To something of the file's or layer's own.
    Own,
}

fn place<'a>(file: &SourceFile, naming: &'a Naming) -> Place<'a> {
    let steps = naming.steps.as_slice();
    let after_self = steps.strip_prefix(&["self".to_owned()]).unwrap_or(steps);
    let climbs = after_self
        .iter()
        .take_while(|step| *step == "super")
        .count();
    match steps.first().map(String::as_str) {
        // The binary names the library by its name; that makes no difference.
        Some("crate" | "onefold") => match steps.get(1).map(String::as_str) {
            None | Some("{" | "*" | "self") => Place::Root,
            Some(layer) => Place::Layer(layer),
        },
        Some("self" | "super") if climbs > 0 && climbs >= file.modules.len() + naming.nested => {
            Place::BeyondLayer
        }
        Some("self" | "super") | None => Place::Own,
        Some(first) if file.shipped.hides(first) && naming.role == Role::Code => Place::Own,
        Some(first) if is_declared(file, first) => Place::Own,
        Some(_) => Place::Crate(steps),
    }
}

fn is_declared(file: &SourceFile, name: &str) -> bool {
    file.everything
        .modules
        .iter()
        .any(|(_, module)| module == name)
}

/// Every place of `domain` that names a dependency which is not pure.
pub(crate) fn impurities(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|file| file.module() == Some("domain"))
    {
        for naming in &file.everything.paths {
            let Some(name) = naming
                .steps
                .first()
                .filter(|name| tree.dependencies.contains(*name))
            else {
                continue;
            };
            let pure = table::PURE.contains(&name.as_str()) || name.starts_with(table::PURE_FAMILY);
            let for_tests = table::PURE_IN_TESTS.contains(&name.as_str())
                && !file.shipped.paths.contains(naming);
            if !(pure || for_tests || file.everything.hides(name)) {
                faults.push(at(
                    file,
                    naming,
                    &format!("`domain` may not name the crate `{name}`"),
                ));
            }
        }
    }
    faults
}

/// Every place, tests included, that names `stranger` in a module that may not.
pub(crate) fn strangers(
    tree: &Tree,
    stranger: &str,
    allowed: impl Fn(Option<&str>) -> bool,
) -> Vec<String> {
    let mut faults = Vec::new();
    for file in tree.files.iter().filter(|file| !allowed(file.module())) {
        for naming in &file.everything.paths {
            if naming.steps.first().is_some_and(|step| step == stranger) {
                faults.push(at(
                    file,
                    naming,
                    &format!("`{stranger}` may not be named here"),
                ));
            }
        }
    }
    faults
}

fn at(file: &SourceFile, naming: &Naming, what: &str) -> String {
    format!("{}:{}: {what}", file.shown, naming.line)
}
