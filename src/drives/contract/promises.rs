//! What differs between the services that keep the contract.

use std::fmt;
use std::time::Duration;

use crate::domain::DrivePath;

use super::world::path_of;

/// What a service may withhold. Where it does, nothing is told rather than something wrong, and all
/// else holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is withheld by itself, in any combination"
)]
pub struct Promises {
    /// Where an item is: else `found_at` is `None` for all but the root.
    pub places: bool,
    /// That the size of a description is that of the bytes.
    pub sizes: bool,
    /// That a part of the bytes can be had: else the whole comes, and says so.
    pub ranges: bool,
    /// The hash of a file's bytes.
    pub hashes: bool,
    /// The client's own times: else those of the service are told.
    pub times: bool,
    /// That what was written is seen at once, and not only after a minute.
    pub at_once: bool,
    /// Whether a file is new: else one that was replaced may be told as new.
    pub created: bool,
    /// Earlier versions of a file.
    pub versions: bool,
    /// That what is deleted can be deleted for good: else it is `unsupported`, and nothing is deleted.
    pub permanent_deletion: bool,
    /// Links for the organization: else whoever asks for one is refused.
    pub links: bool,
    /// What has changed: else it is `unsupported`.
    pub changes: bool,
}

impl Promises {
    /// Nothing is withheld.
    pub const ALL: Self = Self {
        places: true,
        sizes: true,
        ranges: true,
        hashes: true,
        times: true,
        at_once: true,
        created: true,
        versions: true,
        permanent_deletion: true,
        links: true,
        changes: true,
    };

    pub(super) fn place(self, path: &str) -> Option<DrivePath> {
        self.places.then(|| path_of(path))
    }
}

/// What moves the service behind the drive under test.
#[derive(Clone, Copy)]
pub struct Levers<'a> {
    /// Lets so much time pass, on all clocks that there are.
    pub wait: &'a (dyn Fn(Duration) + Send + Sync),
    /// Makes the service forget which changes it has told of, as it does after months.
    pub forget_changes: &'a (dyn Fn() + Send + Sync),
}

impl fmt::Debug for Levers<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Levers")
    }
}
