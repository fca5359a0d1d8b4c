//! Connections: accepted within bounds, served, and let go.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use crate::doors::Tasks;
use crate::edge::Peer;

/// The most connections at once. Beyond it new ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 4_096;

/// Longest time for the head of a request, so that slow senders can't hold connections for nothing.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// Longest head of a request in bytes: a path of 2,000 characters is 18,000 bytes when each is
/// encoded.
const LONGEST_HEAD: usize = 64 * 1024;

/// Accepts and serves until `tasks` stops; then lets requests under way end.
pub(super) async fn serve(listener: TcpListener, router: Router, tasks: Tasks) {
    let (places, stopping) = (Arc::new(Semaphore::new(MOST_CONNECTIONS)), tasks.stopping());
    let graceful = GracefulShutdown::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            break;
        };
        let (stream, address) = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // Out of descriptors, or the peer has left already: the next one may do.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::task::yield_now().await;
                    continue;
                }
            },
        };
        let connection = graceful.watch(connection((stream, Peer(address)), router.clone()));
        tasks.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    graceful.shutdown().await;
}

fn connection(
    (stream, peer): (TcpStream, Peer),
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<
    Error = Box<dyn std::error::Error + Send + Sync>,
> + Send {
    // Small answers must not wait for more: a page over a slow line would feel it.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let service = router.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.map(Body::new)
    });
    let service = TowerToHyperService::new(service.map_err(|error: Infallible| error));
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(LONGEST_HEAD)
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(Duration::from_secs(30)))
        .max_concurrent_streams(128);
    builder
        .serve_connection(TokioIo::new(stream), service)
        .into_owned()
}
