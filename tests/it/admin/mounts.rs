//! Making mounts.

use serde_json::json;

use super::{MOUNTS, Scene, refusal, with};

/// A key, what is put there, and how it is refused where.
const REFUSED: [(&str, &str, &str, &str); 32] = [
    ("path", r#""/contoso/x""#, "outside_prefix", "/path"),
    ("path", r#""/fabrikam2""#, "outside_prefix", "/path"),
    ("path", r#""/""#, "root_path", "/path"),
    ("path", r#""/api/x""#, "reserved_path", "/path"),
    ("path", r#""/D""#, "reserved_path", "/path"),
    ("path", r#""/@x""#, "reserved_path", "/path"),
    ("path", r#""/fabrikam/../contoso""#, "invalid_path", "/path"),
    ("path", r#""/fabrikam//x""#, "invalid_path", "/path"),
    ("path", "null", "missing_key", "/path"),
    ("tenant_id", r#""tnt_0""#, "unknown_tenant", "/tenant_id"),
    ("tenant_id", r#""x""#, "unknown_tenant", "/tenant_id"),
    (
        "delivery",
        r#""worker""#,
        "worker_missing",
        "/options/worker_url",
    ),
    (
        "options",
        r#"{"worker_url":"https://dl.example.org"}"#,
        "unknown_worker",
        "/options/worker_url",
    ),
    ("delivery", r#""pigeon""#, "unknown_value", "/delivery"),
    ("read_only", r#""yes""#, "wrong_type", "/read_only"),
    ("options", r#"{"x":1}"#, "unknown_key", "/options/x"),
    (
        "source",
        r#"{"kind":"approot"}"#,
        "source_mismatch",
        "/source",
    ),
    (
        "source",
        r#"{"kind":"approot","user":"a b"}"#,
        "invalid_user",
        "/source/user",
    ),
    (
        "source",
        r#"{"kind":"site","site":"contoso.example:sites"}"#,
        "invalid_site",
        "/source/site",
    ),
    (
        "source",
        r#"{"kind":"site","site":"h","library":"a/b"}"#,
        "invalid_library",
        "/source/library",
    ),
    ("source", r#"{"kind":"user"}"#, "source_mismatch", "/source"),
    (
        "source",
        r#"{"kind":"drive","user":"a"}"#,
        "source_mismatch",
        "/source",
    ),
    (
        "source",
        r#"{"kind":"drive","drive_id":"../x"}"#,
        "invalid_id",
        "/source/drive_id",
    ),
    (
        "source",
        r#"{"kind":"site","site":"a/b"}"#,
        "invalid_id",
        "/source/site",
    ),
    (
        "source",
        r#"{"kind":"user","user":""}"#,
        "invalid_user",
        "/source/user",
    ),
    (
        "source",
        r#"{"kind":"user","user":"a b"}"#,
        "invalid_user",
        "/source/user",
    ),
    (
        "source",
        r#"{"kind":"user","user":"a/b"}"#,
        "invalid_user",
        "/source/user",
    ),
    (
        "source",
        r#"{"kind":"user","user":"a\u0007"}"#,
        "invalid_user",
        "/source/user",
    ),
    ("root", "{}", "invalid_root", "/root"),
    (
        "root",
        r#"{"path":"/","item_id":"x"}"#,
        "invalid_root",
        "/root",
    ),
    ("root", r#"{"path":"/../x"}"#, "invalid_path", "/root/path"),
    ("root", r#"{"item_id":".."}"#, "invalid_id", "/root/item_id"),
];

#[tokio::test]
async fn what_can_be_no_mount_is_refused_with_its_place() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    for (key, value, code, pointer) in REFUSED {
        let value = serde_json::from_str(value).expect("the table holds JSON");
        let body = with(scene.mounting(&tenant, "/fabrikam/ada"), key, value);
        let answer = scene.admin.post(MOUNTS, &body).await;
        assert_eq!(refusal(&answer), (422, code.to_owned()), "{key} of {body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    scene.assert_nobody_was_asked();
    scene.house.stop().await;
}

#[tokio::test]
async fn a_path_is_taken_in_every_letter_case_and_normal_form() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    scene.mount(&tenant, "/fabrikam/Stra\u{df}e \u{e9}").await;
    for path in [
        "/fabrikam/Stra\u{df}e \u{e9}",
        "/FABRIKAM/STRA\u{df}E \u{c9}",
        "/fabrikam/stra\u{df}e e\u{301}",
        "/fabrikam/stra\u{df}e \u{e9}/",
    ] {
        let answer = scene
            .admin
            .post(MOUNTS, &scene.mounting(&tenant, path))
            .await;
        assert_eq!(refusal(&answer), (409, "path_taken".to_owned()), "{path}");
    }
    // One letter is folded to one letter: these are two names.
    scene.mount(&tenant, "/fabrikam/strasse \u{e9}").await;
    scene.house.stop().await;
}

#[tokio::test]
async fn a_mount_is_found_by_its_id_until_it_is_gone() {
    let scene = Scene::start().await;
    let tenant = scene.register().await;
    let id = scene.mount(&tenant, "/fabrikam/ada").await;
    let address = format!("{MOUNTS}/{id}");
    assert_eq!(
        scene.admin.get(&address).await.json()["path"],
        "/fabrikam/ada"
    );
    assert_eq!(scene.admin.delete(&address).await.status, 204);
    for id in [id.as_str(), "mnt_0", "x", "%2e%2e", "tnt_0"] {
        let address = format!("{MOUNTS}/{id}");
        assert_eq!(scene.admin.get(&address).await.status, 404, "{id}");
        assert_eq!(
            scene.admin.patch(&address, &json!({})).await.status,
            404,
            "{id}"
        );
        assert_eq!(scene.admin.delete(&address).await.status, 404, "{id}");
        let test = scene
            .admin
            .post(&format!("{address}/test"), &json!({}))
            .await;
        assert_eq!(test.status, 404, "{id}");
    }
    assert_eq!(scene.admin.list("/fabrikam").await.status, 404);
    scene.assert_nobody_was_asked();
    scene.house.stop().await;
}
