//! What is in files.
//!
//! - [`blob`]: a file's content, wherever it comes from, with its size and hash
//! - [`generated`]: bytes that are made up as they are read
//! - [`fingerprint`]: size and hashes, by which contents are told apart

mod blob;
mod fingerprint;
mod generated;

use std::ops::Range;

pub use blob::Content;
pub use fingerprint::Fingerprint;

pub(crate) use blob::Blob;
pub(crate) use fingerprint::Hasher;

fn length_of(range: &Range<u64>) -> usize {
    usize::try_from(range.end - range.start).expect("a chunk fits into memory")
}
