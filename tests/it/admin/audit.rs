//! The audit log, page by page.

use serde_json::json;

use super::Scene;
use crate::support::Actor;

const AUDIT: &str = "/api/v1/admin/audit";

async fn refused(actor: &Actor, query: &str) -> (u16, String) {
    let answer = actor.get(&format!("{AUDIT}?{query}")).await;
    (answer.status, answer.code())
}

#[tokio::test]
async fn a_cursor_of_the_audit_log_is_good_for_its_reader_and_question_only() {
    let scene = Scene::start().await;
    let admin = &scene.admin;
    for number in 0..5 {
        let grant =
            json!({ "principal": "guest", "path": format!("/contoso/{number}"), "rights": [] });
        let made = admin.post("/api/v1/admin/grants", &grant).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let question = "deed=grant.create&path=/contoso";
    let first = admin
        .get(&format!("{AUDIT}?{question}&limit=2"))
        .await
        .json();
    let cursor = first["next_cursor"].as_str().expect("there is more");
    let ours = format!("{AUDIT}?{question}&limit=3&cursor={cursor}");
    let rest = admin.get(&ours).await.json();
    let paths = rest["items"].as_array().expect("a list").iter();
    let paths: Vec<_> = paths.filter_map(|row| row["path"].as_str()).collect();
    assert_eq!(paths, ["/contoso/2", "/contoso/1", "/contoso/0"]);
    assert!(rest["next_cursor"].is_null(), "{rest}");

    let invalid = (422, "invalid_cursor".to_owned());
    for query in [
        format!("cursor={cursor}"),
        format!("deed=grant.create&cursor={cursor}"),
        format!("deed=grant.update&path=/contoso&cursor={cursor}"),
        format!("deed=grant.create&path=/&cursor={cursor}"),
        format!("{question}&cursor={cursor}x"),
        "cursor=7".to_owned(),
        "cursor=".to_owned(),
    ] {
        assert_eq!(refused(admin, &query).await, invalid, "{query}");
    }
    let other =
        json!({ "username": "other", "password": "another good password", "role": "admin" });
    let made = admin.post("/api/v1/admin/accounts", &other).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let other = Actor::sign_in(scene.house.url(), "other", "another good password").await;
    let stolen = format!("{question}&cursor={cursor}");
    assert_eq!(refused(&other, &stolen).await, invalid);
    scene.house.stop().await;
}

#[tokio::test]
async fn a_cursor_of_the_audit_log_tells_nobody_how_much_others_do() {
    let scene = Scene::start().await;
    let again = scene.house.admin().await;
    let page = again.get(&format!("{AUDIT}?limit=1")).await.json();
    let cursor = page["next_cursor"].as_str().expect("there is more");
    assert!(cursor.parse::<i64>().is_err(), "{cursor}");
    assert_eq!(
        cursor.len(),
        32,
        "{cursor}: of one length, whatever it says"
    );
    scene.house.stop().await;
}
