//! Visitors who speak TLS.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use onefold::doors::Tasks;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio_rustls::{TlsConnector, rustls};

use super::Authority;
use super::authority::NAME;

/// Real time after which something is held never to happen.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The versions that a visitor may speak.
pub(super) const ALL: &[&SupportedProtocolVersion] = rustls::ALL_VERSIONS;

/// A connection over TLS.
pub(super) struct Wire(TlsStream<TcpStream>);

/// The address of a URL.
pub(super) fn address(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, address)| address)
}

/// Connects as whoever trusts the authority; fails where the handshake does.
pub(super) async fn shake(
    url: &str,
    authority: &Authority,
    versions: &[&'static SupportedProtocolVersion],
    protocols: &[&str],
) -> std::io::Result<Wire> {
    let mut trusted = RootCertStore::empty();
    trusted.add(authority.root()).expect("a certificate");
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .expect("versions of TLS")
        .with_root_certificates(trusted)
        .with_no_client_auth();
    config.alpn_protocols = protocols
        .iter()
        .map(|name| name.as_bytes().into())
        .collect();
    let stream = TcpStream::connect(address(url)).await?;
    let name = ServerName::try_from(NAME).expect("a name");
    let shaking = TlsConnector::from(Arc::new(config)).connect(name, stream);
    let shaken = timeout(PATIENCE, shaking).await;
    shaken.expect("a handshake ends").map(Wire)
}

/// The same for HTTP/1.1, where nothing goes wrong.
pub(super) async fn connect(url: &str, authority: &Authority) -> Wire {
    let shaken = shake(url, authority, ALL, &["http/1.1"]).await;
    shaken.expect("the certificate is good")
}

impl Wire {
    /// The certificate that was shown.
    pub(super) fn certificate(&self) -> CertificateDer<'static> {
        let shown = self.0.get_ref().1.peer_certificates();
        shown.expect("one is shown")[0].clone()
    }

    /// The version that is spoken, and the protocol above it.
    pub(super) fn agreed(&self) -> (Option<rustls::ProtocolVersion>, Option<&[u8]>) {
        let connection = self.0.get_ref().1;
        (connection.protocol_version(), connection.alpn_protocol())
    }

    /// Asks whether the server is well, and keeps the connection.
    pub(super) async fn is_served(&mut self) -> bool {
        let request = b"GET /healthz HTTP/1.1\r\nHost: files.example.org\r\n\r\n";
        let asking = async {
            self.0.write_all(request).await?;
            let mut answer = Vec::new();
            while !answer.ends_with(b"\r\n\r\nok\n") {
                answer.push(self.0.read_u8().await?);
            }
            std::io::Result::Ok(())
        };
        let asked = timeout(PATIENCE, asking).await;
        asked.expect("it answers or ends").is_ok()
    }

    /// Sends a request and reads to the connection's end.
    pub(super) async fn ask(mut self, request: &str) -> (u16, String) {
        self.0
            .write_all(request.as_bytes())
            .await
            .expect("the server reads");
        let mut answer = Vec::new();
        let reading = timeout(PATIENCE, self.0.read_to_end(&mut answer)).await;
        let read = reading.expect("it ends");
        read.expect("it ends as TLS does, with a word");
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.split(' ').nth(1).and_then(|word| word.parse().ok());
        (status.unwrap_or(0), text)
    }

    /// Sends a request and reads no more of the answer than its head.
    pub(super) async fn begin(mut self, request: &str) -> Self {
        let sent = self.0.write_all(request.as_bytes()).await;
        sent.expect("the server reads");
        let mut head = Vec::new();
        let reading = async {
            while !head.ends_with(b"\r\n\r\n") {
                head.push(self.0.read_u8().await.expect("the head goes on"));
            }
        };
        timeout(PATIENCE, reading)
            .await
            .expect("there is an answer");
        assert!(head.starts_with(b"HTTP/1.1 200 "), "{head:?}");
        self
    }

    /// How many bytes come until the connection ends, well or not.
    pub(super) async fn rest(mut self) -> usize {
        let mut rest = Vec::new();
        let reading = timeout(PATIENCE, self.0.read_to_end(&mut rest));
        let _ = reading.await.expect("it ends");
        rest.len()
    }

    /// Speaks HTTP/2 from here on.
    pub(super) async fn into_http2(self) -> Http2 {
        let stream = TokioIo::new(self.0);
        let shaken = http2::handshake(TokioExecutor::new(), stream).await;
        let (sender, connection) = shaken.expect("the server speaks it");
        let tasks = Tasks::default();
        tasks.spawn(async move {
            // How it ends is seen by whoever asks.
            let _ = connection.await;
        });
        Http2(sender)
    }
}

/// One connection of HTTP/2.
#[derive(Clone)]
pub(super) struct Http2(http2::SendRequest<Empty<Bytes>>);

impl Http2 {
    /// The head of an answer, its body yet to be read.
    pub(super) async fn begin(&mut self, request: Request<Empty<Bytes>>) -> Response<Incoming> {
        let answered = timeout(PATIENCE, self.0.send_request(request)).await;
        answered.expect("it answers").expect("an answer")
    }

    pub(super) async fn send(&mut self, request: Request<Empty<Bytes>>) -> Response<Bytes> {
        let (head, body) = self.begin(request).await.into_parts();
        let body = body.collect().await.expect("the whole of it");
        Response::from_parts(head, body.to_bytes())
    }
}
