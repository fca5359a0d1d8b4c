//! A running server over a running simulator.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use graph_sim::{Listener, Options, Sim, Switches, World};
use onefold::app::{self, Doors, Server};
use onefold::config::Config;
use onefold::domain::{Secret, Timestamp, Urgency};
use onefold::doors::{ManualClock, Random, Tasks};
use onefold::services::Services;
use onefold::store::Store;
use tempfile::TempDir;

use super::{Actor, Org};

/// What a house is to be like.
#[derive(Debug)]
pub(crate) struct Plan {
    world: World,
    orgs: Vec<Org>,
    mounts: String,
    switches: Switches,
    settings: String,
    secrets: Vec<(&'static str, &'static str)>,
}

impl Plan {
    /// One organization, `contoso`, with Ada's and Bob's drives at `/contoso/ada` (redirect) and
    /// `/contoso/bob` (proxy); `fill` lays out what is in them.
    pub(crate) fn of_contoso(fill: impl FnOnce(&mut World, &Org)) -> Self {
        let mut plan = Self::empty();
        plan.add_org("contoso", fill);
        plan.mount(
            "/contoso/ada",
            "contoso",
            "ada@contoso.example",
            "delivery: redirect",
        );
        plan.mount(
            "/contoso/bob",
            "contoso",
            "bob@contoso.example",
            "delivery: proxy",
        );
        plan
    }

    /// Nobody and nothing.
    pub(crate) fn empty() -> Self {
        Self {
            world: World::new(1),
            orgs: Vec::new(),
            mounts: String::new(),
            switches: Switches::default(),
            settings: String::new(),
            secrets: Vec::new(),
        }
    }

    /// One more organization, mounted nowhere yet.
    pub(crate) fn add_org(&mut self, key: &'static str, fill: impl FnOnce(&mut World, &Org)) {
        let org = Org::add(&mut self.world, key);
        fill(&mut self.world, &org);
        self.orgs.push(org);
    }

    /// One more organization, whose application may write.
    pub(crate) fn add_writer(&mut self, key: &'static str, fill: impl FnOnce(&mut World, &Org)) {
        let org = Org::add_writer(&mut self.world, key);
        fill(&mut self.world, &org);
        self.orgs.push(org);
    }

    /// The first organization once more, registered under another key with an application of its own.
    pub(crate) fn add_twin(&mut self, key: &'static str) {
        let twin = self.orgs[0].twin(&mut self.world, key);
        self.orgs.push(twin);
    }

    /// Declares a mount of a user's drive; `options` is more YAML for the mount's braces.
    pub(crate) fn mount(&mut self, path: &str, tenant: &str, user: &str, options: &str) {
        let _ = writeln!(
            self.mounts,
            "  {path}: {{ tenant: {tenant}, source: {{ user: {user} }}, {options} }}"
        );
    }

    /// Turns switches of the simulator before it starts.
    pub(crate) fn switch(mut self, turn: impl FnOnce(&mut Switches)) -> Self {
        turn(&mut self.switches);
        self
    }

    /// Lays a file with one secret beside the configuration.
    pub(crate) fn secret_file(mut self, name: &'static str, secret: &'static str) -> Self {
        self.secrets.push((name, secret));
        self
    }

    /// Adds top-level YAML to the configuration.
    pub(crate) fn configure(mut self, yaml: &str) -> Self {
        self.settings.push_str(yaml);
        self.settings.push('\n');
        self
    }

    /// Starts simulator and server.
    pub(crate) async fn start(self) -> House {
        House::start(self).await
    }
}

/// A server, the simulator under it, and the clock of both.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) sim: Sim,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) orgs: Vec<Org>,
    pub(crate) config: Config,
    server: Server,
    folder: TempDir,
}

impl House {
    /// The name of the administrator in every test.
    pub(crate) const USERNAME: &'static str = "root";
    /// And his password.
    pub(crate) const PASSWORD: &'static str = "correct horse battery";

    async fn start(plan: Plan) -> Self {
        let Plan {
            world,
            orgs,
            mounts,
            switches,
            settings,
            secrets,
        } = plan;
        let sim = Sim::start(
            world,
            Options {
                switches,
                ..Options::default()
            },
        )
        .await
        .expect("loopback has free ports");
        sim.clock().freeze();
        let folder = TempDir::new().expect("a temporary folder");
        for (name, secret) in secrets {
            std::fs::write(folder.path().join(name), secret).expect("the folder is ours");
        }
        let config = configure(&sim, &orgs, &mounts, &settings, &folder);
        app::set_administrator(
            &config,
            Self::USERNAME,
            Secret::new(Self::PASSWORD.to_owned()),
        )
        .await
        .expect("an empty database");
        let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(
            sim.clock().now().as_millisecond(),
        )));
        clock.skip_back_offs_up_to(Urgency::PATIENCE);
        let server = serve(&config, &clock).await;
        let house = Self {
            sim,
            clock,
            orgs,
            config,
            server,
            folder,
        };
        house.settle().await;
        house
    }

    /// Stops the server and starts it again over the same data; the simulator runs on.
    pub(crate) async fn restart(mut self) -> Self {
        self.server.stop().await;
        self.server = serve(&self.config, &self.clock).await;
        self.settle().await;
        self
    }

    /// Another server over a copy of the data as they lie on disk now: what follows a process that is killed.
    pub(crate) async fn heir(&self) -> Heir {
        let folder = TempDir::new().expect("a temporary folder");
        let files = std::fs::read_dir(&self.config.data_dir).expect("the folder is ours");
        for file in files.map(|file| file.expect("it is readable")) {
            // What is shared between processes dies with them.
            let is_shared = file.file_name().to_string_lossy().ends_with("-shm");
            if !is_shared && file.file_type().expect("it is there").is_file() {
                let to = folder.path().join(file.file_name());
                std::fs::copy(file.path(), to).expect("the folder is ours");
            }
        }
        let config = Config {
            data_dir: folder.path().to_owned(),
            ..self.config.clone()
        };
        Heir {
            server: serve(&config, &self.clock).await,
            _folder: folder,
        }
    }

    /// The same, with more in the database than anybody would wait for over the API.
    pub(crate) async fn sow(mut self, plant: impl AsyncFnOnce(&Store)) -> Self {
        self.server.stop().await;
        let store = Store::open(&self.config.data_dir).await;
        let store = store.expect("the folder is ours");
        plant(&store).await;
        store.close().await;
        self.server = serve(&self.config, &self.clock).await;
        self.settle().await;
        self
    }

    /// The start asks for one token per application; tests count from there.
    async fn settle(&self) {
        let tokens = self.orgs.len();
        assert!(
            self.sim
                .journal()
                .wait_for(|all| all
                    .iter()
                    .filter(|one| one.listener == Listener::Login && one.finished)
                    .count()
                    >= tokens)
                .await,
            "tokens are asked for at the start"
        );
        self.sim.journal().clear();
    }

    /// Where the server listens, without a slash at the end.
    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// The use cases behind the faces.
    pub(crate) const fn services(&self) -> &Services {
        self.server.services()
    }

    /// The folder of the server's data.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Somebody who has not signed in.
    pub(crate) fn anonymous(&self) -> Actor {
        Actor::new(self.url(), None)
    }

    /// The administrator, signed in over the API.
    pub(crate) async fn admin(&self) -> Actor {
        Actor::sign_in(self.url(), Self::USERNAME, Self::PASSWORD).await
    }

    /// Moves the time of server and simulator alike.
    pub(crate) fn advance(&self, duration: Duration) {
        self.sim.clock().advance(duration);
        self.clock.advance(duration);
    }

    /// Stops both; a request that the simulator does not know fails the test.
    pub(crate) async fn stop(self) {
        let defects = self.sim.journal().defects();
        assert!(
            defects.is_empty(),
            "the simulator met requests it does not know: {defects:?}"
        );
        self.server.stop().await;
        self.sim.shutdown().await;
    }
}

/// A server that has taken over where another was killed.
#[derive(Debug)]
pub(crate) struct Heir {
    server: Server,
    _folder: TempDir,
}

impl Heir {
    /// The use cases behind the faces.
    pub(crate) const fn services(&self) -> &Services {
        self.server.services()
    }

    /// Stops it.
    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }
}

async fn serve(config: &Config, clock: &Arc<ManualClock>) -> Server {
    let doors = Doors {
        clock: Arc::clone(clock) as _,
        random: Random,
        tasks: Tasks::default(),
    };
    Server::start(config, doors)
        .await
        .expect("the configuration is sound")
}

/// Writes a configuration over the simulator into a folder, and reads it.
pub(super) fn configure(
    sim: &Sim,
    orgs: &[Org],
    mounts: &str,
    settings: &str,
    folder: &TempDir,
) -> Config {
    let mut yaml = format!(
        "listen: 127.0.0.1:0\ndata_dir: data\n{settings}clouds:\n  lab: {{ login: \"{}\", graph: \"{}\", scope: \"{}\", content_hosts: [\"{}\"], insecure_http: true }}\n",
        sim.login_url(),
        sim.graph_url(),
        sim.graph_scope(),
        sim.content_host(),
    );
    let secret = folder.path().join("secret");
    std::fs::write(&secret, Org::SECRET).expect("the folder is ours");
    if !orgs.is_empty() {
        yaml.push_str("tenants:\n");
    }
    for org in orgs {
        let _ = writeln!(
            yaml,
            "  {key}: {{ cloud: lab, directory_id: \"{}\", client_id: \"{}\", client_secret_file: secret, path_prefix: /{key} }}",
            org.tenant.directory_id,
            org.app.client_id,
            key = org.key,
        );
    }
    if !mounts.is_empty() {
        yaml.push_str("mounts:\n");
        yaml.push_str(mounts);
    }
    let path = folder.path().join("config.yaml");
    std::fs::write(&path, yaml).expect("the folder is ours");
    Config::load(Some(&path), []).expect("the configuration is sound")
}
