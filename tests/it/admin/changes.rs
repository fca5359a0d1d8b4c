//! Changing what is there.

use onefold::domain::{Actor, AuditEntry, ClientId, Deed, Tenant};
use onefold::store::Store;
use serde_json::{Value, json};

use super::{MOUNTS, Scene, TENANTS, refusal};
use crate::support::Org;

#[tokio::test]
async fn an_organization_with_mounts_stays_the_one_it_is() {
    let scene = Scene::start().await;
    let id = scene.register().await;
    let address = format!("{TENANTS}/{id}");
    let others: [Value; 3] = [
        json!({ "cloud": "global" }),
        json!({ "directory_id": "other.example" }),
        json!({ "client_id": "00000000-0000-4000-8000-000000000000" }),
    ];
    let mount = scene.mount(&id, "/fabrikam/a/b").await;
    for other in &others {
        let answer = scene.admin.patch(&address, other).await;
        assert_eq!(refusal(&answer), (409, "in_use".to_owned()), "{other}");
    }
    let same = json!({ "directory_id": scene.fabrikam.tenant.directory_id.to_uppercase() });
    assert_eq!(
        scene.admin.patch(&address, &same).await.status,
        200,
        "it is the same one"
    );
    let prefix = |prefix: &str| json!({ "path_prefix": prefix });
    let answer = scene.admin.patch(&address, &prefix("/other")).await;
    assert_eq!(refusal(&answer), (422, "outside_prefix".to_owned()));
    let refused = answer.json()["errors"][0].clone();
    assert_eq!(refused["pointer"], "/path_prefix");
    let detail = refused["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("/fabrikam/a/b"), "{detail}");
    let answer = scene.admin.patch(&address, &prefix("/Contoso/x")).await;
    assert_eq!(refusal(&answer), (409, "prefix_taken".to_owned()));
    let answer = scene.admin.patch(&address, &prefix("/Fabrikam/A")).await;
    assert_eq!(
        (answer.status, answer.json()["path_prefix"].clone()),
        (200, json!("/Fabrikam/A"))
    );

    assert_eq!(
        scene
            .admin
            .delete(&format!("{MOUNTS}/{mount}"))
            .await
            .status,
        204
    );
    for other in &others {
        assert_eq!(
            scene.admin.patch(&address, other).await.status,
            200,
            "{other}"
        );
    }
    scene.assert_nobody_was_asked();
    scene.house.stop().await;
}

#[tokio::test]
async fn a_mount_moves_and_takes_its_answers_along() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let id = scene.mount(&tenant, "/fabrikam/ada").await;
    let address = format!("{MOUNTS}/{id}");
    let change = |key: &str, value: Value| json!({ key: value });
    assert_eq!(
        scene.admin.get("/d/fabrikam/ada/docs/f.txt").await.status,
        302
    );

    let moved = scene
        .admin
        .patch(&address, &change("path", json!("/fabrikam/new/ada")))
        .await;
    assert_eq!(
        (moved.status, moved.json()["path"].clone()),
        (200, json!("/fabrikam/new/ada"))
    );
    assert_eq!(
        scene.admin.get("/d/fabrikam/ada/docs/f.txt").await.status,
        404
    );
    assert_eq!(
        scene
            .admin
            .get("/d/fabrikam/new/ada/docs/f.txt")
            .await
            .status,
        302
    );

    let proxied = scene
        .admin
        .patch(&address, &change("delivery", json!("proxy")))
        .await;
    assert_eq!(proxied.json()["delivery"], "proxy");
    let bytes = scene.admin.get("/d/fabrikam/new/ada/docs/f.txt").await;
    assert_eq!((bytes.status, bytes.text().as_str()), (200, "fabrikam's"));

    let rooted = scene
        .admin
        .patch(&address, &change("root", json!({ "path": "/docs" })))
        .await;
    assert_eq!(rooted.json()["root"], json!({ "path": "/docs" }));
    assert_eq!(
        scene.admin.list("/fabrikam/new/ada").await.names(),
        ["f.txt"]
    );

    scene.house.stop().await;
}

#[tokio::test]
async fn a_mount_can_be_changed_into_nothing_that_could_not_be_made() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let id = scene.mount(&tenant, "/fabrikam/ada").await;
    let other = scene.mount(&tenant, "/fabrikam/other").await;
    let address = format!("{MOUNTS}/{id}");
    for (key, value, expected) in [
        ("path", json!("/Fabrikam/OTHER"), (409, "path_taken")),
        ("path", json!("/contoso/x"), (422, "outside_prefix")),
        ("path", Value::Null, (422, "wrong_type")),
        ("delivery", json!("worker"), (422, "worker_missing")),
        (
            "options",
            json!({ "worker_url": "https://dl.example.org" }),
            (422, "unknown_worker"),
        ),
        ("tenant_id", json!(tenant), (422, "unknown_key")),
    ] {
        let answer = scene.admin.patch(&address, &json!({ key: value })).await;
        assert_eq!(
            refusal(&answer),
            (expected.0, expected.1.to_owned()),
            "{key}"
        );
    }
    assert_eq!(scene.state(MOUNTS, &other).await, "unchecked");
    assert_eq!(
        scene.admin.list("/fabrikam").await.names(),
        ["ada", "other"]
    );
    scene.house.stop().await;
}

#[tokio::test]
async fn what_the_file_declares_is_changed_there() {
    let scene = Scene::start().await;
    for list in [TENANTS, MOUNTS] {
        let address = format!("{list}/{}", scene.declared(list).await);
        let expected = (409, "declared_in_file".to_owned());
        let key = if list == TENANTS { "name" } else { "path" };
        let answer = scene
            .admin
            .patch(&address, &json!({ key: "/contoso/new" }))
            .await;
        assert_eq!(refusal(&answer), expected, "{list}");
        let answer = scene.admin.delete(&address).await;
        assert_eq!(refusal(&answer), expected, "{list}");
    }
    let tenant = scene.declared(TENANTS).await;
    let answer = scene
        .admin
        .delete(&format!("{TENANTS}/{tenant}?cascade=true"))
        .await;
    assert_eq!(refusal(&answer), (409, "declared_in_file".to_owned()));
    let answer = scene
        .admin
        .post(MOUNTS, &scene.mounting(&tenant, "/contoso/ADA"))
        .await;
    assert_eq!(refusal(&answer), (409, "path_taken".to_owned()));
    let beside = scene.mounting(&tenant, "/contoso/beside");
    assert_eq!(
        scene.admin.post(MOUNTS, &beside).await.status,
        201,
        "a mount beside them is ours"
    );
    assert_eq!(
        scene.admin.list("/contoso").await.names(),
        ["ada", "beside", "bob"]
    );
    scene.house.stop().await;
}

#[tokio::test]
async fn only_another_drive_or_another_sign_in_makes_what_is_known_unsure() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mount = scene.mount(&tenant, "/fabrikam/ada").await;
    assert!(scene.test(TENANTS, &tenant).await.0);
    assert_eq!(scene.admin.list("/fabrikam/ada").await.status, 200);
    scene.house.sim.journal().clear();
    let (of_tenant, of_mount) = (format!("{TENANTS}/{tenant}"), format!("{MOUNTS}/{mount}"));
    for (address, change) in [
        (&of_tenant, json!({ "name": "Fabrikam Inc." })),
        (&of_tenant, json!({ "path_prefix": "/Fabrikam" })),
        (&of_mount, json!({ "delivery": "proxy" })),
        (&of_mount, json!({ "path": "/fabrikam/moved" })),
    ] {
        let answer = scene.admin.patch(address, &change).await;
        assert_eq!(answer.json()["state"]["code"], "ok", "{change}");
    }
    assert_eq!(scene.admin.list("/fabrikam/moved").await.status, 200);
    scene.assert_nobody_was_asked();
    for (address, change) in [
        (&of_mount, json!({ "root": { "path": "/docs" } })),
        (&of_tenant, json!({ "client_secret": Org::SECRET })),
    ] {
        let answer = scene.admin.patch(address, &change).await;
        assert_eq!(answer.json()["state"]["code"], "unchecked", "{change}");
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn what_another_process_changes_is_not_overlooked_behind_a_change_of_ours() {
    let scene = Scene::start().await;
    let id = scene.register().await;
    scene.mount(&id, "/fabrikam/ada").await;
    assert_eq!(scene.admin.list("/fabrikam/ada").await.status, 200);

    let data = scene.house.folder().join("data");
    let store = Store::open(&data).await.expect("it opens beside");
    let rows = store.list_tenants().await.expect("readable");
    let row = rows.into_iter().find(|row| row.id.as_str() == id);
    let nobody = "00000000-0000-4000-8000-000000000000";
    let changed = Tenant {
        client_id: ClientId::parse(nobody).expect("a GUID"),
        ..row.expect("it is registered")
    };
    let now = onefold::domain::Timestamp::default();
    let audit = AuditEntry::new(now, Actor::default(), Deed::TenantUpdate);
    let updated = store.update_tenant(&changed, &[], &audit).await;
    updated.expect("it is there");

    // Our own change reads all rows anew, the other's among them.
    scene.mount(&id, "/fabrikam/again").await;
    assert_eq!(
        scene.admin.list("/fabrikam/ada").await.code(),
        "app_not_in_tenant"
    );
    scene.house.stop().await;
}
