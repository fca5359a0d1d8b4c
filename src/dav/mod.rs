//! The face for network disks: WebDAV (RFC 4918) under `/dav`.
//!
//! - `headers` reads what the requests of WebDAV say in their heads
//! - `xml` reads their bodies and writes the answers
//! - `routes` is the one table of addresses, `gate` lets in who may ask, `ask` is what he asks
//! - `methods` answers, a file for each method
//! - `conditions` judges what must hold before a method does anything
//! - `listing` is what lies at a place, `details` what is known of it besides, `properties` what is told of it
//! - `room` is the memory that listings may take
//! - `target` is where something is to go, `checksums` is what bytes come to
//! - `clients` knows what programs can't do
//! - `error` and `refusal` say no, `allowed` says what can be done instead

mod allowed;
mod answers;
mod ask;
mod checksums;
mod clients;
mod conditions;
mod details;
mod error;
mod gate;
pub mod headers;
mod listing;
mod methods;
mod properties;
mod refusal;
mod room;
mod routes;
mod target;
pub mod xml;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;

pub use error::show as show_failure;
pub use routes::{ROUTES, Route, router};
