//! Listening: one task per listener, one per connection, all gone after shutdown.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::{Speaker, speak, speak_by_name};
use crate::journal::Listener;
use crate::state::State;
use crate::tls::{Acceptor, begins_with_handshake};
use crate::{doors, proxy};

/// How long to wait before trying again to accept a connection.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);

/// Who is behind a socket.
#[derive(Clone, Debug)]
pub(crate) enum Door {
    /// One host, which may speak TLS too, if the client begins with it.
    Host(Listener, Option<Acceptor>),
    /// All hosts, by their names and with TLS only.
    Names(Acceptor),
    /// The proxy that leads to all hosts.
    Proxy(Acceptor),
}

/// All tasks of a running simulator. Dropping it ends them.
#[derive(Debug)]
pub(crate) struct Server {
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// What connections stand on.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    pub(super) state: Arc<State>,
    pub(super) executor: Executor,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self {
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// Serves a bound socket.
    pub(crate) fn serve(&self, state: &Arc<State>, door: Door, socket: TcpListener) {
        let ground = Ground {
            state: Arc::clone(state),
            executor: Executor {
                stop: self.stop.clone(),
                tasks: self.tasks.clone(),
            },
        };
        ground.clone().run(async move {
            loop {
                // An accept fails when file descriptors run out; others may be closed meanwhile.
                let Ok((connection, _)) = socket.accept().await else {
                    doors::sleep(AFTER_FAILED_ACCEPT).await;
                    continue;
                };
                // Small answers must not wait for the acknowledgment of earlier ones.
                if connection.set_nodelay(true).is_ok() {
                    ground.run(welcome(ground.clone(), door.clone(), connection));
                }
            }
        });
    }

    /// Runs something beside the listeners.
    pub(crate) fn run(&self, task: impl Future<Output = ()> + Send + 'static) {
        let executor = Executor {
            stop: self.stop.clone(),
            tasks: self.tasks.clone(),
        };
        executor.run(task);
    }

    /// Ends everything, stalled connections included, and waits until it has ended.
    pub(crate) async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Ground {
    /// Runs a task until the server stops.
    pub(crate) fn run(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.executor.run(task);
    }

    /// The host of that name.
    pub(crate) fn find_host(&self, authority: &str) -> Option<Listener> {
        self.state.hosts.find(authority, &self.state.world())
    }
}

/// Binds a socket.
pub(crate) async fn bind(address: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = TcpListener::bind(address).await?;
    let address = socket.local_addr()?;
    Ok((socket, address))
}

async fn welcome(ground: Ground, door: Door, connection: TcpStream) {
    match door {
        Door::Host(listener, Some(tls)) if begins_with_handshake(&connection).await => {
            if let Ok(connection) = tls.accept(connection).await {
                let speaker = Speaker::Host {
                    listener,
                    encrypted: true,
                };
                speak(ground, speaker, connection).await;
            }
        }
        Door::Host(listener, _) => {
            let speaker = Speaker::Host {
                listener,
                encrypted: false,
            };
            speak(ground, speaker, connection).await;
        }
        Door::Names(tls) => {
            if let Ok(connection) = tls.accept(connection).await {
                speak_by_name(ground, connection).await;
            }
        }
        Door::Proxy(tls) => proxy::serve(ground, tls, connection).await,
    }
}

/// Runs tasks until the server stops, for us and for hyper's HTTP/2 streams.
#[derive(Clone, Debug)]
pub(super) struct Executor {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Executor {
    fn run(&self, task: impl Future<Output = ()> + Send + 'static) {
        let task = self.stop.clone().run_until_cancelled_owned(task);
        drop(doors::spawn(self.tasks.track_future(task)));
    }
}

impl<F> hyper::rt::Executor<F> for Executor
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, task: F) {
        self.run(task);
    }
}
