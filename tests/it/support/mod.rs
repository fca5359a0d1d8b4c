//! What every test stands on.

mod actor;
mod house;
mod world;

pub(crate) use actor::{Actor, Answer};
pub(crate) use house::{House, Plan};
pub(crate) use world::Org;
