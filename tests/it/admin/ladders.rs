//! The test ladder: the first rung that breaks, and what it is called.

use graph_sim::{DriveState, Fault, Listener, NotProvisionedShape, Role, Secret, Timestamp};
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

impl Scene {
    /// The ladder breaks at this rung with this code, says what to do, and goes no further.
    async fn assert_breaks(&self, (list, id): (&str, &str), rung: &str, code: &str) {
        let address = format!("{list}/{id}/test");
        let result = self.admin.post(&address, &json!({})).await.json();
        assert_eq!(result["ok"], false, "{result}");
        let mut checks = result["checks"].as_array().expect("checks").iter();
        let broken = checks.find(|check| check["state"] != "ok").expect(code);
        let found = (&broken["state"], &broken["id"], &broken["code"]);
        assert_eq!(found, (&json!("fail"), &json!(rung), &json!(code)));
        assert!(broken["hint"].is_string(), "{broken}");
        assert!(checks.all(|check| check["state"] == "skipped"), "{result}");
        assert_eq!(self.state(list, id).await, code);
    }
}

#[tokio::test]
async fn each_fault_of_an_application_has_its_rung_and_its_code() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mount = scene.mount(&tenant, "/fabrikam/ada").await;
    let app = scene.fabrikam.app.clone();
    let past = Timestamp::from_second(1).expect("a time");
    let sound = || Secret::lasting(Org::SECRET);
    let (another, expired) = (Secret::lasting("another"), Secret::until(Org::SECRET, past));
    let reading = vec![Role::FilesReadAll];
    for (secret, roles, rung, code) in [
        (another, reading.clone(), "token", "secret_invalid"),
        (expired, reading, "token", "secret_expired"),
        (sound(), vec![], "roles", "consent_missing"),
        (sound(), vec![Role::UserReadAll], "roles", "role_missing"),
    ] {
        scene.house.sim.change(|world| {
            world.set_secrets(&app, vec![secret]);
            world.set_roles(&app, roles);
        });
        scene.assert_breaks((TENANTS, &tenant), rung, code).await;
        scene.assert_breaks((MOUNTS, &mount), rung, code).await;
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn what_is_switched_on_again_is_sound_again() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let app = scene.fabrikam.app.clone();
    let sim = &scene.house.sim;
    let change = |disabled| sim.change(|world| world.set_disabled(&app, disabled));
    change(true);
    let row = (TENANTS, tenant.as_str());
    scene.assert_breaks(row, "token", "app_disabled").await;
    change(false);
    assert!(scene.test(TENANTS, &tenant).await.0);
    assert_eq!(scene.state(TENANTS, &tenant).await, "ok");
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

/// A key of a mount, what is put there, and what that is called.
const DRIVES: [(&str, &str, &str); 5] = [
    (
        "source",
        r#"{"kind":"user","user":"nobody@fabrikam.example"}"#,
        "user_not_found",
    ),
    (
        "source",
        r#"{"kind":"drive","drive_id":"b!none"}"#,
        "drive_not_found",
    ),
    ("root", r#"{"path":"/missing"}"#, "drive_not_found"),
    ("root", r#"{"item_id":"01MISSING"}"#, "drive_not_found"),
    ("root", r#"{"path":"/docs/f.txt"}"#, "root_not_a_folder"),
];

#[tokio::test]
async fn each_fault_of_a_mount_has_its_code() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    for (key, value, code) in DRIVES {
        let value = serde_json::from_str(value).expect("the table holds JSON");
        let body = with(scene.mounting(&tenant, "/fabrikam/x"), key, value);
        let id = super::created(&scene.admin.post(MOUNTS, &body).await);
        scene.assert_breaks((MOUNTS, &id), "drive", code).await;
        let removed = scene.admin.delete(&format!("{MOUNTS}/{id}")).await;
        assert_eq!(removed.status, 204);
    }
    scene.house.stop().await;
}

/// The answers seen for a user without a drive, and what each is called.
const SHAPES: [(NotProvisionedShape, &str); 7] = [
    (NotProvisionedShape::MysiteNotFound, "drive_not_provisioned"),
    (
        NotProvisionedShape::MysiteUrlBadRequest,
        "drive_not_provisioned",
    ),
    (
        NotProvisionedShape::MysiteUrlUnknownError,
        "drive_not_provisioned",
    ),
    (NotProvisionedShape::FileNotFound, "drive_not_provisioned"),
    (NotProvisionedShape::ItemNotFound, "drive_not_provisioned"),
    (NotProvisionedShape::EmptyForbidden, "drive_not_provisioned"),
    (NotProvisionedShape::NoSharePointLicense, "no_spo_license"),
];

#[tokio::test]
async fn a_user_without_a_drive_is_recognized_in_all_of_microsofts_words() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let id = scene.mount(&tenant, "/fabrikam/ada").await;
    let ada = scene.fabrikam.ada.clone();
    for (shape, code) in SHAPES {
        let state = DriveState::NotProvisioned(shape);
        scene
            .house
            .sim
            .change(|world| world.set_drive_state(&ada, state));
        scene.assert_breaks((MOUNTS, &id), "drive", code).await;
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn a_failure_that_passes_says_nothing_about_who_was_tested() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let mount = scene.mount(&tenant, "/fabrikam/ada").await;
    let rows = [(TENANTS, tenant.as_str()), (MOUNTS, mount.as_str())];
    let busy = || Fault::on(Listener::Graph).status(429);
    for expected in ["unchecked", "ok"] {
        scene.house.sim.faults().add(busy());
        for (list, id) in rows {
            let result = scene.test(list, id).await;
            let throttled = (false, "graph".to_owned(), "throttled".to_owned());
            assert_eq!(result, throttled);
            assert_eq!(scene.state(list, id).await, expected, "{list}");
        }
        scene.house.sim.faults().clear();
        for (list, id) in rows {
            assert!(scene.test(list, id).await.0);
        }
    }
    scene.house.stop().await;
}

#[tokio::test]
async fn a_mount_is_tested_by_the_rules_by_which_it_is_browsed() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let ada = scene.fabrikam.ada.clone();
    scene.house.sim.change(|world| {
        let mut drive = world.drive_of(&ada);
        drive.add_file("/Caf\u{e9}/a.txt", "abc", graph_sim::World::BEGINNING);
    });
    let body = with(
        scene.mounting(&tenant, "/fabrikam/cafe"),
        "root",
        json!({ "path": "/Cafe\u{301}" }),
    );
    let id = super::created(&scene.admin.post(MOUNTS, &body).await);
    let sound = (true, "drive".to_owned(), String::new());
    assert_eq!(scene.test(MOUNTS, &id).await, sound);
    assert_eq!(scene.admin.list("/fabrikam/cafe").await.names(), ["a.txt"]);

    // Past all memory: what was listed a moment ago is gone, and the test says so.
    scene.house.sim.change(|world| {
        world.drive_of(&ada).remove("/Caf\u{e9}");
    });
    scene
        .assert_breaks((MOUNTS, &id), "drive", "drive_not_found")
        .await;
    scene.house.stop().await;
}
