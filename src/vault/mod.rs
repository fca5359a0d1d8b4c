//! The vault: seals and opens secrets, and makes the keys that sign.
//!
//! Nothing here touches the database. A secret is sealed for one cell of one table ([`Aad`]), so that
//! a sealed value copied to another row does not open there; the layers above carry [`Sealed`] values
//! between the vault and the store.
//!
//! [`Sealed`]: crate::domain::Sealed

mod error;
mod mac;
mod master_key;
mod seal;

pub use error::VaultError;
pub use mac::{MacKey, Tag};
pub use master_key::{KeyFile, MasterKey};
pub use seal::{Aad, Vault};
