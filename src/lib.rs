//! Onefold: every drive of every organization, folded into one tree.
//!
//! Modules in reading order, bottom to top; `docs/ARCHITECTURE.md` is the map, and
//! `tests/architecture.rs` keeps the layers apart.

pub mod applications;
pub mod directory;
pub mod domain;
pub mod doors;
pub mod drives;
pub mod graph;
pub mod services;
pub mod store;
pub mod tree;
pub mod vault;
