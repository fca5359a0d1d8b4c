//! The changes of a drive.
//!
//! - [`entries`]: what they look like
//! - [`tokens`]: tokens and the links that carry them
//! - [`pages`]: how they come in pages

use std::collections::BTreeMap;

use graph_sim::DriveEditor;
use serde_json::Value;

use crate::kit::Bed;

mod entries;
mod pages;
mod tokens;

/// The entries of a whole walk and the delta link at its end.
struct Walked {
    entries: Vec<Value>,
    pages: usize,
    link: String,
}

impl Walked {
    /// Names as a client knows them at the end: of entries with one id the last counts, and a
    /// deleted one is `-`.
    fn names(&self) -> Vec<String> {
        let mut known = BTreeMap::new();
        for entry in &self.entries {
            let id = entry["id"].as_str().unwrap();
            known.insert(id.to_owned(), name_of(entry));
        }
        let mut names: Vec<_> = known.into_values().collect();
        names.sort();
        names
    }

    fn deleted(&self) -> Vec<&Value> {
        let deleted = |entry: &&Value| entry.get("deleted").is_some();
        self.entries.iter().filter(deleted).collect()
    }
}

fn name_of(entry: &Value) -> String {
    entry["name"].as_str().unwrap_or("-").to_owned()
}

async fn walk(bed: &Bed, start: &str) -> Walked {
    let mut walked = Walked {
        entries: Vec::new(),
        pages: 0,
        link: String::new(),
    };
    let mut next = start.to_owned();
    loop {
        let page = bed.get(&next).await;
        assert_eq!(page.status, 200, "{next}: {}", page.text());
        let page = page.json();
        walked.pages += 1;
        walked
            .entries
            .extend(page["value"].as_array().unwrap().clone());
        let link = |name: &str| page[name].as_str().map(str::to_owned);
        match (link("@odata.nextLink"), link("@odata.deltaLink")) {
            (Some(link), None) => next = link,
            (None, Some(link)) => {
                walked.link = link;
                return walked;
            }
            both => panic!("exactly one link, not {both:?}"),
        }
    }
}

/// A whole walk over Ada's drive, and what to change in it.
async fn walk_all(bed: &Bed) -> Walked {
    walk(bed, &bed.in_drive("/root/delta")).await
}

fn change(bed: &Bed, change: impl FnOnce(&mut DriveEditor<'_>)) {
    bed.sim
        .change(|world| change(&mut world.drive_of(&bed.ada)));
}
