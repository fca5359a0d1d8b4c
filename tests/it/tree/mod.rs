//! The tree: mounts in mounts, roots, letter case, and what must stay outside.

mod inside;
mod names;
mod nested;

use graph_sim::World;
use serde_json::{Value, json};

use crate::support::{Actor, House, Plan};

/// Ada's drive, and Bob's mounted in the middle of hers.
async fn nested() -> (House, Actor) {
    let mut plan = Plan::empty();
    plan.add_org("contoso", |world, org| {
        world
            .drive_of(&org.ada)
            .add_file("/docs/shadowed/hidden.txt", "Ada's", World::BEGINNING)
            .add_file("/docs/plain.txt", "Ada's", World::BEGINNING);
        world
            .drive_of(&org.bob)
            .add_file("/inner.txt", "Bob's", World::BEGINNING)
            .add_file("/projects/x/deep.txt", "Bob's", World::BEGINNING);
    });
    let (ada, bob) = ("ada@contoso.example", "bob@contoso.example");
    plan.mount("/contoso/ada", "contoso", ada, "root: /");
    plan.mount("/contoso/ada/docs/Shadowed", "contoso", bob, "root: /");
    plan.mount(
        "/contoso/ada/new/between/bob",
        "contoso",
        bob,
        "root: /projects",
    );
    let house = plan.start().await;
    let admin = house.admin().await;
    (house, admin)
}

/// Mounts a drive over the API; the mount's id.
async fn mount(admin: &Actor, path: &str, user: &str, root: Value) -> String {
    let tenants = admin.get("/api/v1/admin/tenants").await.json();
    let body = json!({
        "path": path,
        "tenant_id": tenants["items"][0]["id"],
        "source": { "kind": "user", "user": user },
        "root": root,
    });
    let answer = admin.post("/api/v1/admin/mounts", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}
