//! Bytes on their way in: where they come from, where they wait, and how many may be on their way.
//!
//! - `memory`: the bytes that all uploads together may hold in memory
//! - `feed`: the bytes of one upload, in order
//! - `fragment`: so many of them as go up at once
//! - `spool`: where bytes of unknown length wait on disk

mod feed;
mod fragment;
mod memory;
mod spool;

use std::path::PathBuf;

use crate::doors::Tasks;

pub(super) use feed::Feed;
pub(super) use fragment::{Fragment, fill};
use memory::Memory;
use spool::Spool;

/// How much uploads may take up, all of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadOptions {
    /// Bytes of fragments in memory.
    pub memory: usize,
    /// Up to so many bytes a file goes up in one call, unless it has times to keep.
    pub at_once: u64,
    /// Bytes of a fragment where there is room: a multiple of 320 KiB, 60 MiB at most.
    pub fragment: usize,
    /// Bytes on disk of one upload whose length was not announced.
    pub largest_spooled: u64,
    /// Bytes on disk of all of them.
    pub spooled: u64,
}

impl Default for UploadOptions {
    fn default() -> Self {
        const GIB: u64 = 1024 * 1024 * 1024;
        Self {
            memory: 64 * 1024 * 1024,
            at_once: 4 * 1024 * 1024,
            fragment: 10 * 1024 * 1024,
            largest_spooled: 50 * GIB,
            spooled: 100 * GIB,
        }
    }
}

/// The room that the uploads of all drives share: in memory, and on disk. Clones share it.
#[derive(Clone, Debug)]
pub struct UploadRoom {
    pub(super) memory: Memory,
    pub(super) at_once: u64,
    pub(super) fragment: usize,
    pub(super) spool: Spool,
    pub(super) tasks: Tasks,
}

impl UploadRoom {
    /// Room on disk is in `folder`, which is made when it is needed.
    pub fn new(folder: PathBuf, options: UploadOptions, tasks: Tasks) -> Self {
        Self {
            memory: Memory::new(options.memory),
            at_once: options.at_once,
            fragment: memory::whole_units(options.fragment),
            spool: Spool::new(folder, options, tasks.clone()),
            tasks,
        }
    }
}
