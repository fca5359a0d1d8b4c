//! Organizations and mounts, made and changed over the API.

mod audit;
mod carrying;
mod certificates;
mod changes;
mod explaining;
mod handing_over;
mod healing;
mod ladders;
mod mounts;
mod rotation;
mod secrets;
mod tenants;

use std::path::Path;

use graph_sim::World;
use serde_json::{Value, json};

use crate::support::{Actor, Answer, House, Org, Plan};

const TENANTS: &str = "/api/v1/admin/tenants";
const MOUNTS: &str = "/api/v1/admin/mounts";

/// A house with one organization declared in its file, and another, Fabrikam, that nobody has registered.
struct Scene {
    house: House,
    admin: Actor,
    fabrikam: Org,
}

impl Scene {
    async fn start() -> Self {
        let mut fabrikam = None;
        let plan = Plan::of_contoso(|world, contoso| {
            contoso
                .drive(world)
                .add_file("/c.txt", "contoso's", World::BEGINNING);
            let org = Org::add(world, "fabrikam");
            org.drive(world)
                .add_file("/docs/f.txt", "fabrikam's", World::BEGINNING);
            fabrikam = Some(org);
        });
        let house = plan.start().await;
        let admin = house.admin().await;
        Self {
            house,
            admin,
            fabrikam: fabrikam.expect("it was added"),
        }
    }

    /// What registers Fabrikam.
    fn registration(&self) -> Value {
        json!({
            "name": "Fabrikam",
            "cloud": "lab",
            "directory_id": self.fabrikam.tenant.directory_id,
            "client_id": self.fabrikam.app.client_id,
            "client_secret": Org::SECRET,
            "path_prefix": "/fabrikam",
        })
    }

    /// Registers Fabrikam; its id.
    async fn register(&self) -> String {
        created(&self.admin.post(TENANTS, &self.registration()).await)
    }

    /// What mounts Ada's drive at a path.
    fn mounting(&self, tenant_id: &str, path: &str) -> Value {
        json!({
            "path": path,
            "tenant_id": tenant_id,
            "source": { "kind": "user", "user": self.fabrikam.ada.upn },
        })
    }

    /// Mounts Ada's drive; the mount's id.
    async fn mount(&self, tenant_id: &str, path: &str) -> String {
        created(
            &self
                .admin
                .post(MOUNTS, &self.mounting(tenant_id, path))
                .await,
        )
    }

    /// The id of the first row that the configuration file declares.
    async fn declared(&self, list: &str) -> String {
        let rows = self.admin.get(list).await.json();
        rows["items"][0]["id"].as_str().expect("an id").to_owned()
    }

    /// The code of a row's state.
    async fn state(&self, list: &str, id: &str) -> String {
        let row = self.admin.get(&format!("{list}/{id}")).await.json();
        row["state"]["code"].as_str().expect("a code").to_owned()
    }

    /// Climbs the ladder of a row: whether it held, and the last rung that was tried with its code.
    async fn test(&self, list: &str, id: &str) -> (bool, String, String) {
        let answer = self
            .admin
            .post(&format!("{list}/{id}/test"), &json!({}))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let result = answer.json();
        let checks = result["checks"].as_array().cloned().unwrap_or_default();
        let tried = checks.iter().rfind(|check| check["state"] != "skipped");
        let text = |name| {
            tried
                .and_then(|check| check[name].as_str())
                .unwrap_or_default()
                .to_owned()
        };
        (result["ok"] == true, text("id"), text("code"))
    }

    fn assert_nobody_was_asked(&self) {
        let entries = self.house.sim.journal().entries();
        assert!(entries.is_empty(), "{entries:?}");
    }
}

/// The id of a row that was just made.
fn created(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

/// Whether some file of the folder holds these bytes.
fn lies_in(folder: &Path, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let mut paths = files.map(|file| file.expect("a file").path());
    paths.any(|path| {
        if path.is_dir() {
            return lies_in(&path, bytes);
        }
        let held = std::fs::read(&path).expect("a file of ours");
        held.windows(bytes.len()).any(|window| window == bytes)
    })
}

/// Status and code of a refusal.
fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

/// `value` with one key replaced; `null` takes it away.
fn with(mut value: Value, key: &str, new: Value) -> Value {
    let object = value.as_object_mut().expect("an object");
    if new.is_null() {
        object.remove(key);
    } else {
        object.insert(key.to_owned(), new);
    }
    value
}
