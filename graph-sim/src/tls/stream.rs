//! Encrypted connections.

use std::fmt;
use std::io;

use http::uri::{Authority as Name, Scheme};
use http::{Request, Uri, header};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Authority;

/// The first byte of a handshake: a record of that type (RFC 8446, section 5.1).
const HANDSHAKE: u8 = 22;

/// Does the server's half of handshakes.
#[derive(Clone)]
pub(crate) struct Acceptor(TlsAcceptor);

impl Acceptor {
    pub(crate) fn new(authority: &Authority) -> Self {
        Self(authority.config().into())
    }

    pub(crate) async fn accept<S>(&self, connection: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.0.accept(connection).await
    }
}

impl fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acceptor").finish_non_exhaustive()
    }
}

/// Whether the client begins with TLS. Waits for its first byte.
pub(crate) async fn begins_with_handshake(connection: &TcpStream) -> bool {
    let mut first = [0];
    matches!(connection.peek(&mut first).await, Ok(1)) && first == [HANDSHAKE]
}

/// Makes a request of HTTP/1.1 say, as those of HTTP/2 do, that it came encrypted, and to whom.
pub(crate) fn mark_encrypted<B>(mut request: Request<B>) -> Request<B> {
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| Name::try_from(host.as_bytes()).ok());
    let mut parts = request.uri().clone().into_parts();
    parts.scheme = Some(Scheme::HTTPS);
    parts.authority = parts.authority.or(host);
    // Nothing is marked that has no host at all: it will be refused for that.
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
    request
}
