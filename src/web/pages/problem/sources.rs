//! Reads the sources of the house for the codes they use, so that none is left without its page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// After which text a code stands, and how many arguments later.
const PLACES: [(&str, usize); 6] = [
    ("Invalid::new(", 1),
    ("Invalid::malformed(", 1),
    ("Self::new(", 0),
    ("conflict(", 0),
    ("code:", 0),
    ("=>(StatusCode::", 1),
];

/// Functions as they begin without blanks, whose arms are codes that stand for a whole variant: `Error::code`
/// and `Conflict::code`.
const VARIANTS: [&str; 2] = [
    "pubfncode(&self)->&'staticstr{matchself{Self::NotFound",
    "pubconstfncode(&self)->&'staticstr{matchself{Self::PathTaken",
];

/// Every code of an error outside of the tests; diagnoses have a table of their own.
pub(super) fn used_codes() -> BTreeSet<String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&sources);
    files.iter().flat_map(|file| codes_in(file)).collect()
}

fn codes_in(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("a source");
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let dense: String = text.split_whitespace().collect();
    let mut codes = Vec::new();
    for (start, later) in PLACES {
        let rests = dense.split(start).skip(1);
        codes.extend(rests.filter_map(|rest| literal(rest.split(',').nth(later)?)));
    }
    for (_, rest) in VARIANTS.iter().filter_map(|start| dense.split_once(start)) {
        let arms = rest.split("}}").next().unwrap_or_default().split("=>");
        codes.extend(arms.filter_map(literal));
    }
    codes
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of sources");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files = Vec::new();
    for path in paths.filter(|path| !path.ends_with("tests")) {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// The text in quotation marks at the beginning, where it looks like a code.
fn literal(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.split('"').next()?;
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    let sound = !inner.is_empty() && inner.bytes().all(plain);
    sound.then(|| inner.to_owned())
}
