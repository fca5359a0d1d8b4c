//! The login host: tokens for applications.
//!
//! - the [`host`] answers requests
//! - [`token`]: the token endpoint
//! - [`credential`]: with what a client proves itself: a secret, or an [`assertion`]
//! - [`access`]: access tokens, issued and verified
//! - [`discovery`]: the OpenID Connect document
//! - [`fault`]: errors in the manner of Entra

mod access;
mod assertion;
mod credential;
mod discovery;
mod fault;
mod host;
mod token;

pub(crate) use access::{TokenFault, verify};
pub(crate) use host::{TOKEN_ROUTE, respond, route_name};
