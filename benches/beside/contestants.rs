//! Who serves.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::figures::say;
use crate::gateway::Gateway;
use crate::ground::{Ground, SECRET, address_of};
use crate::process::Process;
use crate::wire::{Connection, Request};

const NAME: &str = "root";
const PASSWORD: &str = "correct horse battery";

/// One of them.
#[derive(Debug)]
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) process: Process,
    /// Whether it serves the drive at the simulator.
    pub(crate) is_remote: bool,
    address: SocketAddr,
    /// What stands before every path.
    prefix: &'static str,
    version: String,
}

/// All of them that are installed, Onefold first.
#[derive(Debug)]
pub(crate) struct Contestants {
    pub(crate) all: Vec<Contestant>,
    _gateway: Gateway,
}

impl Contestants {
    pub(crate) async fn start(ground: &Ground) -> Self {
        let gateway = Gateway::open(address_of(&ground.sim.graph_url()), ground.folder.path());
        let gateway = gateway.await;
        let mut all = vec![onefold(ground)];
        all.extend(rclone(ground, &gateway).await);
        all.extend(dufs(ground).await);
        Self {
            all,
            _gateway: gateway,
        }
    }

    pub(crate) fn print_who_they_are(&self) {
        for contestant in &self.all {
            say(format_args!(
                "- {}: {}",
                contestant.name, contestant.version
            ));
        }
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.all.iter().map(|it| it.name).collect()
    }
}

impl Contestant {
    pub(crate) async fn connect(&self) -> Connection {
        let credentials = BASE64.encode(format!("{NAME}:{PASSWORD}"));
        Connection::open(self.address, &format!("Basic {credentials}")).await
    }

    /// The path by which it serves what lies at `path` of the drive.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}/{path}", self.prefix)
    }
}

fn onefold(ground: &Ground) -> Contestant {
    let folder = ground.folder.path();
    fs::write(folder.join("secret"), SECRET).expect("the folder is ours");
    let file = folder.join("config.yaml");
    fs::write(&file, configuration(ground)).expect("the folder is ours");
    fs::write(folder.join("password"), PASSWORD).expect("the folder is ours");
    let program = env!("CARGO_BIN_EXE_onefold");
    let mut create = Command::new(program);
    create.current_dir(folder).env_clear();
    create.args(["admin", "create", NAME, "--config", "config.yaml"]);
    let created = create.args(["--password-file", "password"]).output();
    let created = created.expect("it starts");
    let said = String::from_utf8_lossy(&created.stderr);
    assert!(created.status.success(), "{said}");
    let mut command = Command::new(program);
    command.args(["serve", "--config"]).arg(file).env_clear();
    let mut process = Process::start(command.stdout(Stdio::piped()));
    let line = process.first_line();
    let url = line.trim().strip_prefix("listening on ");
    Contestant {
        name: "Onefold",
        process,
        is_remote: true,
        address: address_of(url.expect("it says where it listens")),
        prefix: "/dav/contoso/ada",
        version: format!("{}, this commit", env!("CARGO_PKG_VERSION")),
    }
}

/// Microsoft's limits are lifted for all: the simulator keeps none, and Onefold is told of none. What is measured is
/// what the programs take, not how long they wait.
fn configuration(ground: &Ground) -> String {
    let Ground {
        sim,
        tenant,
        app,
        ada,
        ..
    } = ground;
    let (login, graph, scope) = (sim.login_url(), sim.graph_url(), sim.graph_scope());
    let (content, directory, client) = (sim.content_host(), &tenant.directory_id, &app.client_id);
    let user = &ada.upn;
    format!(
        r#"listen: 127.0.0.1:0
data_dir: data
upstream: {{ units_per_minute: 100000, units_per_day: 100000000, drive_calls_per_five_minutes: 1000000 }}
clouds:
  lab: {{ login: "{login}", graph: "{graph}", scope: "{scope}", content_hosts: ["{content}"], insecure_http: true }}
tenants:
  contoso: {{ cloud: lab, directory_id: "{directory}", client_id: "{client}", client_secret_file: secret, path_prefix: /contoso }}
mounts:
  /contoso/ada: {{ tenant: contoso, source: {{ user: {user} }}, read_only: false }}
"#
    )
}

async fn rclone(ground: &Ground, gateway: &Gateway) -> Option<Contestant> {
    let program = installed("programs/bin/rclone", "programs")?;
    let address = free_address();
    let mut command = Command::new(&program);
    command
        .args(["serve", "webdav", "app:", "--addr", &address.to_string()])
        .args(["--user", NAME, "--pass", PASSWORD, "--log-level", "ERROR"])
        .env_clear()
        .env("TMPDIR", ground.folder.path())
        .env("HOME", ground.folder.path())
        .env("HTTPS_PROXY", &gateway.proxy)
        .env("HTTP_PROXY", &gateway.proxy)
        .env("SSL_CERT_FILE", &gateway.certificate)
        .env("RCLONE_CONFIG", "/dev/null")
        .env("RCLONE_CONFIG_APP_TYPE", "onedrive")
        .env("RCLONE_CONFIG_APP_CLIENT_ID", &ground.app.client_id)
        .env("RCLONE_CONFIG_APP_CLIENT_SECRET", SECRET)
        .env("RCLONE_CONFIG_APP_TENANT", &ground.tenant.directory_id)
        .env("RCLONE_CONFIG_APP_TOKEN", token(ground).await)
        .env("RCLONE_CONFIG_APP_DRIVE_ID", &ground.ada.drive_id)
        .env("RCLONE_CONFIG_APP_DRIVE_TYPE", "business");
    let mut process = Process::start(&mut command);
    process.wait_for(address).await;
    Some(Contestant {
        name: "rclone",
        process,
        is_remote: true,
        address,
        prefix: "",
        version: version(&program),
    })
}

/// A token as rclone keeps it.
async fn token(ground: &Ground) -> String {
    let login = ground.sim.login_url();
    let mut connection = Connection::open(address_of(&login), "none").await;
    let path = format!("/{}/oauth2/v2.0/token", ground.tenant.directory_id);
    let (client, scope) = (&ground.app.client_id, ground.sim.graph_scope());
    let scope = scope.replace(':', "%3A").replace('/', "%2F");
    let form = format!(
        "grant_type=client_credentials&client_id={client}&client_secret={SECRET}&scope={scope}"
    );
    let request = Request {
        method: "POST",
        path: &path,
        headers: &[("Content-Type", "application/x-www-form-urlencoded")],
    };
    let answer = connection.ask(request, form.as_bytes(), usize::MAX).await;
    let said: Value = serde_json::from_slice(&answer.body).expect("it is JSON");
    let token = said["access_token"].as_str();
    let token = token.expect("the application may sign in");
    json!({ "access_token": token, "token_type": "Bearer", "expiry": "2099-01-01T00:00:00Z" })
        .to_string()
}

async fn dufs(ground: &Ground) -> Option<Contestant> {
    let program = installed("dufs/bin/dufs", "dufs")?;
    let address = free_address();
    let mut command = Command::new(&program);
    command
        .arg(ground.local())
        .args(["--bind", "127.0.0.1", "--allow-all", "--log-format", ""])
        .args(["--port", &address.port().to_string()])
        .args(["--auth", &format!("{NAME}:{PASSWORD}@/:rw")])
        .env_clear()
        .stdout(Stdio::null());
    let mut process = Process::start(&mut command);
    process.wait_for(address).await;
    Some(Contestant {
        name: "dufs",
        process,
        is_remote: false,
        address,
        prefix: "",
        version: version(&program),
    })
}

/// A program that `scripts/setup.sh` has installed.
fn installed(program: &str, need: &str) -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools");
    let found = Some(tools.join(program)).filter(|path| path.exists());
    if found.is_none() {
        say(format_args!(
            "SKIPPED: no {program}; run scripts/setup.sh {need}"
        ));
    }
    found
}

fn version(program: &Path) -> String {
    let said = Command::new(program).arg("--version").output();
    let said = said.expect("it starts").stdout;
    let said = String::from_utf8_lossy(&said);
    said.lines().next().unwrap_or_default().to_owned()
}

/// An address at which nobody listens.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    listener.local_addr().expect("it is bound")
}
