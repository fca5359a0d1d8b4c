//! Bodies that can't be read, or say what nobody asked for.

use onefold::api;
use serde_json::{Value, json};

use super::{assert_nobody_was_asked, house};
use crate::support::{Actor, Answer, House};

/// Routes that read a body, with the ids of things that exist and may be changed.
async fn routes_with_bodies(admin: &Actor, house: &House) -> Vec<(String, String)> {
    let tenant = admin
        .post("/api/v1/admin/tenants", &tenant(house))
        .await
        .json();
    let tenant_id = tenant["id"].as_str().expect("an id");
    let mount = json!({
        "path": "/fabrikam/x", "tenant_id": tenant_id,
        "source": { "kind": "user", "user": "ada@contoso.example" },
    });
    let mount = admin.post("/api/v1/admin/mounts", &mount).await.json();
    let mount_id = mount["id"].as_str().expect("an id");
    let routes = api::routes();
    let with_body = routes.iter().filter(|route| {
        let commands = ["/test", "/logout", "/promote", "/refresh"];
        let command = commands.iter().any(|end| route.path.ends_with(end));
        ["POST", "PATCH"].contains(&route.method.as_str()) && !command
    });
    with_body
        .map(|route| {
            let kinds = [
                ("mounts", mount_id),
                ("tenants", tenant_id),
                ("accounts", "acc_0"),
                ("groups", "grp_0"),
                ("grants", "gnt_0"),
                ("rules", "rul_0"),
            ];
            let kind = kinds.iter().find(|(kind, _)| route.path.contains(kind));
            let id = kind.map_or("", |(_, id)| *id);
            (route.method.to_string(), route.path.replace("{id}", id))
        })
        .collect()
}

fn tenant(house: &House) -> Value {
    json!({
        "name": "Fabrikam", "cloud": "lab", "path_prefix": "/fabrikam",
        "directory_id": house.orgs[0].tenant.directory_id,
        "client_id": house.orgs[0].app.client_id,
        "client_secret": "another secret",
    })
}

async fn send(
    admin: &Actor,
    (method, path): &(String, String),
    media_type: &str,
    body: Vec<u8>,
) -> Answer {
    let request = admin
        .request(method, path)
        .header("content-type", media_type);
    Answer::of(request.body(body)).await
}

#[tokio::test]
async fn a_body_that_is_no_json_says_where_it_stops() {
    let house = house().await;
    let admin = house.admin().await;
    let routes = routes_with_bodies(&admin, &house).await;
    assert_eq!(routes.len(), 17, "{routes:?}");
    for route in &routes {
        for body in ["", "{", "{\"name\": hunter2}", "[1,", "{}x", "\u{feff}{}"] {
            let answer = send(&admin, route, "application/json", body.into()).await;
            let found = (answer.status, answer.code());
            assert_eq!(
                found,
                (400, "malformed_json".to_owned()),
                "{route:?} {body}"
            );
            assert!(
                !answer.text().contains("hunter2"),
                "what was sent may be a secret"
            );
        }
        let answer = send(
            &admin,
            route,
            "application/json",
            b"{\"a\":\"\xff\"}".to_vec(),
        )
        .await;
        assert_eq!(answer.status, 400, "{route:?}");
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn another_media_type_and_too_much_are_refused() {
    let house = house().await;
    let admin = house.admin().await;
    for route in &routes_with_bodies(&admin, &house).await {
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "text/json",
            "",
        ] {
            let answer = send(&admin, route, media_type, b"{}".to_vec()).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (415, "unsupported_media_type"),
                "{route:?} {media_type}"
            );
        }
        let big = format!("{{\"name\": \"{}\"}}", "x".repeat(70_000));
        let answer = send(&admin, route, "application/json", big.into()).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (413, "body_too_large"),
            "{route:?}"
        );
        let deep = ["[".repeat(30_000), "]".repeat(30_000)].concat();
        let answer = send(&admin, route, "application/json", deep.into()).await;
        assert_eq!(answer.status, 400, "{route:?}");
    }
    let anonymous = house.anonymous();
    let request = anonymous
        .request("POST", "/@login")
        .header("content-type", "application/json");
    assert_eq!(Answer::of(request.body("{}")).await.status, 400);
    let request = anonymous
        .request("POST", "/@login")
        .header("content-type", "application/x-www-form-urlencoded");
    let big = format!("username={}", "x".repeat(70_000));
    assert_eq!(Answer::of(request.body(big)).await.status, 413);
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn an_unknown_key_is_refused_with_its_place() {
    let house = house().await;
    let admin = house.admin().await;
    let routes = routes_with_bodies(&admin, &house).await;
    for route in &routes {
        let answer = send(
            &admin,
            route,
            "application/json",
            b"{\"colour\": \"hunter2\"}".to_vec(),
        )
        .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "unknown_key"),
            "{route:?} {}",
            answer.text()
        );
        assert_eq!(
            answer.json()["errors"][0]["pointer"],
            "/colour",
            "{route:?}"
        );
        assert!(!answer.text().contains("hunter2"), "{route:?}");
        for body in ["[]", "7", "null", "\"x\""] {
            let answer = send(&admin, route, "application/json", body.into()).await;
            assert_eq!(answer.status, 422, "{route:?} {body}");
        }
    }
    let nested = json!({
        "path": "/fabrikam/y", "tenant_id": "tnt_x",
        "source": { "kind": "user", "user": "ada@contoso.example", "colour": 1 },
    });
    let answer = admin.post("/api/v1/admin/mounts", &nested).await;
    assert_eq!(answer.json()["errors"][0]["pointer"], "/source/colour");
    assert_nobody_was_asked(&house);
    house.stop().await;
}

#[tokio::test]
async fn a_form_with_missing_unknown_or_repeated_fields_is_400() {
    let house = house().await;
    let anonymous = house.anonymous();
    for body in [
        "",
        "username=a",
        "password=b",
        "username=a&password=b&role=admin",
        "username=a&username=b&password=c",
        "username=%ff&password=b",
    ] {
        let request = anonymous.request("POST", "/@login").header(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        );
        let answer = Answer::of(request.body(body)).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(!answer.headers.contains_key("set-cookie"), "{body}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_key_that_stands_twice_is_pointed_at() {
    let house = house().await;
    let admin = house.admin().await;
    let routes = routes_with_bodies(&admin, &house).await;
    for route in &routes {
        for (body, pointer) in [
            (r#"{"name": "hunter2", "name": "hunter2"}"#, "/name"),
            (r#"{"x": [{"a/b": 1, "a/b": 2}]}"#, "/x/0/a~1b"),
        ] {
            let answer = send(&admin, route, "application/json", body.into()).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (400, "repeated_key"),
                "{route:?} {body}"
            );
            assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{route:?}");
            assert!(!answer.text().contains("hunter2"), "{route:?}");
        }
    }
    assert_nobody_was_asked(&house);
    house.stop().await;
}
