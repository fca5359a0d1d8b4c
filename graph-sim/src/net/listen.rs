//! Listening: one task per listener, one per connection, all gone after shutdown.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::gate;
use crate::doors;
use crate::journal::Listener;
use crate::state::State;
use crate::switches::HeaderNames;

/// How long to wait before trying again to accept a connection.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);

/// All tasks of a running simulator. Dropping it ends them.
#[derive(Debug)]
pub(crate) struct Server {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self {
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// Serves one of the hosts on a bound socket.
    pub(crate) fn serve(&self, state: &Arc<State>, listener: Listener, socket: TcpListener) {
        let executor = self.executor();
        let state = Arc::clone(state);
        executor.clone().run(async move {
            loop {
                // An accept fails when file descriptors run out; others may be closed meanwhile.
                let Ok((connection, _)) = socket.accept().await else {
                    doors::sleep(AFTER_FAILED_ACCEPT).await;
                    continue;
                };
                let state = Arc::clone(&state);
                executor.run(serve_connection(
                    state,
                    listener,
                    connection,
                    executor.clone(),
                ));
            }
        });
    }

    /// Ends everything, stalled connections included, and waits until it has ended.
    pub(crate) async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    fn executor(&self) -> Executor {
        Executor {
            stop: self.stop.clone(),
            tasks: self.tasks.clone(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Binds a socket.
pub(crate) async fn bind(address: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = TcpListener::bind(address).await?;
    let address = socket.local_addr()?;
    Ok((socket, address))
}

async fn serve_connection(
    state: Arc<State>,
    listener: Listener,
    connection: TcpStream,
    executor: Executor,
) {
    let title_case = state.switches.current().transport.header_names == HeaderNames::Title;
    let mut builder = auto::Builder::new(executor);
    builder.http1().title_case_headers(title_case);
    // Small answers must not wait for the acknowledgment of earlier ones.
    if connection.set_nodelay(true).is_err() {
        return;
    }
    let service = service_fn(|request| gate::pass(Arc::clone(&state), listener, request));
    // The only errors left here are clients that went away and connections broken on purpose.
    builder
        .serve_connection(TokioIo::new(connection), service)
        .await
        .ok();
}

/// Runs tasks until the server stops, for us and for hyper's HTTP/2 streams.
#[derive(Clone, Debug)]
struct Executor {
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
