//! Connections, for all three hosts.

use serde::{Deserialize, Serialize};

/// Switches of connections.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransportSwitches {
    /// Whether Graph compresses for clients that accept it.
    pub gzip: bool,
    /// Case of header names over HTTP/1.1, for connections from now on.
    pub header_names: HeaderNames,
    /// Wait before each answer of the login host, in milliseconds of real time.
    pub login_latency_milliseconds: u64,
    /// The same of Graph.
    pub graph_latency_milliseconds: u64,
    /// The same of the content host.
    pub content_latency_milliseconds: u64,
}

impl Default for TransportSwitches {
    fn default() -> Self {
        Self {
            gzip: true,
            header_names: HeaderNames::default(),
            login_latency_milliseconds: 0,
            graph_latency_milliseconds: 0,
            content_latency_milliseconds: 0,
        }
    }
}

/// Case of header names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderNames {
    /// `client-request-id`
    #[default]
    Lower,
    /// `Client-Request-Id`
    Title,
}
