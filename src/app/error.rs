//! Why a server can't start.

use std::io;
use std::net::SocketAddr;

use crate::domain;
use crate::graph::{CloudError, TransportError};
use crate::store::StoreError;
use crate::vault::VaultError;

use super::tls::TlsError;

/// Why a server, or a command that needs its database, can't start. Each is one line for whoever
/// started it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address can't be listened on.
    #[error("can't listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The database can't be opened.
    #[error("the database can't be opened")]
    Store(#[from] StoreError),
    /// The master key can't be had.
    #[error("the master key can't be had")]
    Vault(#[from] VaultError),
    /// A declared certificate, or its key, can't be used.
    #[error("the certificate of the tenant `{tenant}` can't be used")]
    Certificate {
        /// The tenant's name in the file.
        tenant: String,
        /// Why.
        source: VaultError,
    },
    /// A declared cloud makes no sense.
    #[error("the cloud `{name}` can't be used: {reason}")]
    Cloud {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
    /// A content host makes no sense.
    #[error("a content host makes no sense")]
    ContentHost(#[from] CloudError),
    /// The certificate that visitors are to be shown, or its key, can't be used.
    #[error("TLS can't be served")]
    Tls(#[from] TlsError),
    /// `public_url` makes no sense.
    #[error("`public_url` {0}")]
    PublicUrl(String),
    /// The HTTP client can't be built.
    #[error("the HTTP client can't be built")]
    Transport(#[from] TransportError),
    /// What was declared can't be taken over, or the first look at the rows failed.
    #[error("the server can't be put together")]
    Domain(#[from] domain::Error),
}

impl StartError {
    /// The error and its causes in one line.
    pub fn chain(&self) -> String {
        chain(self)
    }
}

/// An error and its causes in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
