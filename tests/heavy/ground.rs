//! What a stage stands on: organizations with their people's drives, and the settings of the server.

use std::fmt::Write as _;

use graph_sim::{App, Sim, Switches, Tenant, User, UserHandle, World};

/// The secret of every organization's application.
pub(crate) const SECRET: &str = "the-secret-of-the-app";

/// A world and a configuration in the making.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) world: World,
    pub(crate) switches: Switches,
    /// Where the server listens; 0 for wherever there is room.
    pub(crate) port: u16,
    settings: String,
    tenants: String,
    mounts: String,
}

/// Somebody's drive, and where it is mounted.
#[derive(Clone, Debug)]
pub(crate) struct Mounted {
    pub(crate) owner: UserHandle,
    pub(crate) path: String,
}

impl Ground {
    pub(crate) fn new(switches: Switches) -> Self {
        Self {
            world: World::new(1),
            switches,
            port: 0,
            settings: String::new(),
            tenants: String::new(),
            mounts: String::new(),
        }
    }

    /// Adds top-level YAML to the configuration.
    pub(crate) fn configure(&mut self, yaml: &str) {
        let _ = writeln!(self.settings, "{yaml}");
    }

    /// Adds an organization, and mounts the drive of each of its people at `/{key}/{name}`.
    pub(crate) fn add_org(&mut self, key: &str, people: &[&str]) -> Vec<Mounted> {
        self.add(key, people, App::reader("Onefold", SECRET))
    }

    /// The same, where the drives may be written.
    pub(crate) fn add_writable_org(&mut self, key: &str, people: &[&str]) -> Vec<Mounted> {
        self.add(key, people, App::writer("Onefold", SECRET))
    }

    /// Mounts a drive of an organization that has been added once more, at `/{key}/{name}`, with these options in
    /// YAML; gives its path.
    pub(crate) fn mount_again(
        &mut self,
        (key, name): (&str, &str),
        owner: &UserHandle,
        options: &str,
    ) -> String {
        let path = format!("/{key}/{name}");
        let _ = writeln!(
            self.mounts,
            "  {path}: {{ tenant: {key}, source: {{ user: {} }}, options: {options} }}",
            owner.upn
        );
        path
    }

    fn add(&mut self, key: &str, people: &[&str], app: App) -> Vec<Mounted> {
        let tenant = Tenant::new(key, format!("{key}.example"));
        let tenant = self.world.add_tenant(tenant);
        let app = self.world.add_app(&tenant, app);
        let _ = writeln!(
            self.tenants,
            "  {key}: {{ cloud: lab, directory_id: \"{}\", client_id: \"{}\", client_secret_file: secret, path_prefix: /{key} }}",
            tenant.directory_id, app.client_id
        );
        let mount = |name: &&str| {
            let owner = self.world.add_user(&tenant, User::new(*name, *name));
            let path = format!("/{key}/{name}");
            let _ = writeln!(
                self.mounts,
                "  {path}: {{ tenant: {key}, source: {{ user: {} }} }}",
                owner.upn
            );
            Mounted { owner, path }
        };
        people.iter().map(mount).collect()
    }

    /// Everything but the world.
    pub(crate) fn configuration(&self) -> Configuration {
        Configuration {
            port: self.port,
            settings: self.settings.clone(),
            tenants: self.tenants.clone(),
            mounts: self.mounts.clone(),
        }
    }
}

/// The configuration of a server, but for the addresses of the simulator.
#[derive(Debug)]
pub(crate) struct Configuration {
    port: u16,
    settings: String,
    tenants: String,
    mounts: String,
}

impl Configuration {
    /// As a file that names this simulator.
    pub(crate) fn over(&self, sim: &Sim) -> String {
        let (login, graph, scope) = (sim.login_url(), sim.graph_url(), sim.graph_scope());
        let content = sim.content_host();
        let Self {
            port,
            settings,
            tenants,
            mounts,
        } = self;
        format!(
            r#"listen: 127.0.0.1:{port}
data_dir: data
{settings}clouds:
  lab: {{ login: "{login}", graph: "{graph}", scope: "{scope}", content_hosts: ["{content}"], insecure_http: true }}
tenants:
{tenants}mounts:
{mounts}"#
        )
    }
}
