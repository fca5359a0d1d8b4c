//! Files on disk, for programs that send and fetch them; those of the server's tests, too (`tests/clients`).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use graph_sim::Fingerprint;

/// Names that few programs expect; the last one no drive can hold.
pub(crate) const HOSTILE: [&str; 16] = [
    "it's quoted.txt",
    "100 % #1 & more+less.txt",
    "a%20b%2Fc.txt",
    "semi;colon,comma=equals@at!.txt",
    "[brackets] {braces} (parentheses).txt",
    "tilde~ `back` ^hat$.txt",
    "Ünïcödé ß.txt",
    "decomposed e\u{301}.txt",
    "日本語 файл عربي.txt",
    "🎉 party 👩‍👩‍👧.txt",
    "two  spaces.txt",
    ".hidden",
    "no ending",
    "many.dots.in.a.name",
    "children('x')",
    "root: a*b?c\"d<e>f|g\\h",
];

/// Writes a file of so many bytes, the same ones each time, no two places of it alike.
pub(crate) fn make(path: &Path, length: usize) {
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder is ours");
    fs::write(path, bytes(length)).expect("the folder is ours");
}

/// So many bytes, the same ones each time.
pub(crate) fn bytes(length: usize) -> Vec<u8> {
    let numbers = (0..length.div_ceil(8) as u64).map(|number| {
        // SplitMix64 (Steele, Lea, Flood, 2014): one number becomes another, as if by chance.
        let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 27)
    });
    let mut bytes: Vec<_> = numbers.flat_map(u64::to_le_bytes).collect();
    bytes.truncate(length);
    bytes
}

/// Every file below a folder, by its path in it.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Fingerprint> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("the folder is ours") {
            let path = entry.expect("the folder is ours").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("it lies in it");
            let bytes = fs::read(&path).expect("the file is ours");
            files.insert(
                name.to_str().expect("our names are text").to_owned(),
                Fingerprint::of(&bytes),
            );
        }
    }
    files
}
