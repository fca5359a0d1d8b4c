//! From where people have signed in.

use std::net::IpAddr;

use crate::domain::Timestamp;
use crate::store::cells::Cells;
use crate::store::database::Store;
use crate::store::error::StoreError;

const LIST_ORIGINS: &str = "\
    SELECT username_key, address FROM sessions JOIN accounts ON accounts.id = account_id \
    WHERE expires_at > $1 AND idle_until > $1 AND address IS NOT NULL AND enabled = 1 \
    ORDER BY seen_at DESC LIMIT $2";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[("LIST_ORIGINS", LIST_ORIGINS)];

/// An account, and an address from which somebody has signed in to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOrigin {
    /// The account's name, as names are compared.
    pub username_key: String,
    /// The address.
    pub address: IpAddr,
}

impl Store {
    /// The origins of the sessions that have not ended: at most so many, of those that were used last.
    pub async fn list_session_origins(
        &self,
        now: Timestamp,
        most: usize,
    ) -> Result<Vec<SessionOrigin>, StoreError> {
        let list = sqlx::query(LIST_ORIGINS)
            .bind(now.unix_ms())
            .bind(i64::try_from(most).unwrap_or(i64::MAX));
        let rows = list.fetch_all(self.readers()).await?;
        let read = |row| {
            let cells = Cells::of("sessions", row);
            Ok(SessionOrigin {
                username_key: cells.read("username_key")?,
                address: cells.parsed("address", str::parse)?,
            })
        };
        rows.iter().map(read).collect()
    }
}
