//! The only place that builds HTTP clients and sends.
//!
//! Three clients, because they must not share habits: the one for login and Graph speaks HTTP/2 and
//! gzip; the one for bytes carries no credentials, accepts no compression (it would break ranges),
//! and has no total time-out (a download may take hours), only one for silence; the one for uploads is
//! like it, but the library takes the time in which a body goes out for silence, so that is watched where
//! the bytes are sent. None follows redirects or reads proxy settings from the environment.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use reqwest::{Certificate, Client, ClientBuilder, RequestBuilder, Response, redirect};

use crate::domain::{Diagnosis, Service, UpstreamFailure};

/// How patient the transport is, and how it introduces itself.
#[derive(Clone, Debug)]
pub struct TransportOptions {
    /// `User-Agent` in Microsoft's form, `NONISV|Company|App/1.0` (Graph throttling guidance,
    /// "decorate your traffic").
    pub user_agent: String,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest time for one whole call to login or Graph.
    pub call_timeout: Duration,
    /// Longest silence within a download or an upload.
    pub read_timeout: Duration,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!("NONISV|Onefold|Onefold/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(5),
            call_timeout: Duration::from_secs(30),
            read_timeout: Duration::from_secs(30),
        }
    }
}

/// The HTTP client could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be built")]
pub struct TransportError(#[from] reqwest::Error);

/// Connections to Microsoft, shared by all applications.
#[derive(Clone, Debug)]
pub struct Transport {
    api: Client,
    content: Client,
    uploads: Client,
    call_timeout: Duration,
    read_timeout: Duration,
}

/// An answer of login or Graph, read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// How often a silent HTTP/2 connection is asked whether it still lives: one that died without a word
/// would otherwise swallow every call until its time-out.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// The longest answer of login or Graph that is read, in bytes. A page of 1,000 children with URLs is
/// about 2 MB.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;

impl Transport {
    /// Builds the clients.
    pub fn new(options: &TransportOptions) -> Result<Self, TransportError> {
        let api = with_roots(options, |builder| {
            builder
                .timeout(options.call_timeout)
                .http2_keep_alive_interval(KEEP_ALIVE)
                .http2_keep_alive_timeout(options.connect_timeout)
                .http2_keep_alive_while_idle(true)
                .pool_idle_timeout(Duration::from_mins(1))
        })?;
        let content = with_roots(options, |builder| {
            builder
                .no_gzip()
                .http1_only()
                .read_timeout(options.read_timeout)
        })?;
        let uploads = with_roots(options, |builder| builder.no_gzip().http1_only())?;
        Ok(Self {
            api,
            content,
            uploads,
            call_timeout: options.call_timeout,
            read_timeout: options.read_timeout,
        })
    }

    /// How long one call may take that should take at most `longest`.
    pub(super) fn call_time(&self, longest: Duration) -> Duration {
        longest.min(self.call_timeout)
    }

    /// How long the head of a download may take that should take at most `longest`.
    pub(super) fn head_time(&self, longest: Duration) -> Duration {
        longest.min(self.read_timeout)
    }

    pub(super) fn api(&self) -> &Client {
        &self.api
    }

    pub(super) fn content(&self) -> &Client {
        &self.content
    }

    pub(super) fn uploads(&self) -> &Client {
        &self.uploads
    }

    /// The longest silence of a host of bytes.
    pub(super) fn silence(&self) -> Duration {
        self.read_timeout
    }
}

/// Trusts the certificates of the machine, and Mozilla's where the machine has none: a container
/// without a certificate store must still start.
fn with_roots(
    options: &TransportOptions,
    finish: impl Fn(ClientBuilder) -> ClientBuilder,
) -> Result<Client, reqwest::Error> {
    finish(builder(options)).build().or_else(|_| {
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
        let roots = roots
            .map(|der| Certificate::from_der(der))
            .collect::<Result<Vec<_>, _>>()?;
        finish(builder(options)).tls_certs_only(roots).build()
    })
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn builder(options: &TransportOptions) -> ClientBuilder {
    Client::builder()
        .user_agent(&options.user_agent)
        .connect_timeout(options.connect_timeout)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .tcp_nodelay(true)
        .tcp_keepalive(Duration::from_secs(30))
}

/// How long a body may take on its way out, beside the time for the answer: a line slower than this is as
/// good as broken. There is no watching of single writes in the HTTP client, so the bound is by size.
pub(super) fn time_to_send(bytes: usize) -> Duration {
    const SLOWEST_PER_SECOND: u64 = 64 * 1024;
    Duration::from_secs((bytes as u64).div_ceil(SLOWEST_PER_SECOND))
}

/// Sends a call and reads its answer to the end. An answer that is cut, or longer than any of
/// Microsoft's, is a failure.
pub(super) async fn exchange(
    service: Service,
    request: RequestBuilder,
) -> Result<Answer, UpstreamFailure> {
    let mut response = send(service, request).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => {
                return Ok(Answer {
                    status,
                    headers,
                    body,
                });
            }
            Ok(Some(chunk)) if body.len() + chunk.len() <= LONGEST_ANSWER => {
                body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => return Err(UpstreamFailure::new(service, Diagnosis::UpstreamMalformed)),
            // The words of a refusal may be cut; its status and its headers have been said.
            Err(_) if status != StatusCode::OK && status != StatusCode::CREATED => {
                return Ok(Answer {
                    status,
                    headers,
                    body,
                });
            }
            Err(error) => return Err(broken(service, Some(status), error)),
        }
    }
}

/// Sends a request; the answer's body is still to be read.
pub(super) async fn send(
    service: Service,
    request: RequestBuilder,
) -> Result<Response, UpstreamFailure> {
    request
        .send()
        .await
        .map_err(|error| broken(service, None, error))
}

/// A connection that failed, at any point. The URL is taken out of the error: it may hold a token.
pub(super) fn broken(
    service: Service,
    status: Option<StatusCode>,
    error: reqwest::Error,
) -> UpstreamFailure {
    let diagnosis = if error.is_timeout() {
        Diagnosis::UpstreamTimeout
    } else if status.is_some() {
        Diagnosis::UpstreamMalformed
    } else {
        Diagnosis::UpstreamDown
    };
    let source: Arc<dyn StdError + Send + Sync> = Arc::new(error.without_url());
    UpstreamFailure {
        status: status.map(|status| status.as_u16()),
        source: Some(source),
        ..UpstreamFailure::new(service, diagnosis)
    }
}
