//! Secrets as they rest.

use std::fmt;

/// A secret that only the vault can open, as it lies in the database. A type of its own, so that
/// nothing unsealed can be stored in its place by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Takes bytes that the vault has sealed. The vault and the database's rows are the only sources.
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes, to be stored or opened.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Sealed({} bytes)", self.0.len())
    }
}
