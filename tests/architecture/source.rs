//! The files of a source folder, read once, with what each names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::names::{self, Names};
use super::tokens::tokenize;

/// A folder of sources, and the manifest beside it.
pub(crate) struct Tree {
    pub(crate) files: Vec<SourceFile>,
    /// The crates that the manifest names, as they are spelled in code.
    pub(crate) dependencies: BTreeSet<String>,
}

/// One file of Rust.
pub(crate) struct SourceFile {
    /// Its path for a reader, such as `src/web/error.rs`.
    pub(crate) shown: String,
    /// Its path of modules: `["web", "error"]`; empty for the root.
    pub(crate) modules: Vec<String>,
    pub(crate) text: String,
    /// What its shipped code names; nothing, where the whole file is a test's.
    pub(crate) shipped: Names,
    /// What it names anywhere, inline tests included.
    pub(crate) everything: Names,
}

impl SourceFile {
    /// The top-level module it belongs to, or none for `lib.rs`.
    pub(crate) fn module(&self) -> Option<&str> {
        self.modules.first().map(String::as_str)
    }
}

impl Tree {
    /// Reads the sources in `folder` of the package at `package`; a folder that isn't there is empty.
    pub(crate) fn read(package: &Path, folder: &str) -> Self {
        let root = package.join(folder);
        let mut test_paths = Vec::new();
        let mut files: Vec<_> = rust_files(&root)
            .iter()
            .map(|path| read_file(&root, folder, path, &mut test_paths))
            .collect();
        for file in &mut files {
            if test_paths.iter().any(|path| file.modules.starts_with(path)) {
                file.shipped = Names::default();
            }
        }
        let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap_or_default();
        Self {
            files,
            dependencies: dependencies(&manifest),
        }
    }
}

/// Reads one file; adds the module paths that it declares for tests only to `test_paths`.
fn read_file(
    root: &Path,
    folder: &str,
    path: &Path,
    test_paths: &mut Vec<Vec<String>>,
) -> SourceFile {
    let text = fs::read_to_string(path).expect("source files are readable UTF-8");
    let inside = path.strip_prefix(root).expect("files lie under their root");
    let modules = module_path(inside);
    let tokens = tokenize(&text);
    let (shipped, test_modules) = names::without_tests(&tokens);
    for module in test_modules {
        let mut declared = modules.clone();
        declared.push(module);
        test_paths.push(declared);
    }
    SourceFile {
        shown: format!("{folder}/{}", inside.display()),
        modules,
        shipped: names::read(&shipped),
        everything: names::read(&tokens),
        text,
    }
}

/// `web/error.rs` is `["web", "error"]`, `web/mod.rs` is `["web"]`, `lib.rs` is the root.
fn module_path(inside: &Path) -> Vec<String> {
    let plain = inside.with_extension("");
    let mut modules: Vec<_> = plain
        .iter()
        .map(|step| step.to_string_lossy().into_owned())
        .collect();
    if modules.last().is_some_and(|last| last == "mod") || modules == ["lib"] {
        modules.pop();
    }
    modules
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("source folders are readable").path())
        .flat_map(|path| {
            if path.is_dir() {
                rust_files(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    paths.sort();
    paths
}

/// The keys of the manifest's tables of dependencies.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut within = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            within = matches!(line.trim(), "[dependencies]" | "[dev-dependencies]");
        } else if let Some((key, _)) = line.split_once(['=', '.']).filter(|_| within) {
            found.insert(key.trim().replace('-', "_"));
        }
    }
    found
}
