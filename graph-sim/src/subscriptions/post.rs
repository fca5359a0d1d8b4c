//! One request to an address that is notified.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join;
use http::header::{self, HeaderMap};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::callback::CallbackUrl;
use super::trust;

/// The most bytes of an answer that are read.
const LARGEST_ANSWER: usize = 64 << 10;

/// What is posted.
pub(super) struct Letter {
    pub(super) content_type: &'static str,
    /// Added to the address.
    pub(super) parameter: Option<String>,
    pub(super) body: Bytes,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Receipt {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Posts a letter and waits for the answer, but not longer than that.
pub(super) async fn post(
    url: &CallbackUrl,
    letter: Letter,
    patience: Duration,
) -> io::Result<Receipt> {
    match timeout(patience, send(url, letter)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}

async fn send(url: &CallbackUrl, letter: Letter) -> io::Result<Receipt> {
    let request = Request::post(url.target(letter.parameter.as_deref()))
        .header(header::HOST, url.authority())
        .header(header::CONTENT_TYPE, letter.content_type)
        .header(header::ACCEPT, "*/*")
        .body(Full::new(letter.body))
        .map_err(io::Error::other)?;
    let connection = TcpStream::connect(url.socket()).await?;
    if url.is_encrypted() {
        let name = ServerName::try_from(url.host().trim_matches(['[', ']']).to_owned());
        let name = name.map_err(io::Error::other)?;
        let connector = TlsConnector::from(Arc::clone(&trust::CONFIG));
        exchange(connector.connect(name, connection).await?, request).await
    } else {
        exchange(connection, request).await
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    request: Request<Full<Bytes>>,
) -> io::Result<Receipt> {
    let connection = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = connection.map_err(io::Error::other)?;
    let answer = async move {
        let response = sender.send_request(request).await;
        read(response.map_err(io::Error::other)?).await
    };
    // The connection ends when the sender is gone, which is when the answer has been read.
    let (receipt, _) = join(answer, connection).await;
    receipt
}

async fn read(response: Response<Incoming>) -> io::Result<Receipt> {
    let (head, body) = response.into_parts();
    let body = Limited::new(body, LARGEST_ANSWER).collect().await;
    Ok(Receipt {
        status: head.status,
        headers: head.headers,
        body: body.map_err(io::Error::other)?.to_bytes(),
    })
}
