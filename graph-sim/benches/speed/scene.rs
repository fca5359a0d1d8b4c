//! The world that is measured, and the requests.

use std::io;
use std::net::SocketAddr;

use graph_sim::{App, Content, Options, Sim, Tenant, User, World};

use crate::client::{Client, Request};

/// Bytes of the file that is downloaded.
const DOWNLOADED: u64 = 256 << 20;
/// Bytes of the file that is uploaded, over and over.
pub(crate) const UPLOADED: usize = 32 << 20;

pub(crate) struct Scene {
    pub(crate) sim: Sim,
    pub(crate) graph: SocketAddr,
    content: SocketAddr,
    token: String,
    drive: String,
    /// Paths and queries of download URLs.
    generated: String,
    on_disk: String,
    _folder: tempfile::TempDir,
}

impl Scene {
    pub(crate) async fn start() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("large.bin");
        std::fs::write(&file, vec![7; usize::try_from(DOWNLOADED).unwrap_or(0)])?;
        let mut world = World::new(1);
        let contoso = world.add_tenant(Tenant::new("Contoso", "contoso.example"));
        let app = world.add_app(&contoso, App::writer("Speed", "secret"));
        let ada = world.add_user(&contoso, User::new("ada", "Ada"));
        let size = DOWNLOADED;
        world
            .drive_of(&ada)
            .fill("/Many", 10_000, |n| format!("A file of some name {n}.docx"))
            .add_file("/g", Content::Generated { seed: 1, size }, World::BEGINNING)
            .add_file("/d", Content::Disk(file), World::BEGINNING);
        let sim = Sim::start(world, Options::default()).await?;
        let address = |url: &str| {
            let url = url.trim_start_matches("http://").trim_end_matches('/');
            url.parse::<SocketAddr>().map_err(io::Error::other)
        };
        let (login, graph) = (address(&sim.login_url())?, address(&sim.graph_url())?);
        let mut scene = Self {
            graph,
            content: address(&sim.content_host())?,
            token: String::new(),
            drive: ada.drive_id,
            generated: String::new(),
            on_disk: String::new(),
            _folder: folder,
            sim,
        };
        let scope = scene.sim.graph_scope();
        let form = format!(
            "grant_type=client_credentials&client_secret=secret&client_id={}&scope={scope}",
            app.client_id
        );
        let head = "POST /contoso.example/oauth2/v2.0/token HTTP/1.1\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\n";
        let answer = Client::new(login).await?;
        let answer = { answer }.read(&request(head, form.as_bytes())).await?;
        scene.token = value(&answer, "\"access_token\":\"").to_owned();
        scene.generated = scene.download_url("g").await?;
        scene.on_disk = scene.download_url("d").await?;
        Ok(scene)
    }

    async fn download_url(&self, name: &str) -> io::Result<String> {
        let mut client = Client::new(self.graph).await?;
        let path = format!("/v1.0/drives/{}/root:/{name}", self.drive);
        let answer = client.read(&self.get(&path, "")).await?;
        let url = value(&answer, "downloadUrl\":\"");
        let path = url.trim_start_matches("http://").find('/');
        let path = path.and_then(|place| url.get(place + "http://".len()..));
        path.map(str::to_owned)
            .ok_or_else(|| io::Error::other(answer))
    }

    fn get(&self, path: &str, more: &str) -> Request {
        let token = &self.token;
        let head = format!("GET {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\n{more}");
        request(&head, b"")
    }

    /// Pages of 1,000 items.
    pub(crate) fn listings(&self) -> Vec<(&'static str, Request)> {
        let path = format!("/v1.0/drives/{}/root:/Many:/children?$top=1000", self.drive);
        let few = format!("{path}&$select=id,name,size");
        let delta = format!("/v1.0/drives/{}/root/delta?$top=1000", self.drive);
        vec![
            ("listing", self.get(&path, "")),
            ("listing, three properties", self.get(&few, "")),
            ("delta", self.get(&delta, "")),
        ]
    }

    /// What moves content, with the bytes that each moves.
    pub(crate) fn transfers(&self) -> Vec<(&'static str, SocketAddr, Request, usize)> {
        let get = |path: &str| request(&format!("GET {path} HTTP/1.1\r\n"), b"");
        let bytes = usize::try_from(DOWNLOADED).unwrap_or(0);
        let put = format!(
            "PUT /v1.0/drives/{}/root:/u:/content HTTP/1.1\r\nAuthorization: Bearer {}\r\n",
            self.drive, self.token
        );
        let put = request(&put, &vec![7; UPLOADED]);
        vec![
            (
                "download, generated",
                self.content,
                get(&self.generated),
                bytes,
            ),
            (
                "download, from disk",
                self.content,
                get(&self.on_disk),
                bytes,
            ),
            ("upload", self.graph, put, UPLOADED),
        ]
    }
}

/// A request with its length and a host.
fn request(head: &str, body: &[u8]) -> Request {
    let length = match body.len() {
        0 => String::new(),
        length => format!("Content-Length: {length}\r\n"),
    };
    let head = format!("{head}Host: sim\r\n{length}\r\n");
    [head.as_bytes(), body].concat().into()
}

/// What stands in quotation marks after some text.
fn value<'t>(text: &'t str, before: &str) -> &'t str {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default()
}
