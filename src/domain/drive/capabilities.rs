//! What a drive can do.

/// What a drive can do, as far as it is known. Clouds differ: what was tried and refused is `No`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Items are found by their path in one call; else name by name, in one call too.
    pub paths: Capability,
    /// Changes can be asked for.
    pub changes: Capability,
    /// What is deleted can be deleted for good.
    pub permanent_deletion: Capability,
    /// Files have earlier versions.
    pub versions: Capability,
}

/// Whether something can be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Capability {
    /// It can.
    Yes,
    /// It was tried, and the service can't.
    No,
    /// It has not been tried.
    #[default]
    Unknown,
}
