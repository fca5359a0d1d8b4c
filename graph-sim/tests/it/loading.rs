//! A world from folders on disk.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use graph_sim::{LoadError, World};
use serde_json::Value;
use tempfile::TempDir;

use crate::kit::{client, read};

const DESCRIPTION: &str = r#"{
  "tenants": {
    "contoso": {
      "domain": "contoso.test",
      "apps": [{
        "display_name": "Old",
        "roles": ["Files.Read.All"],
        "secrets": [{ "value": "old", "expires_at": "2020-01-01T00:00:00Z" }]
      }],
      "users": { "dora": { "drive": { "not_provisioned": "item_not_found" } } },
      "sites": {
        "team": { "display_name": "The Team", "has_group": true, "libraries": ["Archive"] },
        "news": { "path": "teams/news" }
      }
    }
  }
}"#;

fn world() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        "contoso/alice/Documents/Deep/er/note.txt",
        "a note",
    );
    write(root.path(), "fabrikam/eve/\u{65e5}\u{672c}.txt", "eve's");
    write(
        root.path(),
        "contoso/@sites/team/Documents/plan.txt",
        "a plan",
    );
    write(
        root.path(),
        "contoso/@sites/team/Drafts/draft.txt",
        "a draft",
    );
    write(root.path(), "world.json", DESCRIPTION);
    root
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The program over a folder; it stops when this is dropped.
struct Program {
    child: std::process::Child,
    announcement: Value,
}

impl Program {
    fn start(root: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_graph-sim"))
            .arg("--root")
            .arg(root)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let announcement = serde_json::from_str(&line).expect("one line of JSON");
        Self {
            child,
            announcement,
        }
    }

    fn text(&self, pointer: &str) -> String {
        self.announcement
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap()
            .to_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[tokio::test]
async fn the_program_serves_folders_and_tells_how_to_sign_in() {
    let root = world();
    let program = Program::start(root.path());
    assert_eq!(program.text("/tenants/0/domain"), "contoso.test");
    assert_eq!(program.text("/tenants/0/apps/0/state"), "secret_expired");
    assert_eq!(program.text("/tenants/0/users/1/upn"), "dora@contoso.test");
    assert!(program.announcement["tenants"][0]["users"][1]["drive_id"].is_null());
    let tenant = program.text("/tenants/1/directory_id");
    let url = format!("{}{tenant}/oauth2/v2.0/token", program.text("/login"));
    let form = [
        ("grant_type", "client_credentials".to_owned()),
        ("client_id", program.text("/tenants/1/apps/0/client_id")),
        (
            "client_secret",
            program.text("/tenants/1/apps/0/client_secret"),
        ),
        ("scope", format!("{}.default", program.text("/graph"))),
    ];
    let answer = read(client().post(url).form(&form).send().await.unwrap())
        .await
        .json();
    let token = answer["access_token"].as_str().unwrap();
    let drive = program.text("/tenants/1/users/0/drive_id");
    let url = format!(
        "{}v1.0/drives/{drive}/root/children",
        program.text("/graph")
    );
    let listing = read(client().get(url).bearer_auth(token).send().await.unwrap())
        .await
        .json();
    assert_eq!(listing["value"][0]["name"], "\u{65e5}\u{672c}.txt");
    let url = listing["value"][0]["@microsoft.graph.downloadUrl"]
        .as_str()
        .unwrap();
    assert_eq!(
        read(client().get(url).send().await.unwrap()).await.text(),
        "eve's"
    );
}

#[test]
fn the_program_lists_sites_with_their_libraries() {
    let root = world();
    let program = Program::start(root.path());
    let sites = &program.announcement["tenants"][0]["sites"];
    let paths: Vec<_> = sites
        .as_array()
        .unwrap()
        .iter()
        .map(|site| &site["path"])
        .collect();
    assert_eq!(paths, ["", "teams/news", "sites/team"]);
    let team = &sites[2];
    assert_eq!(
        team["web_url"],
        "https://contoso.sharepoint.example/sites/team"
    );
    let libraries = team["libraries"].as_array().unwrap().iter();
    let titles: Vec<_> = libraries.map(|library| &library["title"]).collect();
    assert_eq!(titles, ["Documents", "Archive", "Drafts"]);
    let users = program.announcement["tenants"][0]["users"]
        .as_array()
        .unwrap();
    assert_eq!(users.len(), 2);
}

#[test]
fn a_wrong_description_is_refused_with_its_place() {
    let root = world();
    write(
        root.path(),
        "world.json",
        r#"{ "tenants": { "contoso": { "apps": 5 } } }"#,
    );
    let error = World::new(1).load_folder(root.path()).unwrap_err();
    assert!(matches!(error, LoadError::Description { .. }), "{error}");
}

#[test]
fn names_that_differ_only_by_case_are_refused() {
    let root = world();
    write(root.path(), "contoso/alice/NOTE.txt", "");
    write(root.path(), "contoso/alice/note.txt", "");
    let error = World::new(1).load_folder(root.path()).unwrap_err();
    assert!(matches!(error, LoadError::Name { .. }), "{error}");
}

#[test]
fn a_folder_that_is_not_there_is_refused() {
    let root = world();
    let error = World::new(1)
        .load_folder(&root.path().join("nowhere"))
        .unwrap_err();
    assert!(matches!(error, LoadError::Read { .. }), "{error}");
}
