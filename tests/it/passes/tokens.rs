//! Programs with API tokens: how far each scope leads, and where it ends.

use std::time::Duration;

use onefold::domain::Clock as _;
use onefold::domain::{AdminScope, Secret};
use serde_json::{Value, json};

use super::{deeds, house, member_with, refusal, refused};
use crate::support::{Actor, House};

/// Makes a token; its id, and a program that has it.
async fn program(house: &House, owner: &Actor, token: Value) -> (String, Actor) {
    let made = owner.post("/api/v1/me/tokens", &token).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let secret = made["token"].as_str().expect("a token");
    assert!(secret.starts_with("oft_") && secret.len() == 47, "{secret}");
    let id = made["id"].as_str().expect("an id").to_owned();
    (id, Actor::new(house.url(), Some(secret.to_owned())))
}

fn token(scopes: &[&str]) -> Value {
    json!({ "name": "Backup", "scopes": scopes })
}

async fn status(actor: &Actor, path: &str) -> u16 {
    actor.get(path).await.status
}

const FILE: &str = "/p/contoso/ada/a.txt";
const LIST: &str = "/api/v1/fs/list?path=/contoso/ada";

#[tokio::test]
async fn a_token_is_good_for_its_scopes_alone() {
    let house = house().await;
    let admin = house.admin().await;
    for (scope, files, account, tenants, audit) in [
        ("files:read", 200, 403, 403, 403),
        ("files:write", 404, 403, 403, 403),
        ("account:read", 404, 200, 403, 403),
        ("admin:read", 404, 403, 200, 403),
        ("admin:write", 404, 403, 403, 403),
        ("audit:read", 404, 403, 403, 200),
    ] {
        let (_, program) = program(&house, &admin, token(&[scope])).await;
        assert_eq!(status(&program, FILE).await, files, "{scope}");
        assert_eq!(status(&program, LIST).await, files, "{scope}");
        assert_eq!(status(&program, "/api/v1/me").await, account, "{scope}");
        let path = "/api/v1/admin/tenants";
        assert_eq!(status(&program, path).await, tenants, "{scope}");
        assert_eq!(
            status(&program, "/api/v1/admin/audit").await,
            audit,
            "{scope}"
        );
    }
    house.stop().await;
}

#[tokio::test]
async fn a_token_with_a_folder_is_good_there_in_any_spelling_and_nowhere_else() {
    let house = house().await;
    let admin = house.admin().await;
    let narrow = json!({ "name": "n", "scopes": ["files:read", "admin:read", "account:read"], "prefix": "/Contoso/ADA/closed" });
    let (_, program) = program(&house, &admin, narrow).await;
    for (path, expected) in [
        ("/p/contoso/ada/closed/b.txt", 200),
        ("/p/CONTOSO/ada/Closed/B.TXT", 200),
        (FILE, 404),
        ("/p/contoso/bob/p.txt", 404),
        ("/api/v1/admin/tenants", 403),
        ("/api/v1/me", 403),
    ] {
        assert_eq!(status(&program, path).await, expected, "{path}");
    }
    house.stop().await;
}

#[tokio::test]
async fn whoever_has_a_token_is_told_what_administrators_are_told_where_it_is_good_for_that() {
    let house = house().await;
    let admin = house.admin().await;
    let narrow = json!({ "name": "n", "scopes": ["admin:read"], "prefix": "/contoso" });
    for (token, scope) in [
        (token(&["files:read", "account:read"]), AdminScope::Nothing),
        (token(&["audit:read"]), AdminScope::Nothing),
        (narrow, AdminScope::Nothing),
        (token(&["admin:read"]), AdminScope::All),
        (token(&["admin:write"]), AdminScope::All),
    ] {
        let (_, program) = program(&house, &admin, token.clone()).await;
        let secret = Secret::new(program.token().expect("a token").to_owned());
        let caller = house.services().sessions.caller(&secret).await;
        assert_eq!(*caller.expect("it is good").scope(), scope, "{token}");
    }
    let (_, auditor) = program(&house, &admin, token(&["audit:read"])).await;
    assert_eq!(status(&auditor, "/api/v1/admin/audit").await, 200);
    assert_eq!(status(&auditor, "/api/v1/admin/tenants").await, 403);
    house.stop().await;
}

#[tokio::test]
async fn a_program_never_makes_or_ends_another_pass() {
    let house = house().await;
    let admin = house.admin().await;
    let all = [
        "files:read",
        "files:write",
        "account:read",
        "admin:read",
        "admin:write",
    ];
    let (id, program) = program(&house, &admin, token(&all)).await;
    let password = json!({ "password": House::PASSWORD, "new_password": "another long one" });
    let unlock = json!({ "path": "/", "password": "x" });
    for (path, body) in [
        ("/api/v1/me/tokens", token(&["files:read"])),
        ("/api/v1/me/app-passwords", json!({ "name": "n" })),
        ("/api/v1/me/password", password),
        ("/api/v1/auth/unlock", unlock),
        ("/api/v1/auth/refresh", json!({})),
        ("/api/v1/auth/logout", json!({})),
    ] {
        let answer = program.post(path, &body).await;
        assert_eq!(refusal(&answer), refused(403, "forbidden"), "{path}");
    }
    for path in ["/api/v1/me/sessions", &format!("/api/v1/me/tokens/{id}")] {
        let answer = program.delete(path).await;
        assert_eq!(refusal(&answer), refused(403, "forbidden"), "{path}");
    }
    for path in [
        "/api/v1/me/sessions",
        "/api/v1/me/tokens",
        "/api/v1/me/app-passwords",
    ] {
        assert_eq!(status(&program, path).await, 200, "he may look: {path}");
    }
    assert_eq!(status(&admin, "/api/v1/me").await, 200);
    house.stop().await;
}

#[tokio::test]
async fn a_token_ends_when_it_is_revoked_when_its_time_is_over_and_with_its_account() {
    let house = house().await;
    let (account, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let (id, revoked) = program(&house, &member, token(&["files:read"])).await;
    let (_, kept) = program(&house, &member, token(&["files:read"])).await;
    let end = in_an_hour(&house);
    let ending = json!({ "name": "n", "scopes": ["files:read"], "expires_at": end });
    let (_, ending) = program(&house, &member, ending).await;
    for program in [&revoked, &kept, &ending] {
        assert_eq!(status(program, FILE).await, 200);
    }
    let path = format!("/api/v1/me/tokens/{id}");
    let admin = house.admin().await;
    assert_eq!(admin.delete(&path).await.status, 404, "it is not his");
    assert_eq!(member.delete(&path).await.status, 204);
    assert_eq!(status(&revoked, FILE).await, 401);
    house.advance(Duration::from_hours(1));
    assert_eq!(status(&ending, FILE).await, 401);
    super::disable(&admin, &account, true).await;
    assert_eq!(status(&kept, FILE).await, 401);
    super::disable(&admin, &account, false).await;
    assert_eq!(status(&kept, FILE).await, 200, "it was only put to rest");
    assert_eq!(deeds(&admin, "token.create").await.len(), 3);
    assert_eq!(deeds(&admin, "token.delete").await.len(), 1);
    house.stop().await;
}

#[tokio::test]
async fn a_list_says_when_a_token_was_used_and_never_what_it_is() {
    let house = house().await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let (_, program) = program(&house, &member, token(&["files:read"])).await;
    let row = async || member.get("/api/v1/me/tokens").await.json()["items"][0].clone();
    assert!(row().await["seen_at"].is_null());
    assert_eq!(status(&program, FILE).await, 200);
    let mut seen = row().await;
    for _ in 0..100 {
        // It is noted beside the request.
        if !seen["seen_at"].is_null() {
            break;
        }
        tokio::task::yield_now().await;
        seen = row().await;
    }
    assert!(seen["seen_at"].is_string(), "{seen}");
    assert_eq!(seen["scopes"], json!(["files:read"]));
    let secret = program.token().expect("a token");
    assert!(!seen.to_string().contains(secret));
    house.stop().await;
}

#[tokio::test]
async fn what_no_token_can_be_is_pointed_at() {
    let house = house().await;
    let admin = house.admin().await;
    for (body, code, pointer) in [
        (json!({ "name": "n", "scopes": [] }), "no_scopes", "/scopes"),
        (
            json!({ "name": "n", "scopes": ["files:read", "files:all"] }),
            "unknown_scope",
            "/scopes/1",
        ),
        (
            json!({ "name": " ", "scopes": ["files:read"] }),
            "invalid_name",
            "/name",
        ),
        (
            json!({ "name": "n", "scopes": ["files:read"], "prefix": "a" }),
            "invalid_path",
            "/prefix",
        ),
        (
            json!({ "name": "n", "scopes": ["files:read"], "expires_at": "2001-01-01T00:00:00Z" }),
            "invalid_time",
            "/expires_at",
        ),
        (
            json!({ "name": "n", "scopes": ["files:read"], "expires_at": "soon" }),
            "invalid_time",
            "/expires_at",
        ),
        (
            json!({ "name": "n", "scopes": ["files:read"], "expires": null }),
            "unknown_key",
            "/expires",
        ),
    ] {
        let answer = admin.post("/api/v1/me/tokens", &body).await;
        assert_eq!(refusal(&answer), refused(422, code), "{body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    let none = admin.get("/api/v1/me/tokens").await.json();
    assert_eq!(none["items"], json!([]));
    house.stop().await;
}

fn in_an_hour(house: &House) -> String {
    let end = (house.clock.now().unix_ms() + 3_600_000) / 1_000;
    let end = jiff::Timestamp::from_second(end);
    end.expect("a time").to_string()
}

#[tokio::test]
async fn an_account_has_a_hundred_tokens_at_the_most_and_those_that_have_ended_do_not_count() {
    let house = house().await;
    let admin = house.admin().await;
    let ending = json!({ "name": "n", "scopes": ["files:read"], "expires_at": in_an_hour(&house) });
    let make = async |body: &Value| admin.post("/api/v1/me/tokens", body).await;
    for number in 0..100 {
        let lasting = token(&["files:read"]);
        let made = make(if number < 60 { &ending } else { &lasting }).await;
        assert_eq!(made.status, 201);
    }
    let lasting = token(&["files:read"]);
    assert_eq!(refusal(&make(&lasting).await), refused(409, "too_many"));
    house.advance(Duration::from_hours(1));
    let count = async || {
        let listed = admin.get("/api/v1/me/tokens").await.json();
        listed["items"].as_array().map(Vec::len)
    };
    assert_eq!(
        count().await,
        Some(100),
        "they are shown while there is room"
    );
    for _ in 0..60 {
        assert_eq!(make(&lasting).await.status, 201);
    }
    assert_eq!(refusal(&make(&lasting).await), refused(409, "too_many"));
    assert_eq!(count().await, Some(100));
    house.stop().await;
}
