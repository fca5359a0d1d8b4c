//! The demo world: what a newcomer without a Microsoft tenant sees first.
//!
//! Nothing in it is special: the simulator listens on loopback over folders on disk, a configuration
//! like anybody's is written, and the server starts from that through the ordinary code path.

mod files;
mod settings;
mod world;

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use graph_sim::{Options, Sim};

pub use files::WriteWorldError;

use crate::app::{self, Doors, Server, StartError};
use crate::config::{Config, ConfigError};
use crate::domain::Secret;

/// The name of the demo's administrator.
const USERNAME: &str = "admin";

/// Why the demo can't start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file of the demo can't be written.
    #[error("{} can't be written", path.display())]
    Write {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The files of the demo world can't be laid out.
    #[error("the demo's files can't be laid out")]
    Files(#[from] WriteWorldError),
    /// The simulator can't read the world.
    #[error("the demo's world can't be read")]
    World(#[from] graph_sim::LoadError),
    /// The simulator can't listen.
    #[error("the simulator can't start")]
    Simulator(#[source] io::Error),
    /// The written configuration is refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The server can't start.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// A running demo.
#[derive(Debug)]
pub struct Demo {
    server: Server,
    simulator: Sim,
    password: Secret<String>,
    config: PathBuf,
}

impl Demo {
    /// Lays out the world below `data_dir`, starts the simulator and the server, and gives the
    /// administrator a fresh password. A folder that another server uses stays as it is.
    pub async fn start(listen: SocketAddr, data_dir: &Path) -> Result<Self, DemoError> {
        let claimed = app::claim(data_dir)?;
        let simulator = world::start(&data_dir.join("files")).await?;
        let config_path = settings::write(data_dir, listen, &simulator.announcement())?;
        let config = Config::load(Some(&config_path), [])?;
        let server = Server::start_claimed(&config, Doors::default(), claimed).await?;
        let password = app::fresh_password();
        app::set_administrator(&config, USERNAME, password.clone()).await?;
        Ok(Self {
            server,
            simulator,
            password,
            config: config_path,
        })
    }

    /// Where visitors reach it.
    pub fn url(&self) -> String {
        format!("http://{}/", self.server.address())
    }

    /// The name to sign in with.
    pub const fn username(&self) -> &'static str {
        USERNAME
    }

    /// The password of this start.
    pub const fn password(&self) -> &Secret<String> {
        &self.password
    }

    /// The configuration that was written.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// Where the simulator listens: login, Graph, content and control.
    pub fn simulator(&self) -> [(&'static str, String); 4] {
        [
            ("login", self.simulator.login_url()),
            ("graph", self.simulator.graph_url()),
            (
                "content",
                format!("http://{}/", self.simulator.content_host()),
            ),
            ("control", self.simulator.control_url()),
        ]
    }

    /// Stops the server, then the simulator.
    pub async fn stop(self) {
        self.server.stop().await;
        self.simulator.shutdown().await;
    }
}

/// Starts the simulator with default positions of its switches, on free ports of loopback.
async fn simulate(world: graph_sim::World) -> Result<Sim, DemoError> {
    Sim::start(world, Options::default())
        .await
        .map_err(DemoError::Simulator)
}
