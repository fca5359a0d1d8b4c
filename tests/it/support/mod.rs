//! What every test stands on.

mod actor;
mod house;
pub(crate) mod raw;
mod world;

pub(crate) use actor::{Actor, Answer};
pub(crate) use house::{House, Plan};
pub(crate) use world::Org;
