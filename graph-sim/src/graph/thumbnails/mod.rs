//! Thumbnails of items.
//!
//! - [`handlers`]: sets, sizes, pictures
//! - [`sets`]: which thumbnails an item has, and their JSON
//! - [`expansion`]: what `$expand` asks of them

mod expansion;
mod handlers;
mod sets;

pub(crate) use expansion::{expanded, wants_children};
pub(crate) use handlers::answer;
pub(crate) use sets::Sets;
