//! Applications: the one ready Graph client of each tenant, and our own keys.
//!
//! A client signs in with the credentials of its tenant row and no other; rows that name the same
//! registration (cloud, directory, application) share its budget, not its token. This is the one place
//! where a stored credential is opened.

mod credentials;
mod keys;
mod registry;

pub use credentials::{DeclaredCredential, seal};
pub use keys::{KeyRing, KeyRings, KeyStore, LiveKey};
pub use registry::{Applications, ApplicationsParts};
