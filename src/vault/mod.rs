//! The vault: seals and opens secrets, and makes the keys that sign and that prove who we are.
//!
//! Nothing here touches the database. A secret is sealed for one cell of one table ([`Aad`]), so that
//! a sealed value copied to another row does not open there; the layers above carry [`Sealed`] values
//! between the vault and the store.
//!
//! [`Sealed`]: crate::domain::Sealed

mod certified_key;
mod der;
mod error;
mod mac;
mod master_key;
mod pem;
mod seal;
mod sealer;
mod x509;

pub use certified_key::CertifiedKey;
pub use error::VaultError;
pub use mac::{MacKey, Tag};
pub use master_key::{KeyFile, MasterKey};
pub use seal::{Aad, Vault};
pub use sealer::Sealer;
