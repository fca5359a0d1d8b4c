//! Passes: the ways in which somebody shows who he is, and what keeps others from guessing them.
//!
//! - `brakes` slow guessing down
//! - `memory` knows for a moment which passwords were right
//! - `porter` looks at passwords, with both
//! - `mint` makes the secrets that we hand out
//! - `stamp` marks texts that we take back
//! - `notes` say when the use of a pass is to be written down

mod brakes;
mod memory;
mod mint;
mod notes;
mod porter;
mod stamp;

pub(super) use brakes::{MOST as MOST_FAMILIAR, Subject};
pub(super) use memory::Lock;
pub(super) use mint::{app_password, as_app_password, token};
pub(super) use notes::Notes;
pub(super) use porter::{Admitted, Porter};
pub(super) use stamp::{Stamped, stamp};
