//! Signed links.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Timestamp;

use super::text::Shown;
use super::time::rfc3339;

/// A signed link.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Link {
    /// Where it leads; relative to this server unless its public address is known.
    url: Shown,
    /// When it ends.
    #[schema(format = DateTime)]
    expires_at: String,
}

impl Link {
    pub(in crate::api) fn new(address: String, expires_at: Timestamp) -> Self {
        Self {
            url: address.into(),
            expires_at: rfc3339(expires_at),
        }
    }
}
