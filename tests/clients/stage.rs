//! A server over a simulator, with a drive that can be written and somebody who may: the clock is the world's, since
//! the programs wait on it.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use graph_sim::{
    App, DriveEditor, Exchange, Fingerprint, Listener, Options, Sim, Tenant, User, UserHandle,
    World,
};
use onefold::app::{self, Doors, Server};
use onefold::config::Config;
use onefold::domain::Secret;
use onefold::doors::{Random, SystemClock, Tasks};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::process::{Ended, run};

/// Who uses the programs.
pub(crate) const USERNAME: &str = "ann";
/// Where the drive is mounted.
const MOUNT: &str = "/contoso/ada";
/// The secret of the organization's application.
const SECRET: &str = "the-secret-of-the-app";
/// The password of the administrator and of everybody else; the programs don't know it.
const OWN_PASSWORD: &str = "correct horse battery";

/// Ada's drive behind a server, and Ann's programs before it.
pub(crate) struct Stage {
    pub(crate) sim: Sim,
    ada: UserHandle,
    server: Server,
    /// The one that Ann has made for her programs.
    pub(crate) password: String,
    client: Client,
    house: TempDir,
    folder: TempDir,
}

impl Stage {
    pub(crate) async fn open() -> Self {
        let mut world = World::new(1);
        let tenant = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = world.add_app(&tenant, App::writer("Onefold", SECRET));
        let ada = world.add_user(&tenant, User::new("ada", "Ada Example"));
        let sim = Sim::start(world, Options::default()).await;
        let sim = sim.expect("there are free ports");
        let house = TempDir::new().expect("a temporary folder");
        fs::write(house.path().join("secret"), SECRET).expect("the folder is ours");
        let path = house.path().join("config.yaml");
        let ids = [tenant.directory_id.as_str(), app.client_id.as_str()];
        fs::write(&path, configuration(&sim, ids)).expect("the folder is ours");
        let config = Config::load(Some(&path), []).expect("the configuration is sound");
        let password = Secret::new(OWN_PASSWORD.to_owned());
        let made = app::set_administrator(&config, "root", password).await;
        made.expect("an empty database");
        let doors = Doors {
            clock: Arc::new(SystemClock),
            random: Random,
            tasks: Tasks::default(),
        };
        let server = Server::start(&config, doors).await.expect("it starts");
        let client = client();
        let password = password_for_programs(&client, &server.url()).await;
        Self {
            sim,
            ada,
            server,
            password,
            client,
            house,
            folder: TempDir::new().expect("a temporary folder"),
        }
    }

    /// The server's address, without a slash at the end. It has another host than the one that files come from, as
    /// in life: programs judge by it whether to send their password along.
    pub(crate) fn origin(&self) -> String {
        format!("http://localhost:{}", self.server.address().port())
    }

    /// Where programs find the drive, without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("{}/dav{MOUNT}", self.origin())
    }

    /// Where a program finds its files, and leaves others.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets a program run to its end. It knows nothing of this machine but what it is told here.
    pub(crate) async fn play(&self, mut command: Command, more: &[(&str, String)]) -> Ended {
        let path = env::var_os("PATH").unwrap_or_default();
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder())
            .env("LANG", "C.UTF-8")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .envs([
                ("DAV_URL", self.url()),
                ("DAV_USERNAME", USERNAME.to_owned()),
            ])
            .env("DAV_PASSWORD", &self.password)
            .envs(more.iter().map(|(name, value)| (*name, value)));
        run(command, self.folder()).await
    }

    /// A request of our own, with the password for programs; `path` is one below the mount, encoded.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let request = self.client.request(method, format!("{}{path}", self.url()));
        request.basic_auth(USERNAME, Some(&self.password))
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut DriveEditor<'_>) -> T) -> T {
        self.sim
            .change(|world| change(&mut world.drive_of(&self.ada)))
    }

    /// What lies there now.
    pub(crate) fn stored(&self, path: &str) -> Fingerprint {
        self.change(|drive| drive.fingerprint_of(path))
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.change(|drive| drive.exists(path))
    }

    /// Below a folder of the drive, or of its root, which is empty, lie these files, and nothing else but the folders
    /// that they are in.
    #[track_caller]
    pub(crate) fn assert_stored(&self, folder: &str, files: &BTreeMap<String, Fingerprint>) {
        let there = self.change(|drive| {
            let mut there = BTreeSet::new();
            gather(drive, folder, &mut there);
            there
        });
        let below = files.keys().map(|path| format!("{folder}/{path}"));
        let above = below.clone().flat_map(|path| above(&path, folder));
        let expected: BTreeSet<_> = above.chain(below).collect();
        let missing: Vec<_> = expected.difference(&there).collect();
        let left_over: Vec<_> = there.difference(&expected).collect();
        assert!(missing.is_empty(), "{missing:?} beside {left_over:?}");
        assert!(left_over.is_empty(), "{left_over:?}");
        for (path, fingerprint) in files {
            let path = format!("{folder}/{path}");
            assert_eq!(&self.stored(&path), fingerprint, "{path}");
        }
    }

    /// In the root of the drive lies this, and nothing else.
    #[track_caller]
    pub(crate) fn assert_in_root(&self, names: &[&str]) {
        let there = self.change(|drive| drive.children_of("").unwrap_or_default());
        let there: BTreeSet<_> = there.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(there, names.iter().copied().collect());
    }

    /// What was asked of the drive since the last time and changed it, or could have.
    pub(crate) fn take_writes(&self) -> Vec<String> {
        let exchanges = self.sim.journal().entries();
        self.assert_no_defects();
        self.sim.journal().clear();
        let writes = |one: &&Exchange| one.listener != Listener::Login && one.method != "GET";
        let writes = exchanges.iter().filter(writes);
        writes
            .map(|one| format!("{} {} {:?}", one.method, one.path, one.status))
            .collect()
    }

    /// How often a program of this name has been to Microsoft's side for bytes since the last time.
    pub(crate) fn take_fetches(&self, agent: &str) -> usize {
        let exchanges = self.sim.journal().entries();
        self.assert_no_defects();
        self.sim.journal().clear();
        let is_its = |one: &&Exchange| {
            let name = one.header("user-agent").unwrap_or_default();
            one.listener == Listener::Content && one.method == "GET" && name.contains(agent)
        };
        exchanges.iter().filter(is_its).count()
    }

    /// Nobody has asked for what the simulator lacks.
    #[track_caller]
    pub(crate) fn assert_no_defects(&self) {
        let defects = self.sim.journal().defects();
        assert!(defects.is_empty(), "{defects:#?}");
    }

    /// Nothing is left to be said: no upload half done, no answer of ours that owns up to a failure.
    pub(crate) async fn close(self) {
        self.assert_no_defects();
        let open = self.sim.uploads().open();
        assert!(open.is_empty(), "{open:?}");
        let spool = fs::read_dir(self.house.path().join("data/spool"));
        let spooled = spool.map_or(0, Iterator::count);
        assert_eq!(spooled, 0, "what was spooled is gone");
        let figures = self.client.get(format!("{}/metrics", self.origin()));
        let figures = figures.send().await.expect("it answers").text().await;
        let figures = figures.expect("they are text");
        let mut answers = figures
            .lines()
            .filter(|line| line.starts_with("onefold_requests_total{") && line.contains("\"dav\""));
        assert!(answers.clone().count() > 0, "{figures}");
        let failure = answers.find(|line| line.contains("status=\"5"));
        assert_eq!(failure, None);
        self.server.stop().await;
        self.sim.shutdown().await;
    }
}

/// Every file and folder below one.
fn gather(drive: &DriveEditor<'_>, folder: &str, all: &mut BTreeSet<String>) {
    for (name, size) in drive.children_of(folder).unwrap_or_default() {
        let path = format!("{folder}/{name}");
        if size.is_none() {
            gather(drive, &path, all);
        }
        all.insert(path);
    }
}

/// The folders in which a file lies, below this one.
fn above(path: &str, folder: &str) -> Vec<String> {
    let folders = path
        .match_indices('/')
        .map(|(place, _)| path.split_at(place).0);
    let below = folders.filter(|it| it.len() > folder.len());
    below.map(str::to_owned).collect()
}

/// The organization is so large that nobody waits for the units of its application.
fn configuration(sim: &Sim, [directory, application]: [&str; 2]) -> String {
    let (login, graph, scope) = (sim.login_url(), sim.graph_url(), sim.graph_scope());
    let content = sim.content_host();
    format!(
        r#"listen: 127.0.0.1:0
data_dir: data
upstream: {{ units_per_minute: 100000 }}
clouds:
  lab: {{ login: "{login}", graph: "{graph}", scope: "{scope}", content_hosts: ["{content}"], insecure_http: true }}
tenants:
  contoso: {{ cloud: lab, directory_id: "{directory}", client_id: "{application}", client_secret_file: secret, path_prefix: /contoso }}
mounts:
  {MOUNT}: {{ tenant: contoso, source: {{ user: ada@contoso.example }} }}
"#
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "these are the programs' requests, not the server's"
)]
fn client() -> Client {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none());
    client.no_proxy().build().expect("a client")
}

/// Makes Ann, lets her work in the drive, and makes a password for her programs.
async fn password_for_programs(client: &Client, server: &str) -> String {
    let api = Api { client, server };
    let root = api.sign_in("root").await;
    let ann = json!({ "username": USERNAME, "password": OWN_PASSWORD });
    let ann = api.make(&root, "admin/accounts", &ann, "id").await;
    let rights = ["list", "read", "write", "delete"];
    let grant = json!({ "principal": ann, "path": MOUNT, "rights": rights });
    api.make(&root, "admin/grants", &grant, "id").await;
    let ann = api.sign_in(USERNAME).await;
    let program = json!({ "name": "Programs" });
    api.make(&ann, "me/app-passwords", &program, "password")
        .await
}

/// The server as people have it who set things up.
struct Api<'a> {
    client: &'a Client,
    server: &'a str,
}

impl Api<'_> {
    async fn sign_in(&self, username: &str) -> String {
        let credentials = json!({ "username": username, "password": OWN_PASSWORD });
        self.make("", "auth/login", &credentials, "token").await
    }

    /// Posts something; a member of what has come of it.
    async fn make(&self, token: &str, address: &str, body: &Value, member: &str) -> String {
        let request = self
            .client
            .post(format!("{}/api/v1/{address}", self.server))
            .header("content-type", "application/json")
            .body(body.to_string());
        let request = match token {
            "" => request,
            token => request.bearer_auth(token),
        };
        let answer = request.send().await.expect("it answers").text().await;
        let answer = answer.expect("it is text");
        let made: Value = serde_json::from_str(&answer).expect("it is JSON");
        let made = made[member].as_str();
        made.unwrap_or_else(|| panic!("{address}: {answer}"))
            .to_owned()
    }
}
