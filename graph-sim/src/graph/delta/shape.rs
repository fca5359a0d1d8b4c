//! The JSON of changes: items as elsewhere, with less in them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::graph::fault::Failure;
use crate::graph::inquiry::Inquiry;
use crate::graph::shape::{DriveItem, Renderer};
use crate::ids;
use crate::world::{Drive, Form, ItemKey, Tombstone, World};

/// One entry of a page.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Described<'a> {
    Item(Box<DriveItem<'a>>),
    Gone(Value),
}

/// What renders the entries of a page: one renderer for each folder that has some of them.
pub(super) struct Renderers<'a> {
    inquiry: &'a Inquiry<'a>,
    drive: &'a Drive,
    by_folder: HashMap<Option<ItemKey>, Renderer<'a>>,
}

impl<'a> Renderers<'a> {
    /// Fails when files among the entries must be hashed first.
    pub(super) fn new(
        inquiry: &'a Inquiry<'_>,
        world: &'a World,
        drive: &'a Drive,
        entries: &[Uuid],
    ) -> Result<Self, Failure> {
        let mut by_folder: HashMap<Option<ItemKey>, Renderer<'a>> = HashMap::new();
        let mut unhashed = Vec::new();
        for key in entries.iter().filter_map(|guid| drive.find_guid(*guid)) {
            let folder = drive.item(key).parent;
            let renderer = match by_folder.entry(folder) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    let renderer = Renderer::new(inquiry, world, drive, folder)?;
                    place.insert(renderer.without_parent_path())
                }
            };
            match renderer.require_hashes(&[key]) {
                Ok(()) => {}
                Err(Failure::Unhashed(blobs)) => unhashed.extend(blobs),
                Err(other) => return Err(other),
            }
        }
        if !unhashed.is_empty() {
            return Err(Failure::Unhashed(unhashed));
        }
        Ok(Self {
            inquiry,
            drive,
            by_folder,
        })
    }

    /// The entries that have something to say now. What went after `until`, while the walk was under
    /// way, says nothing: the next walk tells.
    pub(super) fn describe(&'a self, entries: &[Uuid], until: u64) -> Vec<Described<'a>> {
        let described = entries.iter().filter_map(|guid| {
            if let Some(key) = self.drive.find_guid(*guid) {
                return self.describe_item(key);
            }
            let gone = self.drive.tombstone(*guid);
            let gone = gone.filter(|gone| gone.sequence <= until)?;
            let gone = describe_gone(self.inquiry, self.drive, gone);
            Some(Described::Gone(gone))
        });
        described.collect()
    }

    /// Business drives leave out `cTag` and `parentReference.path` here.
    fn describe_item(&'a self, key: ItemKey) -> Option<Described<'a>> {
        let renderer = self.by_folder.get(&self.drive.item(key).parent)?;
        let mut item = renderer.item(key);
        item.c_tag = None;
        Some(Described::Item(Box::new(item)))
    }
}

/// Without a name, and of no size.
fn describe_gone(inquiry: &Inquiry<'_>, drive: &Drive, gone: &Tombstone) -> Value {
    let id = |guid| ids::item_id(drive.guids.drive_hash(), guid);
    let facet = match gone.form {
        Form::Folder => ("folder", json!({})),
        Form::File => ("file", json!({})),
    };
    let properties = [
        ("@odata.type", json!("#microsoft.graph.driveItem")),
        ("id", json!(id(gone.guid))),
        ("size", json!(0)),
        (
            "parentReference",
            json!({
                "driveType": drive.home.kind.drive_type(),
                "driveId": drive.id,
                "id": id(gone.parent),
            }),
        ),
        ("fileSystemInfo", json!({})),
        facet,
        ("deleted", json!({ "state": "deleted" })),
    ];
    let selection = inquiry.options.selection();
    let always = ["@odata.type", "id", "deleted"];
    let wanted = properties
        .into_iter()
        .filter(|(name, _)| always.contains(name) || selection.wants(name));
    let wanted = wanted.map(|(name, value)| (name.to_owned(), value));
    Value::Object(wanted.collect::<Map<_, _>>())
}

/// Makes an entry look as it did before: an earlier tag, and nothing in it yet.
pub(super) fn outdate(entry: &mut Described<'_>) {
    let Described::Item(item) = entry else {
        return;
    };
    if let Some(tag) = &mut item.e_tag
        && let Some((guid, _)) = tag.rsplit_once(',')
    {
        *tag = format!("{guid},0\"");
    }
    item.size = item.size.map(|_| 0);
}
