//! What is told of what lies at a place.
//!
//! - `live`: the properties that follow from what it is
//! - `selection`: which of them somebody asks for
//! - `resource`: what they are read from, and how they are written; `locks` how locks are, `permissions` what may be
//!   done with it
//! - `amendments`: what somebody wants to change of them

mod amendments;
mod live;
mod locks;
mod permissions;
mod resource;
mod selection;

pub(super) use amendments::{Amendments, Step, amendments};
pub(super) use live::Live;
pub(super) use locks::write_locks;
pub(super) use resource::Resource;
pub(super) use selection::Selection;
