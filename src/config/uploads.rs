//! How much uploads may take up.

use super::file::UploadsFile;
use super::place::Flaw;
use super::upstream::number;

/// How much uploads may take up, all of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadSettings {
    /// Bytes in memory on their way to Microsoft.
    pub memory: usize,
    /// Bytes of a fragment where there is room.
    pub fragment: usize,
    /// Bytes on disk of one upload whose length was not announced.
    pub largest_spooled: u64,
    /// Bytes on disk of all such uploads.
    pub spooled: u64,
}

const GIB: u64 = 1024 * 1024 * 1024;

impl Default for UploadSettings {
    fn default() -> Self {
        Self {
            memory: 64 * 1024 * 1024,
            fragment: 10 * 1024 * 1024,
            largest_spooled: 50 * GIB,
            spooled: 100 * GIB,
        }
    }
}

pub(super) fn uploads(file: Option<&UploadsFile>) -> Result<UploadSettings, Flaw> {
    let Some(file) = file else {
        return Ok(UploadSettings::default());
    };
    let default = UploadSettings::default();
    let bytes = "must be a number of bytes";
    Ok(UploadSettings {
        memory: number(
            &file.max_memory_bytes,
            (
                "uploads.max_memory_bytes",
                327_680..=64 * 1024 * 1024 * 1024,
            ),
            "must be a number of bytes from 327680 to 68719476736",
        )?
        .unwrap_or(default.memory),
        fragment: number(
            &file.fragment_bytes,
            ("uploads.fragment_bytes", 327_680..=62_586_880),
            "must be a number of bytes from 327680 to 62586880",
        )?
        .unwrap_or(default.fragment),
        largest_spooled: number(
            &file.max_spooled_bytes_each,
            ("uploads.max_spooled_bytes_each", 0..=u64::MAX),
            bytes,
        )?
        .unwrap_or(default.largest_spooled),
        spooled: number(
            &file.max_spooled_bytes,
            ("uploads.max_spooled_bytes", 0..=u64::MAX),
            bytes,
        )?
        .unwrap_or(default.spooled),
    })
}
