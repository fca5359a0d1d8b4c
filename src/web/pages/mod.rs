//! The pages, by name.

pub(super) mod account;
mod browse;
mod file;
mod preview;
pub(super) mod problem;
pub(super) mod sign_in;
pub(super) mod tree;
pub(super) mod unlock;
