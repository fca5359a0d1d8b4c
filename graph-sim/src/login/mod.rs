//! The login host: tokens for applications.
//!
//! - the [`host`] answers requests
//! - [`token`]: the token endpoint
//! - [`credential`]: with what a client proves itself: a secret, or an [`assertion`]
//! - [`audience`]: for whom a token is meant; [`repetition`]: how often it is asked for
//! - [`access`]: access tokens, issued and verified
//! - [`consent`]: where an administrator consents to an application
//! - [`discovery`]: the OpenID Connect documents, and which authorities there are
//! - [`fault`]: errors in the manner of Entra

mod access;
mod assertion;
mod audience;
mod consent;
mod credential;
mod discovery;
mod fault;
mod host;
mod repetition;
mod token;

pub(crate) use access::{TokenFault, verify};
pub(crate) use host::{is_token_route, respond, route_name};
pub(crate) use repetition::Repetitions;
