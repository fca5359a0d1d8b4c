//! How much uploads may take up, and the sizes in which they go up.
//!
//! Source: Graph documentation, "driveItem: createUploadSession".

const MIB: usize = 1024 * 1024;
const GIB: u64 = 1024 * 1024 * 1024;

/// Every fragment of an upload but its last is a multiple of so many bytes: 320 KiB.
pub const FRAGMENT_UNIT: usize = 320 * 1024;

/// The longest fragment in bytes: whole units, and less than 60 MiB.
pub const LARGEST_FRAGMENT: usize = (60 * MIB - 1) / FRAGMENT_UNIT * FRAGMENT_UNIT;

/// How much uploads may take up, all of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadOptions {
    /// Bytes in memory on their way to Microsoft.
    pub memory: usize,
    /// Up to so many bytes a file goes up in one call, unless it has times to keep.
    pub at_once: u64,
    /// Bytes of a fragment where there is room: a multiple of [`FRAGMENT_UNIT`], at most
    /// [`LARGEST_FRAGMENT`].
    pub fragment: usize,
    /// Bytes on disk of one upload whose length was not announced.
    pub largest_spooled: u64,
    /// Bytes on disk of all of them.
    pub spooled: u64,
}

/// Microsoft recommends fragments of 5 to 10 MiB.
impl Default for UploadOptions {
    fn default() -> Self {
        Self {
            memory: 64 * MIB,
            at_once: 4 * MIB as u64,
            fragment: 10 * MIB,
            largest_spooled: 50 * GIB,
            spooled: 100 * GIB,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_fragment_is_whole_and_shorter_than_60_mib() {
        assert_eq!(LARGEST_FRAGMENT, 191 * FRAGMENT_UNIT);
        assert_eq!(LARGEST_FRAGMENT + FRAGMENT_UNIT, 60 * MIB);
        assert!(
            UploadOptions::default()
                .fragment
                .is_multiple_of(FRAGMENT_UNIT)
        );
    }
}
