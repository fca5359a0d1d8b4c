//! A small organization on a simulator that has Microsoft's names, and what a program needs to reach it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use graph_sim::switches::CopyPace;
use graph_sim::{
    App, AppHandle, Certificate, Cloud, Content, DriveEditor, Exchange, Fingerprint, Listener,
    Options, Role, Sim, Site, SiteHandle, Switches, Tenant, TenantHandle, User, UserHandle, World,
};
use tempfile::TempDir;

use super::process::{Ended, run};

/// What the organization's application signs in with, unless by its certificate.
const SECRET: &str = "a~secret.of_letters-and+marks";
/// So many files lie in `/Many`.
pub(crate) const MANY: u64 = 450;

/// Contoso with Ada's drive and a team's site.
pub(crate) struct Stage {
    pub(crate) sim: Sim,
    pub(crate) ada: UserHandle,
    contoso: TenantHandle,
    app: AppHandle,
    team: SiteHandle,
    folder: TempDir,
}

impl Stage {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let certificate = certificate(&folder.path().join("credential.pem"));
        let mut world = World::in_cloud(11, Cloud::Global);
        let contoso = world.add_tenant(Tenant::new("contoso", "contoso.example"));
        let app = App {
            certificates: vec![certificate],
            ..App::writer("Program", SECRET)
        };
        let app = world.add_app(&contoso, app);
        let roles = [
            Role::FilesReadWriteAll,
            Role::SitesReadWriteAll,
            Role::UserReadAll,
        ];
        world.set_roles(&app, roles.to_vec());
        let ada = world.add_user(&contoso, User::new("ada", "Ada Example"));
        let team = world.add_site(&contoso, Site::team("sites/team", "The Team"));
        furnish(&mut world.drive_of(&ada));
        let mut switches = Switches::default();
        // Not every program asks a copy's monitor.
        switches.copying.pace = CopyPace::Seconds(1);
        let options = Options {
            switches,
            ..Options::default()
        };
        let sim = Sim::start(world, options).await;
        let sim = sim.expect("there are free ports");
        let authority = sim.certificate_authority_pem().expect("it speaks TLS");
        fs::write(folder.path().join("authority.pem"), authority).expect("the folder is ours");
        Self {
            sim,
            ada,
            contoso,
            app,
            team,
            folder,
        }
    }

    /// Where a program finds its files, and leaves others.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets a program run to its end. It knows nothing of this machine but what it is told here.
    pub(crate) async fn play(&self, mut command: Command, more: &[(&str, String)]) -> Ended {
        let more = more.iter().map(|(name, value)| (*name, value));
        command.env_clear().envs(self.environment()).envs(more);
        run(command, self.folder()).await
    }

    /// What one has to know to sign in and find the drives.
    pub(crate) fn facts(&self) -> [(&'static str, String); 7] {
        [
            ("SIM_TENANT", self.contoso.directory_id.clone()),
            ("SIM_CLIENT_ID", self.app.client_id.clone()),
            ("SIM_CLIENT_SECRET", SECRET.to_owned()),
            ("SIM_CREDENTIAL", self.path("credential.pem")),
            ("SIM_USER", self.ada.upn.clone()),
            ("SIM_DRIVE", self.ada.drive_id.clone()),
            ("SIM_SITE", self.team.id.clone()),
        ]
    }

    /// The way to the simulator, for programs that have Microsoft's hosts built in.
    fn environment(&self) -> Vec<(&'static str, String)> {
        let proxy = self.sim.proxy_url().expect("it speaks TLS");
        let authority = self.path("authority.pem");
        let path = env::var_os("PATH").and_then(|path| path.into_string().ok());
        let mut environment = vec![
            ("PATH", path.unwrap_or_default()),
            ("HOME", self.path("")),
            ("HTTPS_PROXY", proxy),
            ("PYTHONDONTWRITEBYTECODE", "1".to_owned()),
        ];
        let names = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];
        environment.extend(names.map(|name| (name, authority.clone())));
        environment
    }

    fn path(&self, name: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        path.to_str().expect("the folder's name is text").to_owned()
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut DriveEditor<'_>) -> T) -> T {
        self.sim
            .change(|world| change(&mut world.drive_of(&self.ada)))
    }

    /// What lies there now.
    pub(crate) fn stored(&self, path: &str) -> Fingerprint {
        self.change(|drive| drive.fingerprint_of(path))
    }

    /// The requests that Graph has had since the last time, oldest first.
    pub(crate) fn take_graph_calls(&self) -> Vec<Exchange> {
        let mut exchanges = self.sim.journal().entries();
        self.assert_clean();
        self.sim.journal().clear();
        exchanges.retain(|exchange| exchange.listener == Listener::Graph);
        exchanges
    }

    /// For whoever wonders why a program is not content.
    pub(crate) fn last_requests(&self) -> String {
        let exchanges = self.sim.journal().entries();
        let last = exchanges.iter().rev().take(12).rev();
        let lines = last.map(|exchange| {
            let query = exchange.query.as_deref().unwrap_or_default();
            let Exchange { method, path, .. } = exchange;
            format!("{method} {path}?{query} {:?}", exchange.status)
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Nobody has asked for what the simulator lacks, or for a host that it does not play.
    pub(crate) fn assert_clean(&self) {
        let defects = self.sim.journal().defects();
        assert!(defects.is_empty(), "{defects:#?}");
    }
}

fn furnish(drive: &mut DriveEditor<'_>) {
    let large = Content::Generated {
        seed: 11,
        size: 3_000_000,
    };
    drive
        .add_file("/Documents/hello.txt", "Hello World!", World::BEGINNING)
        .add_file("/Documents/Deep/Deeper/end.txt", "end", World::BEGINNING)
        .add_file("/Documents/large.bin", large, World::BEGINNING)
        .add_folder("/Empty")
        .fill("/Many", MANY, |number| format!("file {number}.txt"));
}

/// A key and its certificate in one file, as Microsoft's libraries want them; the public half.
fn certificate(path: &Path) -> Certificate {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).expect("there is randomness");
    let parameters = rcgen::CertificateParams::new(vec!["program".to_owned()]);
    let certificate = parameters.expect("a name").self_signed(&key);
    let certificate = certificate.expect("the key is its own");
    let key = pem("PRIVATE KEY", &key.serialize_der());
    fs::write(path, key + &pem("CERTIFICATE", certificate.der())).expect("the folder is ours");
    Certificate::from_der(certificate.der().to_vec()).expect("it is one")
}

/// RFC 7468.
fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64.encode(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let lines = lines.join("\n");
    format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
}
