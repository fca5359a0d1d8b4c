//! The JSON of items that need not have the same parent.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::{Value, json};

use super::Renderer;
use crate::graph::fault::Failure;
use crate::graph::inquiry::Inquiry;
use crate::world::{Drive, ItemKey, Keyed, World};

/// The JSON of each item of a drive. Fails when some must be hashed first, and names all of those.
pub(crate) fn describe_each(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    items: &[Keyed<'_>],
) -> Result<Vec<Value>, Failure> {
    let mut renderers: HashMap<Option<ItemKey>, Renderer<'_>> = HashMap::new();
    let mut unhashed = Vec::new();
    let mut described = Vec::with_capacity(items.len());
    for (key, item) in items {
        let renderer = match renderers.entry(item.parent) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                place.insert(Renderer::new(inquiry, world, drive, item.parent)?)
            }
        };
        match renderer.require_hashes_of([*item].into_iter()) {
            Ok(()) => described.push(json!(renderer.item_as(*key, item))),
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
