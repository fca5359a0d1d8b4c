//! A server process over a simulator, and the administrator.

use graph_sim::{DriveEditor, Options, Sim, Switches};
use onefold::app;
use onefold::config::Config;
use onefold::domain::Secret;
use tempfile::TempDir;

use crate::client::Client;
use crate::ground::{Ground, SECRET};
use crate::process::Process;

/// The mount of the one drive of most cases, delivered by a 302 unless a request says otherwise.
pub(crate) const MOUNT: &str = "/contoso/ada";

const PASSWORD: &str = "correct horse battery";

/// All that a case needs.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) sim: Sim,
    pub(crate) server: Process,
    /// The administrator, signed in.
    pub(crate) admin: Client,
    _folder: TempDir,
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
        let path = folder.path().join("config.yaml");
        std::fs::write(&path, configuration.over(&sim)).expect("the folder is ours");
        let config = Config::load(Some(&path), []).expect("the configuration is sound");
        app::set_administrator(&config, "root", Secret::new(PASSWORD.to_owned()))
            .await
            .expect("an empty database");
        let server = Process::start(&path);
        let admin = Client::sign_in(&server.url, "root", PASSWORD).await;
        Self {
            sim,
            server,
            admin,
            _folder: folder,
        }
    }

    /// Stops the simulator; a request that it does not know fails the test.
    pub(crate) async fn strike(self) {
        let defects = self.sim.journal().defects();
        assert!(defects.is_empty(), "{defects:?}");
        self.sim.shutdown().await;
    }
}
