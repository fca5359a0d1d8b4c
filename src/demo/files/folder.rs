//! The tree of the demo world as a value.

use std::collections::BTreeMap;
use std::time::SystemTime;

use bytes::Bytes;

use super::dates;

/// A folder with what lies in it; names are unique by construction.
#[derive(Default)]
pub(super) struct Folder {
    folders: BTreeMap<String, Self>,
    files: BTreeMap<String, File>,
}

/// A file: its bytes, and the day it was last touched if somebody chose one.
pub(super) struct File {
    bytes: Bytes,
    modified: Option<SystemTime>,
}

/// What a walk through a tree meets, with its path from the tree's root, `/` between segments.
pub(super) enum Visit<'a> {
    /// A folder, before what lies in it.
    Folder(&'a str),
    /// A file with its bytes and its time.
    File(&'a str, &'a [u8], SystemTime),
}

impl Folder {
    /// The folder of that name, made if it is not there yet.
    pub(super) fn folder(&mut self, name: &str) -> &mut Self {
        self.folders.entry(name.to_owned()).or_default()
    }

    /// Puts a file here that was touched on a day which follows from its path.
    pub(super) fn file(&mut self, name: &str, bytes: impl Into<Bytes>) {
        self.put(
            name,
            File {
                bytes: bytes.into(),
                modified: None,
            },
        );
    }

    /// Puts a file here that was touched at `modified`.
    pub(super) fn dated(&mut self, name: &str, bytes: impl Into<Bytes>, modified: SystemTime) {
        self.put(
            name,
            File {
                bytes: bytes.into(),
                modified: Some(modified),
            },
        );
    }

    fn put(&mut self, name: &str, file: File) {
        let before = self.files.insert(name.to_owned(), file);
        assert!(
            before.is_none(),
            "two files of the demo world are called {name}"
        );
    }

    /// Names of the folders directly in this one.
    pub(super) fn folder_names(&self) -> impl Iterator<Item = &str> {
        self.folders.keys().map(String::as_str)
    }

    /// Shows everything below this folder to `visit`, parents first, and stops at its first error.
    pub(super) fn walk<E>(
        &self,
        visit: &mut impl FnMut(Visit<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.walk_below("", visit)
    }

    fn walk_below<E>(
        &self,
        above: &str,
        visit: &mut impl FnMut(Visit<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        for (name, file) in &self.files {
            let path = format!("{above}{name}");
            let modified = file.modified.unwrap_or_else(|| dates::of_path(&path));
            visit(Visit::File(&path, &file.bytes, modified))?;
        }
        for (name, folder) in &self.folders {
            let path = format!("{above}{name}");
            visit(Visit::Folder(&path))?;
            folder.walk_below(&format!("{path}/"), visit)?;
        }
        Ok(())
    }
}
