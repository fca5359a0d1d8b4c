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
    /// Up to so much is added to each wait, evenly spread; the same series each time.
    pub jitter_milliseconds: u64,
    /// So many answers in a thousand take the slow time more, as the tail of a distribution.
    pub slow_per_mille: u64,
    /// How much longer those take.
    pub slow_milliseconds: u64,
    /// What Graph lets caches do (8.2).
    pub cache_control: CacheControl,
}

impl Default for TransportSwitches {
    fn default() -> Self {
        Self {
            gzip: true,
            header_names: HeaderNames::default(),
            login_latency_milliseconds: 0,
            graph_latency_milliseconds: 0,
            content_latency_milliseconds: 0,
            jitter_milliseconds: 0,
            slow_per_mille: 0,
            slow_milliseconds: 0,
            cache_control: CacheControl::default(),
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

/// `Cache-Control` of Graph's answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CacheControl {
    /// `no-store, no-cache`
    #[default]
    NoStore,
    /// `private`
    Private,
    /// `no-cache`
    NoCache,
}
