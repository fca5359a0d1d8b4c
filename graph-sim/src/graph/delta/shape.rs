//! The JSON of changes: items as elsewhere, with less in them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::graph::fault::Failure;
use crate::graph::inquiry::Inquiry;
use crate::graph::shape::Renderer;
use crate::ids;
use crate::world::{Drive, Form, ItemKey, Tombstone, World};

/// The entries that have something to say now. What went after `until`, while the walk was under
/// way, says nothing: the next walk tells.
pub(super) fn describe(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    (entries, until): (&[Uuid], u64),
) -> Result<Vec<Value>, Failure> {
    let mut renderers: HashMap<Option<ItemKey>, Renderer<'_>> = HashMap::new();
    let mut unhashed = Vec::new();
    let mut described = Vec::with_capacity(entries.len());
    for guid in entries {
        let Some(key) = drive.find_guid(*guid) else {
            let gone = drive.tombstone(*guid);
            let gone = gone.filter(|gone| gone.sequence <= until);
            described.extend(gone.map(|gone| describe_gone(inquiry, drive, gone)));
            continue;
        };
        let folder = drive.item(key).parent;
        let renderer = match renderers.entry(folder) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(Renderer::new(inquiry, world, drive, folder)?),
        };
        match renderer.require_hashes(&[key]) {
            Ok(()) => described.push(describe_item(renderer, key)),
            Err(Failure::Unhashed(blobs)) => unhashed.extend(blobs),
            Err(other) => return Err(other),
        }
    }
    if unhashed.is_empty() {
        Ok(described)
    } else {
        Err(Failure::Unhashed(unhashed))
    }
}

/// Business drives leave out `cTag` and `parentReference.path` here.
fn describe_item(renderer: &Renderer<'_>, key: ItemKey) -> Value {
    let mut item = json!(renderer.item(key));
    if let Some(properties) = item.as_object_mut() {
        properties.remove("cTag");
        let parent = properties.get_mut("parentReference");
        if let Some(parent) = parent.and_then(Value::as_object_mut) {
            parent.remove("path");
        }
    }
    item
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
pub(super) fn outdate(entry: &mut Value) {
    let Some(properties) = entry.as_object_mut() else {
        return;
    };
    if let Some(tag) = properties.get("eTag").and_then(Value::as_str) {
        let older = tag.rsplit_once(',').map(|(guid, _)| format!("{guid},0\""));
        properties.insert("eTag".to_owned(), json!(older));
    }
    if let Some(size) = properties.get_mut("size") {
        *size = json!(0);
    }
}
