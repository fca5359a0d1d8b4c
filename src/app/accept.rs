//! Connections: accepted within bounds, served, and let go.

use std::convert::Infallible;
use std::io;
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

use crate::domain::Timestamp;
use crate::edge::Peer;

use super::compose::Doors;

/// The most connections at once. Beyond it new ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 4_096;

/// Longest time for the head of a request, so that slow senders can't hold connections for nothing.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// Longest head of a request in bytes: a path of 2,000 characters is 18,000 bytes when each is
/// encoded.
const LONGEST_HEAD: usize = 64 * 1024;

/// The wait after a connection that could not be accepted. Where descriptors have run out the next one
/// fails as well, at once, until somebody leaves.
const BREATH: Duration = Duration::from_millis(100);

/// How often the log is told of connections that could not be accepted.
const TELL_EVERY: Duration = Duration::from_secs(10);

/// Accepts and serves until the tasks of `doors` stop; then lets requests under way end.
pub(super) async fn serve(listener: TcpListener, router: Router, doors: Doors) {
    let Doors { clock, tasks, .. } = doors;
    let (places, stopping) = (Arc::new(Semaphore::new(MOST_CONNECTIONS)), tasks.stopping());
    let graceful = GracefulShutdown::new();
    let mut lost = Lost::default();
    loop {
        let place = tokio::select! {
            () = stopping.cancelled() => break,
            place = Arc::clone(&places).acquire_owned() => place.expect("nobody closes it"),
        };
        let accepted = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                lost.tell(&error, clock.now());
                tokio::select! {
                    () = stopping.cancelled() => break,
                    () = clock.sleep_until(clock.now().after(BREATH)) => continue,
                }
            }
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

/// Connections that could not be accepted, and when the log was told.
#[derive(Debug, Default)]
struct Lost {
    told_at: Option<Timestamp>,
    untold: u64,
}

impl Lost {
    fn tell(&mut self, error: &io::Error, now: Timestamp) {
        if self.told_at.is_some_and(|at| now.since(at) < TELL_EVERY) {
            self.untold += 1;
            return;
        }
        let untold = std::mem::take(&mut self.untold);
        tracing::warn!(%error, untold, "a connection could not be accepted");
        self.told_at = Some(now);
    }
}
