//! The face for programs: JSON over `/api/v1`, errors as RFC 9457 problems.
//!
//! - `routes` is the one table from which the router is built; `account_routes` are some of its rows
//! - `auth`, `me`, `files`, `links` and `admin` are the handlers, by resource
//! - `shapes` are the bodies as they travel; the core's types are never serialized themselves
//! - `json` reads a body and says where it is wrong
//! - `problem` is the one translation of the core's error; `refusal` is for what never reaches the core
//! - `openapi` describes it all at `/api/v1/openapi.json`

mod account_routes;
mod admin;
mod auth;
mod files;
mod json;
mod links;
mod me;
mod openapi;
mod path_id;
mod problem;
mod query;
mod refusal;
mod routes;
mod shapes;

#[cfg(test)]
mod tests;

pub use routes::{Access, Route, router, routes, show_failure};
