//! The face for network disks: WebDAV (RFC 4918) under `/dav`.
//!
//! - `headers` reads what the requests of WebDAV say in their heads
//! - `xml` reads their bodies and writes the answers

pub mod headers;
pub mod xml;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
