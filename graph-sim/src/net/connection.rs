//! HTTP over a connection, for one host or for all of them by their names.

use std::io;

use http::{Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};

use super::listen::Ground;
use super::meter::{Entry, Metered};
use super::{gate, text};
use crate::journal::{self, Listener};
use crate::switches::HeaderNames;
use crate::tls::mark_encrypted;

/// Who answers on a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Speaker {
    /// One host.
    Host { listener: Listener, encrypted: bool },
    /// Whatever host a request names; always encrypted.
    Names,
}

/// Answers for all hosts, on a connection that is encrypted.
pub(crate) async fn speak_by_name<C>(ground: Ground, connection: C)
where
    C: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    speak(ground, Speaker::Names, connection).await;
}

/// Answers the requests of a connection.
pub(super) async fn speak<C>(ground: Ground, speaker: Speaker, connection: C)
where
    C: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let transport = ground.state.switches.current().transport;
    let mut builder = auto::Builder::new(ground.executor.clone());
    builder
        .http1()
        .title_case_headers(transport.header_names == HeaderNames::Title);
    let service = service_fn(|request| answer(ground.clone(), speaker, request));
    // The only errors left here are clients that went away and connections broken on purpose.
    builder
        .serve_connection(TokioIo::new(connection), service)
        .await
        .ok();
}

async fn answer(
    ground: Ground,
    speaker: Speaker,
    request: Request<Incoming>,
) -> io::Result<Response<Metered>> {
    match speaker {
        Speaker::Host {
            listener,
            encrypted: false,
        } => gate::pass(ground.state, listener, request).await,
        Speaker::Host {
            listener,
            encrypted: true,
        } => gate::pass(ground.state, listener, mark_encrypted(request)).await,
        Speaker::Names => {
            let request = mark_encrypted(request);
            let name = request.uri().authority();
            match name.and_then(|name| ground.find_host(name.as_str())) {
                Some(listener) => gate::pass(ground.state, listener, request).await,
                None => Ok(misdirected(&ground, &request)),
            }
        }
    }
}

/// The answer to a request for a host that nobody plays (RFC 9110, section 15.5.20).
fn misdirected(ground: &Ground, request: &Request<Incoming>) -> Response<Metered> {
    let status = StatusCode::MISDIRECTED_REQUEST;
    record_refusal(ground, request, status);
    let mut reply = text(status, "The simulator plays no host of this name.\n");
    let headers = reply.headers_mut();
    headers.insert("Sim-Defect", header::HeaderValue::from_static("1"));
    gate::finish(reply)
}

/// Notes in the journal what led to no host.
pub(crate) fn record_refusal(ground: &Ground, request: &Request<Incoming>, status: StatusCode) {
    let (method, uri) = (request.method(), request.uri());
    let mut exchange = journal::arrival(Listener::Proxy, method, uri, request.headers());
    exchange.started_at = ground.state.clock.now();
    "unknown".clone_into(&mut exchange.route);
    // Whom it was for is what matters, and a CONNECT has no path.
    exchange.path = uri.to_string();
    exchange.query = None;
    let journal = &ground.state.journal;
    let number = journal.open(exchange);
    let mut entry = Entry::new(journal.clone(), number);
    entry.answered(status.as_u16(), true);
    entry.completed();
}
