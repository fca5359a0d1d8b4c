//! Texts that serde has no words for.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::domain::{Invalid, Secret, VirtualPath};

/// A secret on its way out, the one time it is shown.
#[derive(Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub(super) struct Shown(String);

impl fmt::Debug for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shown(***)")
    }
}

impl From<Secret<String>> for Shown {
    fn from(secret: Secret<String>) -> Self {
        Self(secret.expose().clone())
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// A secret, hidden from the first moment.
pub(super) fn secret<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Secret<String>, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}

/// A secret that may be left out, but not be null.
pub(super) fn secret_if_present<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Secret<String>>, D::Error> {
    secret(deserializer).map(Some)
}

/// A key of a merge patch that may be left out, but not be null: none of ours can be removed
/// (RFC 7396, section 1: null removes).
pub(super) fn if_present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A place in the tree.
pub(super) fn tree_path(pointer: &str, text: &str) -> Result<VirtualPath, Invalid> {
    let parsed = VirtualPath::parse(text);
    parsed.map_err(|error| Invalid::new(pointer, "invalid_path", error.to_string()))
}
