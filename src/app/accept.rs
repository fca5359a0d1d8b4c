//! Connections: accepted within bounds, served, and let go.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::domain::Timestamp;
use crate::edge::Peer;

use super::activity::Activity;
use super::compose::Doors;
use super::connection::connection;

/// The most connections at once. Beyond it new ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 4_096;

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
        let activity = Activity::begin(Arc::clone(&clock));
        let connection = connection(
            (
                stream,
                Peer {
                    socket: address,
                    tls: false,
                },
            ),
            router.clone(),
            &activity,
        );
        let connection = graceful.watch(connection);
        tasks.spawn(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                },
                expiry = activity.expire() => tracing::debug!(?expiry, "a connection was let go"),
            }
            drop(place);
        });
    }
    graceful.shutdown().await;
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
