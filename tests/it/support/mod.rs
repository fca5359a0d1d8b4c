//! What every test stands on.

mod actor;
pub(crate) mod client;
mod house;
pub(crate) mod lab;
mod program;
pub(crate) mod raw;
pub(crate) mod single;
mod words;
mod world;

pub(crate) use actor::{Actor, Answer};
pub(crate) use house::{House, Plan};
pub(crate) use program::{Premises, Running};
pub(crate) use words::{encoded, text};
pub(crate) use world::Org;
