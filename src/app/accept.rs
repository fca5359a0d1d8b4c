//! Connections: accepted within bounds, served, and let go.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::either::Either;
use tokio_util::sync::CancellationToken;

use crate::domain::Timestamp;
use crate::edge::Peer;

use super::activity::Activity;
use super::compose::Doors;
use super::connection::connection;
use super::crowd::Crowd;
use super::tls::{Keeper, shake_hands};
use super::watched::Watched;

/// The most connections at once. Beyond it new ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 4_096;

/// The wait after a connection that could not be accepted. Where descriptors have run out the next one
/// fails as well, at once, until somebody leaves.
const BREATH: Duration = Duration::from_millis(100);

/// How often the log is told of connections that could not be accepted.
const TELL_EVERY: Duration = Duration::from_secs(10);

/// What every connection is served with.
#[derive(Clone, Debug)]
pub(super) struct Service {
    /// All addresses.
    pub(super) router: Router,
    /// Who holds how many connections.
    pub(super) crowd: Arc<Crowd>,
    /// The certificate that is shown; without one, plain HTTP is spoken.
    pub(super) tls: Option<Arc<Keeper>>,
}

/// Accepts and serves until the tasks of `doors` stop; then lets requests under way end.
pub(super) async fn serve(listener: TcpListener, service: Service, doors: Doors) {
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
        let (stream, socket) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                lost.tell(&error, clock.now());
                tokio::select! {
                    () = stopping.cancelled() => break,
                    () = clock.sleep_until(clock.now().after(BREATH)) => continue,
                }
            }
        };
        let Some(seat) = service.crowd.admit(socket.ip()) else {
            // Not told to him: an answer would cost what he has too much of.
            tracing::debug!("a machine has too many connections");
            continue;
        };
        let activity = Activity::begin(Arc::clone(&clock));
        let (service, stopping) = (service.clone(), stopping.clone());
        let watcher = graceful.watcher();
        tasks.spawn(async move {
            tokio::select! {
                ended = attend((stream, socket), service, &activity, (watcher, stopping)) => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection ended early");
                    }
                }
                expiry = activity.expire() => tracing::debug!(?expiry, "a connection was let go"),
            }
            drop((place, seat));
        });
    }
    graceful.shutdown().await;
}

/// One connection. A handshake under way when the server stops is no request yet: it is given up.
async fn attend(
    (stream, socket): (TcpStream, SocketAddr),
    Service { router, tls, .. }: Service,
    activity: &Arc<Activity>,
    (watcher, stopping): (Watcher, CancellationToken),
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    // Small answers must not wait for more: a page over a slow line would feel it.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let stream = Watched::new(stream, Arc::clone(activity));
    let peer = Peer {
        socket,
        tls: tls.is_some(),
    };
    let stream = match tls {
        None => Either::Left(stream),
        Some(keeper) => tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            shaken = shake_hands(stream, &keeper) => Either::Right(shaken?),
        },
    };
    watcher
        .watch(connection((stream, peer), router, activity))
        .await
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
