//! Onefold: every drive of every organization, folded into one tree.
//!
//! Modules in reading order, bottom to top; `docs/ARCHITECTURE.md` is the map, and
//! `tests/architecture.rs` keeps the layers apart.

pub mod domain;

pub mod doors;

pub mod config;

pub mod telemetry;

pub mod vault;

pub mod graph;

pub mod store;

pub mod applications;

pub mod drives;

pub mod directory;

pub mod tree;

pub mod services;

pub mod edge;

pub mod web;

pub mod dav;

pub mod api;

pub mod jobs;

pub mod app;

#[cfg(feature = "demo")]
pub mod demo;

pub mod cli;
