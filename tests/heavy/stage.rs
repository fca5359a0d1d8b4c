//! A server process over a simulator, and the administrator.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use graph_sim::{DriveEditor, Options, Sim, Switches};
use onefold::app;
use onefold::config::Config;
use onefold::domain::Secret;
use tempfile::TempDir;

use crate::client::Client;
use crate::ground::{Ground, SECRET};
use crate::process::Process;
use crate::stopwatch::rest;

/// The mount of the one drive of most cases, delivered by a 302 unless a request says otherwise.
pub(crate) const MOUNT: &str = "/contoso/ada";

/// The administrator.
pub(crate) const USERNAME: &str = "root";
pub(crate) const PASSWORD: &str = "correct horse battery";

const CONFIG: &str = "config.yaml";

/// All that a case needs.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) sim: Arc<Sim>,
    pub(crate) server: Process,
    /// The administrator, signed in.
    pub(crate) admin: Client,
    folder: TempDir,
}

impl Stage {
    /// One organization with one drive; `fill` lays it out.
    pub(crate) async fn set(switches: Switches, fill: impl FnOnce(&mut DriveEditor<'_>)) -> Self {
        let mut ground = Ground::new(switches);
        let mounted = ground.add_org("contoso", &["ada"]);
        fill(&mut ground.world.drive_of(&mounted[0].owner));
        Self::on(ground).await
    }

    /// Starts simulator and server.
    pub(crate) async fn on(ground: Ground) -> Self {
        let configuration = ground.configuration();
        let options = Options {
            switches: ground.switches,
            ..Options::default()
        };
        let sim = Sim::start(ground.world, options)
            .await
            .expect("loopback has free ports");
        let folder = TempDir::new().expect("a temporary folder");
        std::fs::write(folder.path().join("secret"), SECRET).expect("the folder is ours");
        let path = folder.path().join(CONFIG);
        std::fs::write(&path, configuration.over(&sim)).expect("the folder is ours");
        let config = Config::load(Some(&path), []).expect("the configuration is sound");
        app::set_administrator(&config, USERNAME, Secret::new(PASSWORD.to_owned()))
            .await
            .expect("an empty database");
        let server = Process::start(&path);
        let admin = Client::sign_in(&server.url, USERNAME, PASSWORD).await;
        Self {
            sim: Arc::new(sim),
            server,
            admin,
            folder,
        }
    }

    /// Ends the server as the machine's power would, lets some time pass, and starts it again over the same
    /// database.
    pub(crate) async fn kill_and_restart(&mut self, meanwhile: Duration) {
        self.server.kill();
        rest(meanwhile).await;
        let config = self.folder.path().join(CONFIG);
        let started = tokio::task::spawn_blocking(move || Process::start(&config)).await;
        self.server = started.expect("it starts again");
    }

    /// A place for files of the case's own.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Stops the simulator; a request that it does not know fails the test.
    pub(crate) async fn strike(self) {
        let defects = self.sim.journal().defects();
        assert!(defects.is_empty(), "{defects:?}");
        if let Some(sim) = Arc::into_inner(self.sim) {
            sim.shutdown().await;
        }
    }
}
