//! TLS: the certificate that we show, read when the server starts and looked at again while it runs.
//!
//! - `pair` reads the two files and sees that they belong together
//! - `keeper` holds the pair that new handshakes get
//! - `renewal` takes over what was put in its place
//! - `handshake` is the beginning of a connection
//! - `any_certificate` is the other side, for asking ourselves whether we are well

mod any_certificate;
mod error;
mod handshake;
mod keeper;
mod pair;
mod renewal;

#[cfg(test)]
mod tests;

pub(super) use any_certificate::connector;
pub use error::TlsError;
pub(super) use handshake::shake_hands;
pub(super) use keeper::Keeper;
pub(super) use renewal::Renewal;
