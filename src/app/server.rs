//! A running server.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::config::Config;
use crate::domain::Clock as _;
use crate::doors::SystemClock;
use crate::jobs;
use crate::services::Services;
use crate::store::{ServerLock, Store};

use super::accept::{self, Service};
use super::compose::{Doors, Layers, compose};
use super::crowd::Crowd;
use super::error::StartError;
use super::router::{proxies, router};
use super::tidy::tidy_figures;
use super::tls::Renewal;

/// How long requests under way may take to end when the server stops.
const LAST_CALL: Duration = Duration::from_secs(10);

/// Claims a data directory for the one server that may use it, making it where it is missing.
pub fn claim(data_dir: &Path) -> Result<ServerLock, StartError> {
    Ok(ServerLock::acquire(data_dir)?)
}

/// A server that listens. It must be stopped; dropping it leaves its work to the process' end.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    tls: bool,
    services: Services,
    doors: Doors,
    store: Store,
    _lock: ServerLock,
}

impl Server {
    /// Starts a server. Nothing is asked of Microsoft before it listens.
    pub async fn start(config: &Config, doors: Doors) -> Result<Self, StartError> {
        let lock = claim(&config.data_dir)?;
        Self::start_claimed(config, doors, lock).await
    }

    /// Starts a server whose data directory has been claimed already.
    pub async fn start_claimed(
        config: &Config,
        doors: Doors,
        lock: ServerLock,
    ) -> Result<Self, StartError> {
        for name in &config.unknown_variables {
            tracing::warn!(name, "this environment variable means nothing to Onefold");
        }
        let listening = |source| StartError::Listen {
            address: config.listen,
            source,
        };
        let renewal = match &config.tls {
            None => None,
            Some(tls) => Some(Renewal::begin(tls).await?),
        };
        let listener = TcpListener::bind(config.listen).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        let Layers { store, services } = compose(config, &doors).await?;
        // The lock says that whoever was at work on them is gone.
        if let Err(error) = services.upkeep.leave_uploads().await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "unfinished uploads can be gone on with only after a while"
            );
        }
        let service = Service {
            router: router(config, &services, &doors)?,
            crowd: Crowd::new(config.connections_per_address, proxies(config)),
            tls: renewal.as_ref().map(Renewal::keeper),
        };
        doors
            .tasks
            .spawn(accept::serve(listener, service, doors.clone()));
        if let Some(renewal) = renewal {
            renewal.go_on(&doors);
        }
        jobs::start(&services, &doors.clock, &doors.tasks);
        tidy_figures(&doors);
        Ok(Self {
            address,
            tls: config.tls.is_some(),
            services,
            doors,
            store,
            _lock: lock,
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as a URL, without a slash at the end.
    pub fn url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The use cases behind it.
    pub const fn services(&self) -> &Services {
        &self.services
    }

    /// Whether there is an account at all. A database that does not answer is trouble of its own and told
    /// elsewhere.
    pub async fn anybody_may_sign_in(&self) -> bool {
        self.services.accounts.any().await.unwrap_or(true)
    }

    /// Stops: no new requests, those under way may end within a bound, the database is closed.
    pub async fn stop(self) {
        let late = SystemClock.now().after(LAST_CALL);
        tokio::select! {
            () = self.doors.tasks.stop() => {}
            () = SystemClock.sleep_until(late) => tracing::warn!("some requests were cut off"),
        }
        self.store.close().await;
    }
}
