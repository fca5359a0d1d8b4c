//! Registering organizations.

use serde_json::{Value, json};

use super::{MOUNTS, Scene, TENANTS, refusal, with};

#[tokio::test]
async fn registering_and_mounting_asks_nobody_and_then_the_drive_is_there() {
    let scene = Scene::start().await;
    let answer = scene.admin.post(TENANTS, &scene.registration()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let tenant = answer.json();
    let id = tenant["id"].as_str().expect("an id");
    assert!(id.starts_with("tnt_"), "{id}");
    assert_eq!(answer.header("location"), format!("{TENANTS}/{id}"));
    assert_eq!(tenant["state"]["code"], "unchecked");
    assert_eq!(
        scene.admin.get(answer.header("location")).await.json(),
        tenant
    );

    let answer = scene
        .admin
        .post(MOUNTS, &scene.mounting(id, "/fabrikam/ada"))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let mount = answer.json();
    let mount_id = mount["id"].as_str().expect("an id");
    assert!(mount_id.starts_with("mnt_"), "{mount_id}");
    assert_eq!(answer.header("location"), format!("{MOUNTS}/{mount_id}"));
    let told = (&mount["state"]["code"], &mount["delivery"], &mount["root"]);
    assert_eq!(
        told,
        (
            &json!("unchecked"),
            &json!("redirect"),
            &json!({ "path": "/" })
        )
    );
    scene.assert_nobody_was_asked();

    assert_eq!(scene.admin.list("/").await.names(), ["contoso", "fabrikam"]);
    assert_eq!(scene.admin.list("/fabrikam/ada").await.names(), ["docs"]);
    let bytes = scene.admin.get("/p/fabrikam/ada/docs/f.txt").await;
    assert_eq!(bytes.text(), "fabrikam's");
    assert_eq!(scene.state(MOUNTS, mount_id).await, "ok");
    scene.house.stop().await;
}

#[tokio::test]
async fn what_can_be_no_organization_is_refused_with_its_place() {
    let scene = Scene::start().await;
    let long = "x".repeat(101);
    let cases: [(&str, Value, &str); 18] = [
        ("name", json!(""), "invalid_name"),
        ("name", json!("two\nlines"), "invalid_name"),
        ("name", json!(long), "invalid_name"),
        ("name", Value::Null, "missing_key"),
        ("cloud", json!("moon"), "unknown_cloud"),
        ("cloud", json!("http://127.0.0.1/"), "invalid_cloud"),
        ("directory_id", json!("common"), "invalid_directory_id"),
        ("directory_id", json!("../x"), "invalid_directory_id"),
        ("client_id", json!("x"), "invalid_client_id"),
        ("client_secret", json!(" "), "invalid_secret"),
        ("client_secret", json!(7), "wrong_type"),
        ("path_prefix", json!("fabrikam"), "invalid_path"),
        ("path_prefix", json!("/../x"), "invalid_path"),
        ("path_prefix", json!("/api"), "reserved_path"),
        ("path_prefix", json!("/API/x"), "reserved_path"),
        ("path_prefix", json!("/@login"), "reserved_path"),
        ("path_prefix", json!("/.well-known"), "reserved_path"),
        ("state", json!({}), "unknown_key"),
    ];
    for (key, value, code) in cases {
        let body = with(scene.registration(), key, value);
        let answer = scene.admin.post(TENANTS, &body).await;
        assert_eq!(refusal(&answer), (422, code.to_owned()), "{key} of {body}");
        let pointer = &answer.json()["errors"][0]["pointer"];
        assert_eq!(*pointer, format!("/{key}"), "{body}");
    }
    for prefix in ["/contoso", "/CONTOSO/x", "/contoso/ada/y", "/"] {
        let body = with(scene.registration(), "path_prefix", json!(prefix));
        let answer = scene.admin.post(TENANTS, &body).await;
        assert_eq!(
            refusal(&answer),
            (409, "prefix_taken".to_owned()),
            "{prefix}"
        );
    }
    let rows = scene.admin.get(TENANTS).await.json();
    assert_eq!(
        rows["items"].as_array().map(Vec::len),
        Some(1),
        "none was made"
    );
    scene.assert_nobody_was_asked();
    scene.house.stop().await;
}

#[tokio::test]
async fn an_organization_goes_with_its_mounts_or_not_at_all() {
    let scene = Scene::start().await;
    let id = scene.register().await;
    for number in 0..3 {
        scene.mount(&id, &format!("/fabrikam/{number}")).await;
    }
    let answer = scene.admin.delete(&format!("{TENANTS}/{id}")).await;
    assert_eq!(refusal(&answer), (409, "in_use".to_owned()));
    assert!(answer.text().contains('3'), "{}", answer.text());
    assert_eq!(scene.admin.list("/fabrikam").await.names().len(), 3);

    let answer = scene
        .admin
        .delete(&format!("{TENANTS}/{id}?cascade=true"))
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(
        scene.admin.get(&format!("{TENANTS}/{id}")).await.status,
        404
    );
    assert_eq!(scene.admin.list("/fabrikam").await.status, 404);
    assert_eq!(scene.admin.list("/").await.names(), ["contoso"]);
    let rows = scene.admin.get(MOUNTS).await.json();
    assert_eq!(rows["items"].as_array().map(Vec::len), Some(2));
    scene.assert_nobody_was_asked();

    let again = scene.register().await;
    assert_ne!(again, id, "the place is free again");
    scene.house.stop().await;
}
