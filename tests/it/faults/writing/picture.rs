//! How things really are: a play's folder as the simulator has it when nothing fails.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use onefold::domain::{Drive as _, EntryKind, Error, Holder, ItemId, Urgency};

use crate::support::lab::{Lab, at};

use super::deed::TIME;

/// All that is in the folder, by path, and what came into the recycle bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    items: BTreeMap<String, Facts>,
    pub(super) binned: u64,
}

/// An item, told by what it was before, so that pictures of different folders can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    /// The path that it had at first; `None` where it is new.
    was: Option<String>,
    hash: Option<String>,
    /// Lengths of all its versions, the oldest first.
    versions: Vec<u64>,
    /// Whether it bears the client's time.
    is_timed: bool,
    links: usize,
}

/// The ids at first, and where they lay.
pub(super) type Origins = HashMap<ItemId, String>;

impl Picture {
    /// Looks, with a client that has no part in anything. Who looks first gives no origins, and gets them.
    pub(super) async fn take(lab: &Lab, room: &str, origins: &mut Option<Origins>) -> Self {
        let drive = lab.drive();
        let mut found = Vec::new();
        for folder in ["", "/sub"] {
            let place = at(&format!("{room}{folder}"));
            let listing = match drive.list(&place, Urgency::Background).await {
                Err(Error::NotFound) => continue,
                listing => listing.expect("nothing fails now"),
            };
            for entry in &listing.entries {
                let name = entry.name.as_ref().expect("only the root has none");
                found.push((format!("{folder}/{name}"), Arc::clone(entry)));
            }
        }
        let known = origins.get_or_insert_with(|| {
            let ids = found
                .iter()
                .map(|(path, entry)| (entry.id.clone(), path.clone()));
            ids.collect()
        });
        let mut items = BTreeMap::new();
        for (path, entry) in found {
            let target = at(&format!("{room}{path}"));
            let shared = drive.permissions(&target, Urgency::Background).await;
            let shared = shared.expect("nothing fails now");
            let is_link = |holder: &Holder| matches!(holder, Holder::Link(_));
            let facts = Facts {
                was: known.get(&entry.id).cloned(),
                hash: entry.quick_xor_hash.clone(),
                versions: match entry.kind {
                    EntryKind::File => {
                        lab.truth(|drive| drive.version_sizes(&format!("{room}{path}")))
                    }
                    _ => Vec::new(),
                },
                is_timed: entry.modified_at == Some(TIME),
                links: shared.iter().filter(|one| is_link(&one.holder)).count(),
            };
            items.insert(path, facts);
        }
        Self {
            items,
            binned: lab.truth(|drive| drive.recycle_bin().items),
        }
    }

    /// Whether all is as before, but for a file that waits under another name, whole.
    pub(super) fn is_aside(&self, before: &Self) -> bool {
        let back = |(path, facts): (&String, &Facts)| {
            let was = facts.was.clone().filter(|_| path.contains("(replaced "));
            (was.unwrap_or_else(|| path.clone()), facts.clone())
        };
        let put_back: BTreeMap<_, _> = self.items.iter().map(back).collect();
        let is_any = self.items.keys().any(|path| path.contains("(replaced "));
        is_any && put_back == before.items
    }

    /// The same, without a file that was set aside and is still there.
    pub(super) fn without_aside(&self) -> Self {
        let mut items = self.items.clone();
        items.retain(|path, _| !path.contains("(replaced "));
        Self {
            binned: self.binned + (self.items.len() - items.len()) as u64,
            items,
        }
    }

    /// With the recycle bin counted from this picture on.
    pub(super) fn since(mut self, before: &Self) -> Self {
        self.binned -= before.binned;
        self
    }
}
