//! Values that know where they were written.

use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_saphyr::Spanned;

/// Where a setting was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the file, both counted from one.
    Line {
        /// The line.
        line: u64,
        /// The column, in characters.
        column: u64,
    },
    /// In the environment, under this name.
    Variable(&'static str),
    /// Nowhere in particular: the file as a whole.
    Whole,
}

impl From<serde_saphyr::Location> for Place {
    fn from(location: serde_saphyr::Location) -> Self {
        // The parser says line 0 where it does not know.
        if location.line() == 0 {
            Self::Whole
        } else {
            Self::Line {
                line: location.line(),
                column: location.column(),
            }
        }
    }
}

/// A value and the place it was written at.
#[derive(Clone, Debug)]
pub(super) struct Located<T> {
    /// The value.
    pub(super) value: T,
    /// Where it stands.
    pub(super) place: Place,
}

impl<T> Located<T> {
    /// Reads the value into another, and says where it failed.
    pub(super) fn parse<U, E: fmt::Display>(
        &self,
        key: &str,
        parse: impl FnOnce(&T) -> Result<U, E>,
    ) -> Result<U, Flaw> {
        parse(&self.value).map_err(|reason| self.flaw(format!("{key} {reason}")))
    }

    /// Something is wrong with this value.
    pub(super) fn flaw(&self, reason: impl Into<String>) -> Flaw {
        Flaw {
            place: self.place,
            reason: reason.into(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(|spanned| Self {
            value: spanned.value,
            place: spanned.referenced.into(),
        })
    }
}

/// What is wrong, and where; becomes a [`ConfigError`](super::ConfigError) once the file is known.
#[derive(Debug)]
pub(super) struct Flaw {
    /// Where.
    pub(super) place: Place,
    /// What, in words that begin with the key.
    pub(super) reason: String,
}
