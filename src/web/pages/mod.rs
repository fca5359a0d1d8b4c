//! The pages, by name.

mod browse;
mod file;
mod preview;
pub(super) mod problem;
pub(super) mod sign_in;
pub(super) mod tree;
