//! The changes of a drive.
//!
//! - [`handler`]: answering with a page of them
//! - [`walk`]: which entries a walk over the changes has
//! - [`tokens`]: where walks go on
//! - [`shape`]: the JSON of entries

mod handler;
mod shape;
mod tokens;
mod walk;

pub(crate) use handler::page;
pub(crate) use tokens::DeltaTokens;
