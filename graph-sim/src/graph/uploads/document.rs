//! The file that was stored, as the answer shows it.

use crate::graph::inquiry::Inquiry;
use crate::graph::shape::Renderer;
use crate::world::{Drive, ItemKey, World};

/// The JSON of an item with its context.
pub(crate) fn describe(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    key: ItemKey,
) -> Vec<u8> {
    let renderer = Renderer::new(inquiry, world, drive, drive.item(key).parent)
        .expect("uploads permit no expansion");
    let mut document = renderer.item(key);
    document.context = Some(inquiry.context(&format!("drives('{}')/items/$entity", drive.id)));
    serde_json::to_vec(&document).expect("the simulator's answers are plain data")
}
