//! Applications: the one ready Graph client of each app registration, and our own keys.
//!
//! A client holds the token, later the budget, of one (cloud, directory, application); tenant rows
//! that name the same registration share it. This is the one place where a stored credential is
//! opened.

mod credentials;
mod keys;
mod registry;

pub use credentials::{DeclaredCredential, seal};
pub use keys::{KeyRing, KeyRings, KeyStore, LiveKey};
pub use registry::{Applications, ApplicationsParts};
