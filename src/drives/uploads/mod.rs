//! Bytes on their way in: where they come from, where they wait, and how many may be on their way.
//!
//! - `memory`: the bytes that all uploads together may hold in memory
//! - `feed`: the bytes of one upload, in order
//! - `silence`: sources that fall silent
//! - `filling`, `fragment`: so many bytes as go up at once
//! - `spool`: where bytes wait on disk that are not all there yet

mod feed;
mod filling;
mod fragment;
mod memory;
mod silence;
mod spool;

use std::path::PathBuf;

use crate::domain::UploadOptions;
use crate::doors::Tasks;

pub(super) use feed::Feed;
pub(super) use filling::Fragment;
pub(super) use fragment::{fill, gather};
use memory::Memory;
pub(super) use silence::unless_silent;
use spool::Spool;

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
        let memory = Memory::new(options.memory);
        Self {
            // What goes up in one call must be in memory as a whole.
            at_once: options.at_once.min(memory.length() as u64),
            memory,
            fragment: memory::whole_units(options.fragment),
            spool: Spool::new(folder, options, tasks.clone()),
            tasks,
        }
    }
}
