//! How much uploads may take up.

use crate::domain::{FRAGMENT_UNIT, LARGEST_FRAGMENT, UploadOptions};

use super::file::UploadsFile;
use super::place::Flaw;
use super::upstream::number;

/// More memory than any machine gives to it.
const MOST_MEMORY: usize = 64 * 1024 * 1024 * 1024;

/// Numbers are in bytes, and said as they are held.
const OF_MEMORY: &str = "must be a number of bytes from 327680 to 68719476736";
const OF_A_FRAGMENT: &str = "must be a number of bytes from 327680 to 62586880";
const OF_DISK: &str = "must be a number of bytes";

pub(super) fn uploads(file: Option<&UploadsFile>) -> Result<UploadOptions, Flaw> {
    let default = UploadOptions::default();
    let Some(file) = file else {
        return Ok(default);
    };
    Ok(UploadOptions {
        memory: number(
            &file.max_memory_bytes,
            ("uploads.max_memory_bytes", FRAGMENT_UNIT..=MOST_MEMORY),
            OF_MEMORY,
        )?
        .unwrap_or(default.memory),
        fragment: number(
            &file.fragment_bytes,
            ("uploads.fragment_bytes", FRAGMENT_UNIT..=LARGEST_FRAGMENT),
            OF_A_FRAGMENT,
        )?
        .unwrap_or(default.fragment),
        largest_spooled: number(
            &file.max_spooled_bytes_each,
            ("uploads.max_spooled_bytes_each", 0..=u64::MAX),
            OF_DISK,
        )?
        .unwrap_or(default.largest_spooled),
        spooled: number(
            &file.max_spooled_bytes,
            ("uploads.max_spooled_bytes", 0..=u64::MAX),
            OF_DISK,
        )?
        .unwrap_or(default.spooled),
        ..default
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_number_is_what_holds() {
        for (rule, least, most) in [
            (OF_MEMORY, FRAGMENT_UNIT, MOST_MEMORY),
            (OF_A_FRAGMENT, FRAGMENT_UNIT, LARGEST_FRAGMENT),
        ] {
            let said = format!("must be a number of bytes from {least} to {most}");
            assert_eq!(rule, said);
        }
    }
}
