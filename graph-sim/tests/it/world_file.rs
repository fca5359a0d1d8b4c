//! A world from one file.

use std::fs;
use std::path::{Path, PathBuf};

use graph_sim::{LoadError, Options, Sim, World, WorldPlan};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::kit::{Answer, client, read, time};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/world.json")
}

/// A description in a folder of its own.
fn written(description: &Value) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a world.json");
    fs::write(&path, description.to_string()).unwrap();
    (folder, path)
}

/// Why a description is refused.
fn refusal(description: &Value) -> LoadError {
    let (_folder, path) = written(description);
    World::new(1).load_file(&path).unwrap_err()
}

/// A tenant with a user whose drive holds these items.
fn with_items(items: &Value) -> Value {
    json!({ "tenants": { "contoso": { "users": { "ada": { "items": items } } } } })
}

struct Ground {
    sim: Sim,
    announcement: Value,
    token: String,
}

impl Ground {
    /// Builds a world and signs in as the first application of the first tenant.
    async fn start(path: &Path) -> Self {
        let plan = WorldPlan::from_file(path).unwrap();
        let options = Options {
            switches: plan.switches(),
            starts_at: plan.starts_at(),
            ..Options::default()
        };
        let mut world = World::new(plan.seed().unwrap_or(1));
        world.build(plan).unwrap();
        let sim = Sim::start(world, options).await.unwrap();
        let announcement = serde_json::to_value(sim.announcement()).unwrap();
        let mut ground = Self {
            sim,
            announcement,
            token: String::new(),
        };
        ground.sign_in(0).await;
        ground
    }

    async fn sign_in(&mut self, app: usize) -> Answer {
        let tenant = &self.announcement["tenants"][0];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let form = [
            ("grant_type", "client_credentials".to_owned()),
            ("client_id", text(&tenant["apps"][app]["client_id"])),
            ("client_secret", text(&tenant["apps"][app]["client_secret"])),
            ("scope", self.sim.graph_scope()),
        ];
        let domain = text(&tenant["domain"]);
        let url = format!("{}{domain}/oauth2/v2.0/token", self.sim.login_url());
        let answer = read(client().post(url).form(&form).send().await.unwrap()).await;
        if answer.status == 200 {
            self.token = text(&answer.json()["access_token"]);
        }
        answer
    }

    async fn ask(&self, method: Method, path: &str) -> Answer {
        let url = format!("{}v1.0{path}", self.sim.graph_url());
        let request = client().request(method, url).bearer_auth(&self.token);
        read(request.send().await.unwrap()).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.ask(Method::GET, path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// Something in the drive of the first user.
    async fn item(&self, rest: &str) -> Value {
        self.get(&self.in_drive(rest)).await
    }

    fn in_drive(&self, rest: &str) -> String {
        let drive = &self.announcement["tenants"][0]["users"][0]["drive_id"];
        format!("/drives/{}{rest}", drive.as_str().unwrap())
    }
}

#[tokio::test]
async fn the_example_holds_what_it_says() {
    let mut ground = Ground::start(&example()).await;
    let items = ground.item("/root:/Documents:/children").await;
    let names = items["value"].as_array().unwrap().iter();
    let names: Vec<_> = names.map(|item| item["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["hello.txt", "pixel.png", "report.txt"]);
    let report = ground.item("/root:/Documents/report.txt").await;
    assert_eq!(report["createdDateTime"], "2026-01-05T08:00:00Z");
    assert_eq!(
        report["fileSystemInfo"]["lastModifiedDateTime"],
        "2026-01-07T08:00:00Z"
    );
    assert_eq!(report["shared"]["scope"], "organization");
    let versions = ground.item("/root:/Documents/report.txt:/versions").await;
    let times = versions["value"].as_array().unwrap().iter();
    let times: Vec<_> = times.map(|one| &one["lastModifiedDateTime"]).collect();
    assert_eq!(
        times,
        [
            "2026-01-07T08:00:00Z",
            "2026-01-06T08:00:00Z",
            "2026-01-05T08:00:00Z"
        ]
    );
    let large = ground.item("/root:/Large").await;
    assert_eq!(large["folder"]["childCount"], 2);
    assert!(large["size"].as_u64().unwrap() > 5 << 30);
    let many = ground.item("/root:/Large/many").await;
    assert_eq!(many["folder"]["childCount"], 1200);
    assert_eq!(
        ground.item("/root:/Notes").await["package"]["type"],
        "oneNote"
    );
    let infected = ground.item("/root:/Infected.txt").await;
    assert_eq!(infected["malware"]["description"], "EICAR_Test_File");
    for (path, name) in [("Shared by Bo", "For everybody"), ("Team files", "Plans")] {
        let shortcut = ground.item(&format!("/root:/{path}")).await;
        assert!(shortcut["remoteItem"]["id"].is_string(), "{name}");
    }
    let locked = ground.in_drive("/root:/Locked.docx");
    assert_eq!(ground.ask(Method::DELETE, &locked).await.status, 423);
    for (app, status) in [(1, 200), (2, 401), (3, 200), (4, 400)] {
        assert_eq!(ground.sign_in(app).await.status, status, "{app}");
    }
}

#[tokio::test]
async fn a_grant_opens_a_site_to_the_application_that_has_it() {
    let mut ground = Ground::start(&example()).await;
    ground.sign_in(1).await;
    let sites = ground.announcement["tenants"][0]["sites"].clone();
    let mut seen = Vec::new();
    for site in sites.as_array().unwrap() {
        let drive = site["libraries"][0]["drive_id"].as_str().unwrap();
        let answer = ground
            .ask(Method::GET, &format!("/drives/{drive}/root"))
            .await;
        seen.push((site["path"].as_str().unwrap().to_owned(), answer.status));
    }
    let expected = [("", 403), ("teams/news", 403), ("sites/team", 200)];
    assert_eq!(
        seen,
        expected.map(|(path, status)| (path.to_owned(), status))
    );
}

#[tokio::test]
async fn ids_are_as_they_were_chosen_and_the_clock_and_switches_as_they_were_set() {
    let (id, app) = (
        "11111111-2222-4333-8444-555555555555",
        "99999999-2222-4333-8444-555555555555",
    );
    let (_folder, path) = written(&json!({
        "seed": 9,
        "starts_at": "2030-05-01T00:00:00Z",
        "switches": { "listing": { "default_page_size": 2 } },
        "tenants": { "contoso": {
            "directory_id": id,
            "apps": [{ "display_name": "A", "client_id": app, "roles": ["Files.Read.All"] }],
            "users": { "ada": { "items": { "/1": "", "/2": "", "/3": "" } } },
            "sites": { "home": { "path": "", "libraries": { "Documents": { "items": { "/a": "" } } } } }
        } }
    }));
    let ground = Ground::start(&path).await;
    assert_eq!(ground.announcement["tenants"][0]["directory_id"], id);
    assert_eq!(
        ground.announcement["tenants"][0]["apps"][0]["client_id"],
        app
    );
    assert!(ground.sim.clock().now() >= time("2030-05-01T00:00:00Z"));
    let page = ground.item("/root/children").await;
    assert_eq!(page["value"].as_array().unwrap().len(), 2);
    let sites = ground.announcement["tenants"][0]["sites"].clone();
    assert_eq!(sites.as_array().unwrap().len(), 1, "the root site alone");
    let drive = sites[0]["libraries"][0]["drive_id"].as_str().unwrap();
    ground.get(&format!("/drives/{drive}/root:/a")).await;
}

#[tokio::test]
async fn contents_may_be_text_base64_generated_or_on_disk() {
    let (folder, path) = written(&with_items(&json!({
        "/a": "text",
        "/b": { "content": { "text": "text" } },
        "/c": { "content": { "base64": "dGV4dA==" } },
        "/d": { "content": { "disk": "on disk.txt" } },
        "/e": { "content": { "generated": { "size": 4 } } },
    })));
    fs::write(folder.path().join("on disk.txt"), "text").unwrap();
    let ground = Ground::start(&path).await;
    for (name, expected) in [
        ("a", true),
        ("b", true),
        ("c", true),
        ("d", true),
        ("e", false),
    ] {
        let item = ground.item(&format!("/root:/{name}")).await;
        let url = item["@microsoft.graph.downloadUrl"].as_str().unwrap();
        let bytes = read(client().get(url).send().await.unwrap()).await.bytes;
        assert_eq!((bytes.len(), bytes == b"text"), (4, expected), "{name}");
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_path() {
    let tenant = |what: Value| json!({ "tenants": { "contoso": what } });
    for (description, path) in [
        (json!({ "tenant": {} }), "tenant"),
        (tenant(json!({ "user": {} })), "tenants.contoso.user"),
        (
            tenant(json!({ "users": { "ada": { "quotas": 1 } } })),
            "tenants.contoso.users.ada.quotas",
        ),
        (
            tenant(json!({ "sites": { "t": { "libraries": { "A": { "x": 1 } } } } })),
            "tenants.contoso.sites.t.libraries.A.x",
        ),
        (
            with_items(&json!({ "/a": { "contents": "" } })),
            "tenants.contoso.users.ada.items./a.contents",
        ),
        (
            with_items(&json!({ "/a": { "content": { "generated": { "sise": 1 } } } })),
            "tenants.contoso.users.ada.items./a.content.generated.sise",
        ),
        (
            tenant(json!({ "apps": [{ "display_name": "A", "roles": [], "secret": "" }] })),
            "tenants.contoso.apps[0].secret",
        ),
        (
            json!({ "switches": { "listing": { "pagesize": 1 } } }),
            "switches.listing.pagesize",
        ),
    ] {
        match refusal(&description) {
            LoadError::Description { key, .. } => assert_eq!(key, path),
            other => panic!("{path}: {other}"),
        }
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_path() {
    let key = |rest: &str| format!("tenants.contoso.users.ada.items.{rest}");
    for (items, path) in [
        (json!({ "a": "" }), key("a")),
        (json!({ "/a//b": "" }), key("/a//b")),
        (json!({ "/a?": "" }), key("/a?")),
        (json!({ "/a": "", "/a/b": "" }), key("/a/b")),
        (json!({ "/A": "", "/a": "" }), key("/a")),
        (json!({ "/a": {} }), key("/a")),
        (
            json!({ "/a": { "content": "", "package": "oneNote" } }),
            key("/a"),
        ),
        (json!({ "/a": { "folder": {}, "malware": "x" } }), key("/a")),
        (json!({ "/a": { "content": { "base64": "?" } } }), key("/a")),
        (
            json!({ "/a": { "shortcut": { "user": "bo", "path": "/b" } } }),
            key("/a"),
        ),
        (
            json!({ "/a": { "folder": { "fill": { "count": 2, "name": "same" } } } }),
            key("/a"),
        ),
        (
            json!({ "/a": { "content": "", "links": [{ "type": "look", "scope": "users" }] } }),
            key("/a.links[0]"),
        ),
    ] {
        match refusal(&with_items(&items)) {
            LoadError::Meaning { key, .. } => assert_eq!(key, path, "{items}"),
            other => panic!("{items}: {other}"),
        }
    }
    let grants = json!({ "tenants": { "c": { "sites": { "t": { "grants": { "X": "read" } } } } } });
    assert_eq!(
        refusal(&grants).to_string(),
        "tenants.c.sites.t.grants.X: the tenant has no such application"
    );
}

#[test]
fn every_key_is_documented() {
    let documented =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("WORLD.md")).unwrap();
    let tenant = |what: Value| json!({ "tenants": { "contoso": what } });
    let app = |what: Value| {
        tenant(json!({ "apps": [{ "display_name": "A", "roles": [], "secrets": [what] }] }))
    };
    let item = |what: Value| with_items(&json!({ "/a": what }));
    for description in [
        json!({ "?": 0 }),
        tenant(json!({ "?": 0 })),
        tenant(json!({ "apps": [{ "?": 0 }] })),
        app(json!({ "?": 0 })),
        tenant(json!({ "users": { "ada": { "?": 0 } } })),
        tenant(json!({ "users": { "ada": { "drive": { "?": 0 } } } })),
        tenant(json!({ "users": { "ada": { "drive": { "not_provisioned": "?" } } } })),
        tenant(json!({ "users": { "ada": { "quota": "?" } } })),
        tenant(json!({ "sites": { "t": { "?": 0 } } })),
        tenant(json!({ "sites": { "t": { "grants": { "A": "?" } } } })),
        tenant(json!({ "sites": { "t": { "libraries": { "A": { "?": 0 } } } } })),
        item(json!({ "?": 0 })),
        item(json!({ "content": { "?": 0 } })),
        item(json!({ "content": { "generated": { "?": 0 } } })),
        item(json!({ "folder": { "?": 0 } })),
        item(json!({ "folder": { "fill": { "?": 0 } } })),
        item(json!({ "shortcut": { "?": 0 } })),
        item(json!({ "file_system_info": { "?": 0 } })),
        item(json!({ "versions": [{ "?": 0 }] })),
        item(json!({ "lock": "?" })),
        item(json!({ "links": [{ "?": 0 }] })),
    ] {
        let LoadError::Description { source, .. } = refusal(&description) else {
            panic!("{description}");
        };
        // "unknown field `?`, expected one of `a`, `b`"
        let message = source.to_string();
        let keys = message.split('`').skip(3).step_by(2);
        let keys: Vec<_> = keys.collect();
        assert!(!keys.is_empty(), "{message}");
        for key in keys {
            let quoted = [format!("`{key}`"), format!("\"{key}\"")];
            let found = quoted.iter().any(|quoted| documented.contains(quoted));
            assert!(found, "{key}, of {description}");
        }
    }
}
