//! What must hold of a folder's listing, whatever its pages say and wherever they lead.
//!
//! For the fuzzer (`fuzz/`) and, over its corpus, for the ordinary tests. No part of the product.

mod script;

use std::sync::Arc;

use crate::domain::{Diagnosis, Entry, Error, Segment};
use crate::graph::fuzzing::Walking;

use super::convert;
use super::gathering::Gathering;
use script::Script;

/// The most pages here; in life there are more, and trying them takes longer.
const MOST_PAGES: usize = 40;

/// What a listing may weigh here.
const ROOM: usize = 64 * 1024;

/// Surely lighter than that.
const SURELY_FITS: usize = 24;

/// Lists a folder whose pages the input writes.
pub fn paging(input: &[u8]) {
    let mut script = Script::new(input);
    let listed = list(&mut script);
    assert!(script.asked().len() <= MOST_PAGES, "there is no end");
    match listed {
        Ok(entries) => {
            assert!(script.is_complete(), "a part is taken for the whole");
            let names = entries.iter().map(|entry| entry.name.as_ref());
            let sent = script.sent().iter().map(String::as_str);
            assert!(
                names
                    .map(|name| name.map(Segment::as_str))
                    .eq(sent.map(Some))
            );
            let weight: usize = entries.iter().map(|entry| entry.weight()).sum();
            assert!(weight <= ROOM);
        }
        Err(diagnosis) => {
            let excused = script.sent().len() > SURELY_FITS || script.asked().len() == MOST_PAGES;
            assert!(
                script.is_suspect() || excused,
                "a good listing is refused: {diagnosis:?}"
            );
            if diagnosis == Diagnosis::FolderTooLarge {
                assert!(script.sent().len() > SURELY_FITS);
            }
        }
    }
}

/// What [`OneDrive`](super::OneDrive) does, without calls.
fn list(script: &mut Script<'_>) -> Result<Vec<Arc<Entry>>, Diagnosis> {
    let mut walking = Walking::new(script::FIRST, MOST_PAGES);
    let mut gathering = Gathering::new(ROOM);
    while let Some(address) = walking.next().map(str::to_owned) {
        let (status, body) = script.answer(address);
        let page = walking.take(status, body).map_err(|error| {
            assert!(walking.next().is_some(), "a failure looks like the end");
            error.diagnosis()
        })?;
        for item in page {
            let trust = |url: &str| walking.trust(url).map_err(Error::from);
            let entry = convert::entry(item, trust).ok_or(Diagnosis::UpstreamMalformed)?;
            gathering.add(Arc::new(entry))?;
        }
    }
    Ok(gathering.into_entries())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::fuzzing::corpus;

    #[test]
    fn the_folders_of_the_corpus_are_listed_whole_or_not_at_all() {
        for (name, input) in corpus("paging") {
            println!("{name}");
            paging(&input);
        }
    }

    #[test]
    fn a_good_script_is_a_success_and_a_bad_one_is_none() {
        let listed = |text: &str| list(&mut Script::new(text.as_bytes())).map(|it| it.len());
        assert_eq!(listed("n3.n0.e4."), Ok(7));
        for spoiled in ["c3.", "h3.", "m3.", "x3.", "a00", "o3.", "s3."] {
            let fault = listed(&format!("n2.{spoiled}"));
            assert!(fault.is_err(), "{spoiled}: {fault:?}");
        }
        assert_eq!(listed("f00"), Err(Diagnosis::UpstreamUntrustedHost));
        assert_eq!(listed("a00"), Err(Diagnosis::UpstreamMalformed));
        assert_eq!(listed("n0."), Err(Diagnosis::UpstreamMalformed), "no end");
        assert_eq!(listed(&"n9.".repeat(30)), Err(Diagnosis::FolderTooLarge));
    }
}
