//! What must hold of whatever a client sends in heads and bodies.
//!
//! For the fuzzer (`fuzz/`) and, over its corpus, for the ordinary tests. No part of the product.

mod bodies;
mod heads;

use http::Method;

use crate::dav::error::status;
use crate::domain::Error;

pub use bodies::xml;
pub use heads::{conditions, destination, range, timeout};

/// What was read. Whatever can't be is the client's fault, and never ours.
fn blamed<T>(read: Result<T, Error>) -> Option<T> {
    let check = |error: &Error| {
        let is_fault = match error {
            Error::Invalid(invalid) => invalid.malformed,
            Error::TooLarge { .. } => true,
            _ => false,
        };
        assert!(is_fault, "bad input is answered with {error:?}");
        for method in [Method::PUT, Method::GET, Method::OPTIONS] {
            let status = status(error, &method);
            assert!(status.is_client_error(), "{status} for {error:?}");
        }
    };
    read.inspect_err(check).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// Holds each input that is kept for a target to its property.
    fn each(target: &str, property: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/corpus")
            .join(target);
        let mut count = 0;
        for file in fs::read_dir(folder).expect("the corpus is there") {
            let path = file.expect("its folder is readable").path();
            println!("{}", path.display());
            property(&fs::read(path).expect("its files are readable"));
            count += 1;
        }
        assert!(count > 0, "the corpus of {target} is empty");
    }

    #[test]
    fn bodies_of_the_corpus_are_read_and_mean_the_same_when_written_again() {
        each("dav_xml", super::xml);
    }

    #[test]
    fn conditions_of_the_corpus_are_judged() {
        each("dav_if", super::conditions);
    }

    #[test]
    fn destinations_of_the_corpus_lead_where_they_say() {
        each("dav_destination", super::destination);
    }

    #[test]
    fn timeouts_of_the_corpus_are_granted_within_bounds() {
        each("dav_timeout", super::timeout);
    }

    #[test]
    fn ranges_of_the_corpus_lie_within_the_file() {
        each("dav_range", super::range);
    }
}
