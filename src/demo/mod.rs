//! The demo world: what a newcomer without a Microsoft tenant sees first.

pub mod files;
