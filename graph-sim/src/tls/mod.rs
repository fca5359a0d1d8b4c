//! TLS, with an authority of the simulator's own.
//!
//! - [`authority`]: the authority and what it signs, made anew at each start
//! - [`stream`]: handshakes, and what is known of a connection afterwards

mod authority;
mod stream;

pub(crate) use authority::Authority;
pub(crate) use stream::{Acceptor, begins_with_handshake, mark_encrypted};
