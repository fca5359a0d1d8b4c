//! A server process over a simulator: one organization, one drive, one administrator.

use graph_sim::{App, DriveEditor, Options, Sim, Switches, Tenant, User, World};
use onefold::app;
use onefold::config::Config;
use onefold::domain::Secret;
use tempfile::TempDir;

use crate::client::Client;
use crate::process::Process;

/// The mount of the one drive, delivered by a 302 unless a request says otherwise.
pub(crate) const MOUNT: &str = "/contoso/ada";

const PASSWORD: &str = "correct horse battery";
const SECRET: &str = "the-secret-of-the-app";

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
    /// Starts simulator and server; `fill` lays out the drive.
    pub(crate) async fn set(switches: Switches, fill: impl FnOnce(&mut DriveEditor<'_>)) -> Self {
        let mut world = World::new(1);
        let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = world.add_app(&tenant, App::reader("Onefold", SECRET));
        let ada = world.add_user(&tenant, User::new("ada", "Ada Example"));
        fill(&mut world.drive_of(&ada));
        let options = Options {
            switches,
            ..Options::default()
        };
        let sim = Sim::start(world, options)
            .await
            .expect("loopback has free ports");
        let folder = TempDir::new().expect("a temporary folder");
        std::fs::write(folder.path().join("secret"), SECRET).expect("the folder is ours");
        let path = folder.path().join("config.yaml");
        let yaml = configuration(&sim, &tenant.directory_id, &app.client_id);
        std::fs::write(&path, yaml).expect("the folder is ours");
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

fn configuration(sim: &Sim, directory_id: &str, client_id: &str) -> String {
    let (login, graph, scope) = (sim.login_url(), sim.graph_url(), sim.graph_scope());
    let content = sim.content_host();
    format!(
        r#"listen: 127.0.0.1:0
data_dir: data
clouds:
  lab: {{ login: "{login}", graph: "{graph}", scope: "{scope}", content_hosts: ["{content}"], insecure_http: true }}
tenants:
  contoso: {{ cloud: lab, directory_id: "{directory_id}", client_id: "{client_id}", client_secret_file: secret, path_prefix: /contoso }}
mounts:
  {MOUNT}: {{ tenant: contoso, source: {{ user: ada@contoso.example }} }}
"#
    )
}
