//! A server that is notified.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// How long a test waits for a request.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the server does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// As it should: repeats a token, and takes notifications with 202.
    Right,
    Status(u16),
    /// Repeats the token as it stands in the address.
    Undecoded,
    /// Repeats the token as HTML.
    AsPage,
    /// Never answers.
    Silent,
}

/// A request that came.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) path: String,
    pub(super) query: String,
    pub(super) content_type: String,
    pub(super) body: Value,
}

/// A server on this machine. It ends when dropped.
pub(super) struct Receiver {
    pub(super) url: String,
    inbox: mpsc::UnboundedReceiver<Received>,
    manners: Arc<Mutex<VecDeque<Manner>>>,
    task: JoinHandle<()>,
}

impl Receiver {
    pub(super) async fn start() -> Self {
        Self::listen(None).await
    }

    /// With TLS and a certificate that nobody trusts.
    pub(super) async fn encrypted() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        Self::listen(Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    #[expect(clippy::disallowed_methods, reason = "the server of these tests")]
    async fn listen(acceptor: Option<TlsAcceptor>) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let (sender, inbox) = mpsc::unbounded_channel();
        let manners = Arc::new(Mutex::new(VecDeque::new()));
        let desk = Desk {
            sender,
            manners: Arc::clone(&manners),
        };
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = socket.accept().await.unwrap();
                let (desk, acceptor) = (desk.clone(), acceptor.clone());
                tokio::spawn(async move {
                    match acceptor {
                        None => desk.serve(stream).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                desk.serve(stream).await;
                            }
                        }
                    }
                });
            }
        });
        Self {
            url: format!("{scheme}://localhost:{port}/hook"),
            inbox,
            manners,
            task,
        }
    }

    /// How the next requests are answered; later ones as they should be.
    pub(super) fn behave(&self, manners: impl IntoIterator<Item = Manner>) {
        self.manners.lock().unwrap().extend(manners);
    }

    /// The next request.
    pub(super) async fn next(&mut self) -> Received {
        let next = timeout(PATIENCE, self.inbox.recv()).await;
        next.expect("a request in time")
            .expect("a server that runs")
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone)]
struct Desk {
    sender: mpsc::UnboundedSender<Received>,
    manners: Arc<Mutex<VecDeque<Manner>>>,
}

impl Desk {
    async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let service = service_fn(|request| self.answer(request));
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        connection.await.ok();
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let query = head.uri.query().unwrap_or_default().to_owned();
        let manner = self.manners.lock().unwrap().pop_front();
        let header = head.headers.get("content-type").unwrap();
        self.sender
            .send(Received {
                path: head.uri.path().to_owned(),
                query: query.clone(),
                content_type: header.to_str().unwrap().to_owned(),
                body: serde_json::from_slice(&body).unwrap_or_default(),
            })
            .ok();
        Ok(match manner.unwrap_or(Manner::Right) {
            Manner::Silent => std::future::pending().await,
            Manner::Status(status) => reply(status, "text/plain", ""),
            Manner::Undecoded => reply(200, "text/plain", &raw_token(&query)),
            Manner::AsPage => reply(200, "text/html", &token(&query)),
            Manner::Right if query.contains("validationToken=") => {
                reply(200, "text/plain; charset=utf-8", &token(&query))
            }
            Manner::Right => reply(202, "text/plain", ""),
        })
    }
}

fn raw_token(query: &str) -> String {
    let token = query.split_once("validationToken=").unwrap().1;
    token.to_owned()
}

fn token(query: &str) -> String {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let token = pairs.find(|(name, _)| name == "validationToken");
    token.unwrap().1.into_owned()
}

fn reply(status: u16, kind: &str, body: &str) -> Response<Full<Bytes>> {
    Response::builder()
        .status(status)
        .header("Content-Type", kind)
        .body(Full::from(body.to_owned()))
        .unwrap()
}
