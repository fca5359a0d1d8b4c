//! What is told of what lies at a place.
//!
//! - `live`: the properties that follow from what it is
//! - `selection`: which of them somebody asks for
//! - `resource`: what they are read from, and how they are written

mod live;
mod resource;
mod selection;

pub(super) use live::Live;
pub(super) use resource::Resource;
pub(super) use selection::Selection;
