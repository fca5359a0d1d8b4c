//! The face for browsers: pages, sign-in and a drive's bytes, all of it without a script.
//!
//! [`ROUTES`] is the one table of addresses. A handler takes values of the domain, asks one use case
//! and renders a template with a view model; what fails gets its words in one
//! place (`error.rs`) and is shown in one (`failure.rs`).

mod assets;
mod bytes;
mod destination;
mod error;
mod failure;
mod html;
mod pages;
mod refusal;
mod routes;
mod view;

pub use failure::show as show_failure;
pub use routes::{Group, ROUTES, Route, router};
