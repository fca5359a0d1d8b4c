//! The way in for programs that have Microsoft's hosts built in: an HTTP proxy (RFC 9110, section
//! 9.3.6) that leads to the simulator whatever host is asked for, and nowhere else. It opens no
//! connection to anywhere.
//!
//! - `serve`: tunnels, and what is refused

mod serve;

pub(crate) use serve::serve;
