//! The file that was stored, as the answer shows it.

use crate::graph::inquiry::Inquiry;
use crate::graph::items;
use crate::world::{Drive, ItemKey, World};

/// The JSON of a file that was uploaded.
pub(crate) fn describe(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    key: ItemKey,
) -> Vec<u8> {
    items::document(inquiry, world, drive, key)
        .expect("an uploaded file has been hashed, and uploads permit no expansion")
}
