//! Our own keys: made once, kept sealed.

use crate::domain::{Clock, Result};
use crate::doors::Random;
use crate::store::{NewKey, Store};
use crate::vault::{Aad, MacKey, Vault};

/// The key for authenticating what we hand out and take back, such as cursors. Made where there is
/// none yet; where several live, the youngest that the master key opens.
pub async fn load_mac_key(
    store: &Store,
    vault: &Vault,
    purpose: &'static str,
    (clock, random): (&dyn Clock, Random),
) -> Result<MacKey> {
    for record in &store.list_keys(purpose).await? {
        if let Ok(key) = vault.open_mac_key(place(&record.id), &record.sealed) {
            return Ok(key);
        }
    }
    let id = format!("key_{}", random.row_id(clock));
    let (key, sealed) = vault.create_mac_key(place(&id));
    store
        .insert_key(
            &NewKey {
                id,
                purpose,
                sealed,
            },
            clock.now(),
        )
        .await?;
    Ok(key)
}

fn place(id: &str) -> Aad<'_> {
    Aad {
        table: "keys",
        row: id,
        column: "sealed",
    }
}
