//! The test ladder: the first rung that breaks, and what it is called.

use graph_sim::{DriveState, NotProvisionedShape, Role, Secret, Timestamp};
use serde_json::json;

use super::{MOUNTS, Scene, TENANTS, with};
use crate::support::Org;

#[tokio::test]
async fn a_sound_organization_climbs_to_the_top() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mount = scene.mount(&tenant, "/fabrikam/ada").await;
    for (list, id, top) in [(TENANTS, &tenant, "graph"), (MOUNTS, &mount, "drive")] {
        let result = scene.test(list, id).await;
        assert_eq!(result, (true, top.to_owned(), String::new()));
        assert_eq!(scene.state(list, id).await, "ok");
    }
    for list in [TENANTS, MOUNTS] {
        let declared = scene.declared(list).await;
        assert!(
            scene.test(list, &declared).await.0,
            "a declared one can be tested too"
        );
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn each_fault_of_an_application_has_its_rung_and_its_code() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mount = scene.mount(&tenant, "/fabrikam/ada").await;
    let app = scene.fabrikam.app.clone();
    let past = Timestamp::from_second(1).expect("a time");
    let sound = || Secret::lasting(Org::SECRET);
    let cases = [
        (
            vec![Secret::lasting("another")],
            vec![Role::FilesReadAll],
            "token",
            "secret_invalid",
        ),
        (
            vec![Secret::until(Org::SECRET, past)],
            vec![Role::FilesReadAll],
            "token",
            "secret_expired",
        ),
        (vec![sound()], vec![], "roles", "consent_missing"),
        (
            vec![sound()],
            vec![Role::UserReadAll],
            "roles",
            "role_missing",
        ),
    ];
    for (secrets, roles, rung, code) in cases {
        scene.house.sim.change(|world| {
            world.set_secrets(&app, secrets);
            world.set_roles(&app, roles);
        });
        for (list, id) in [(TENANTS, &tenant), (MOUNTS, &mount)] {
            let result = scene
                .admin
                .post(&format!("{list}/{id}/test"), &json!({}))
                .await
                .json();
            let checks = result["checks"].as_array().expect("checks");
            let broken = checks
                .iter()
                .find(|check| check["state"] == "fail")
                .expect(code);
            assert_eq!(
                (&broken["id"], &broken["code"]),
                (&json!(rung), &json!(code))
            );
            assert!(broken["hint"].is_string(), "{broken}");
            let behind = checks
                .iter()
                .skip_while(|check| check["state"] != "fail")
                .skip(1);
            assert!(
                behind.into_iter().all(|check| check["state"] == "skipped"),
                "{result}"
            );
            assert_eq!(scene.state(list, id).await, code);
        }
    }
    scene.house.sim.change(|world| {
        world.set_secrets(&app, vec![sound()]);
        world.set_roles(&app, vec![Role::FilesReadAll]);
        world.set_disabled(&app, true);
    });
    let result = scene.test(TENANTS, &tenant).await;
    assert_eq!(
        result,
        (false, "token".to_owned(), "app_disabled".to_owned())
    );
    scene
        .house
        .sim
        .change(|world| world.set_disabled(&app, false));
    assert!(
        scene.test(TENANTS, &tenant).await.0,
        "what is mended is sound again"
    );
    scene.house.stop().await;
}

#[tokio::test]
async fn ids_that_microsoft_does_not_know_are_told_apart() {
    let scene = Scene::start().await;
    let nobody = json!("00000000-0000-4000-8000-000000000000");
    for (key, rung, code) in [
        ("directory_id", "tenant", "tenant_not_found"),
        ("client_id", "token", "app_not_in_tenant"),
    ] {
        let prefix = json!(format!("/{code}"));
        let body = with(scene.registration(), key, nobody.clone());
        let body = with(body, "path_prefix", prefix);
        let id = super::created(&scene.admin.post(TENANTS, &body).await);
        let result = scene.test(TENANTS, &id).await;
        assert_eq!(result, (false, rung.to_owned(), code.to_owned()));
        assert_eq!(scene.state(TENANTS, &id).await, code);
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn each_fault_of_a_drive_has_its_code() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mounting = scene.mounting(&tenant, "/fabrikam/x");
    let source = |user: &str| json!({ "kind": "user", "user": user });
    let cases = [
        (
            with(
                mounting.clone(),
                "source",
                source("nobody@fabrikam.example"),
            ),
            "user_not_found",
        ),
        (
            with(mounting.clone(), "root", json!({ "path": "/missing" })),
            "drive_not_found",
        ),
        (
            with(mounting.clone(), "root", json!({ "item_id": "01MISSING" })),
            "drive_not_found",
        ),
        (
            with(mounting.clone(), "root", json!({ "path": "/docs/f.txt" })),
            "not_a_folder",
        ),
        (
            with(
                mounting.clone(),
                "source",
                json!({ "kind": "drive", "drive_id": "b!none" }),
            ),
            "drive_not_found",
        ),
    ];
    for (body, code) in cases {
        let id = super::created(&scene.admin.post(MOUNTS, &body).await);
        let result = scene.test(MOUNTS, &id).await;
        assert_eq!(
            result,
            (false, "drive".to_owned(), code.to_owned()),
            "{body}"
        );
        assert_eq!(
            scene.admin.delete(&format!("{MOUNTS}/{id}")).await.status,
            204
        );
    }
    let id = super::created(&scene.admin.post(MOUNTS, &mounting).await);
    use NotProvisionedShape as Shape;
    for (shape, code) in [
        (Shape::MysiteNotFound, "drive_not_provisioned"),
        (Shape::MysiteUrlBadRequest, "drive_not_provisioned"),
        (Shape::MysiteUrlUnknownError, "drive_not_provisioned"),
        (Shape::FileNotFound, "drive_not_provisioned"),
        (Shape::ItemNotFound, "drive_not_provisioned"),
        (Shape::EmptyForbidden, "drive_not_provisioned"),
        (Shape::NoSharePointLicense, "no_spo_license"),
    ] {
        let ada = scene.fabrikam.ada.clone();
        let state = DriveState::NotProvisioned(shape);
        scene
            .house
            .sim
            .change(|world| world.set_drive_state(&ada, state));
        let result = scene.test(MOUNTS, &id).await;
        assert_eq!(
            result,
            (false, "drive".to_owned(), code.to_owned()),
            "{shape:?}"
        );
    }
    scene.house.stop().await;
}
