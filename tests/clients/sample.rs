//! The files that go round: all lengths that are written in ways of their own, and names that few programs expect.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use graph_sim::Fingerprint;

use super::files::{HOSTILE, make, tree};

/// More than Microsoft takes in one request, and more than one fragment of an upload.
pub(crate) const LARGE: usize = 12_000_000;
/// Still one request.
pub(crate) const MEDIUM: usize = 3_000_000;

/// Names that a drive can hold, the last one of all is none.
pub(crate) fn names() -> &'static [&'static str] {
    let (_, names) = HOSTILE.split_last().expect("there are some");
    names
}

/// Files on disk, and what they hold.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) folder: PathBuf,
    pub(crate) files: BTreeMap<String, Fingerprint>,
}

impl Sample {
    /// Forty files in a folder: empty, of one byte, small ones in folders, large ones, and those with names.
    pub(crate) fn make(folder: &Path) -> Self {
        make(&folder.join("empty"), 0);
        make(&folder.join("one byte.txt"), 1);
        make(&folder.join("medium.bin"), MEDIUM);
        make(&folder.join("deep/deeper/large.bin"), LARGE);
        for number in 0..21 {
            let path = format!("many/{}/file {number}.dat", number % 3);
            make(&folder.join(path), 1_000 + number * 37);
        }
        for name in names() {
            make(&folder.join("names").join(name), name.len());
        }
        let sample = Self {
            folder: folder.to_owned(),
            files: tree(folder),
        };
        assert_eq!(sample.files.len(), 40);
        sample
    }

    /// The same after somebody has changed the files on disk.
    pub(crate) fn read_again(&mut self) {
        self.files = tree(&self.folder);
    }
}
