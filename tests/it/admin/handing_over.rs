//! A tenant's part of the tree that becomes another's.

use serde_json::json;

use super::{Scene, TENANTS, created};
use crate::support::{Actor, House};

#[tokio::test]
async fn who_could_read_in_a_tenants_part_of_the_tree_can_t_in_the_next_ones() {
    let scene = Scene::start().await;
    let admin = &scene.admin;
    let first = scene.register().await;
    let prefix = admin.get(&format!("{TENANTS}/{first}")).await.json()["path_prefix"]
        .as_str()
        .expect("a prefix")
        .to_owned();
    let eve = json!({ "username": "eve", "password": House::PASSWORD });
    let eve = created(&admin.post("/api/v1/admin/accounts", &eve).await);
    let grant = json!({ "principal": eve, "path": prefix, "rights": ["list", "read"] });
    created(&admin.post("/api/v1/admin/grants", &grant).await);
    let eve = Actor::sign_in(scene.house.url(), "eve", House::PASSWORD).await;
    let place = format!("{prefix}/drive");

    let mount = created(
        &admin
            .post(super::MOUNTS, &scene.mounting(&first, &place))
            .await,
    );
    assert_eq!(eve.list(&place).await.status, 200);
    let gone = admin.delete(&format!("{}/{mount}", super::MOUNTS)).await;
    assert_eq!(gone.status, 204);

    let away = json!({ "path_prefix": "/moved" });
    let moved = admin.patch(&format!("{TENANTS}/{first}"), &away).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let second = scene.register().await;
    created(
        &admin
            .post(super::MOUNTS, &scene.mounting(&second, &place))
            .await,
    );
    assert_eq!(admin.list(&place).await.status, 200);
    assert_eq!(eve.list(&place).await.status, 404);
    scene.house.stop().await;
}
