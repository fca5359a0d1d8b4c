//! What is kept of tokens.

use std::fmt;

use aws_lc_rs::digest;

use super::cells::Cells;
use super::error::StoreError;
use crate::domain::Secret;

/// What is kept of a token: its SHA-256. The token has 256 random bits, so no slow hash is needed, and
/// whoever reads the database can't come in with what he finds.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token.
    pub fn of(token: &Secret<String>) -> Self {
        let hash = digest::digest(&digest::SHA256, token.expose().as_bytes());
        Self(hash.as_ref().try_into().expect("SHA-256 has 32 bytes"))
    }

    pub(super) const fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    pub(super) fn read(cells: Cells<'_>, column: &'static str) -> Result<Self, StoreError> {
        let bytes: &[u8] = cells.read(column)?;
        let hash = bytes.try_into().map_err(|_| cells.corrupt(column))?;
        Ok(Self(hash))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenHash(***)")
    }
}
