//! What must hold whatever Microsoft, or somebody in its place, answers.
//!
//! Each function takes any bytes and panics where a property breaks. The fuzzer (`fuzz/`) looks for such
//! bytes; the ordinary tests go over those that it found interesting. No part of the product.

mod addresses;
mod changes;
mod rarer;
mod specimen;
mod walking;
mod wire;

pub use addresses::addresses;
pub use walking::Walking;
pub use wire::wire;

/// The inputs that are kept for a target, by name.
#[cfg(test)]
pub(crate) fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let files = std::fs::read_dir(folder).expect("the corpus is there");
    let read = |file: std::io::Result<std::fs::DirEntry>| {
        let file = file.expect("its folder is readable");
        let bytes = std::fs::read(file.path()).expect("its files are readable");
        (file.file_name().to_string_lossy().into_owned(), bytes)
    };
    let inputs: Vec<_> = files.map(read).collect();
    assert!(!inputs.is_empty(), "the corpus of {target} is empty");
    inputs
}
