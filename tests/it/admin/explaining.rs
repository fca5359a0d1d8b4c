//! What a decision's reasons tell, and to whom.

use serde_json::{Value, json};

use crate::support::{Actor, House, Plan};

async fn make(admin: &Actor, list: &str, body: Value) -> String {
    let made = admin.post(&format!("/api/v1/admin/{list}"), &body).await;
    assert_eq!(made.status, 201, "{list} {body}: {}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

async fn explained(actor: &Actor, principal: &str, path: &str) -> Value {
    let query = format!("principal={principal}&path={path}&right=read");
    let address = format!("/api/v1/admin/grants/explain?{query}");
    let answer = actor.get(&address).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The tenant of the house, a member of his, and somebody who administers both.
async fn people(house: &House, admin: &Actor) -> (String, String, Actor) {
    let tenants = admin.get("/api/v1/admin/tenants").await.json();
    let tenant = tenants["items"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let ann = json!({
        "username": "ann", "password": House::PASSWORD, "home_tenant_id": tenant,
    });
    let ann = make(admin, "accounts", ann).await;
    let tom = json!({
        "username": "tom", "password": House::PASSWORD, "home_tenant_id": tenant,
        "role": "tenant_admin", "tenants": [tenant],
    });
    make(admin, "accounts", tom).await;
    let tom = Actor::sign_in(house.url(), "tom", House::PASSWORD).await;
    (tenant, ann, tom)
}

#[tokio::test]
async fn reasons_beyond_an_administrators_prefixes_keep_their_code_alone() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let admin = house.admin().await;
    let (_, ann, tom) = people(&house, &admin).await;
    let grant = json!({ "principal": ann, "path": "/", "rights": ["read"] });
    make(&admin, "grants", grant).await;
    let rule =
        json!({ "path": "/", "password": "open sesame", "hide": ["secret-*"], "inherited": true });
    make(&admin, "rules", rule).await;
    for (path, codes) in [
        ("/contoso/ada", ["granted", "locked"]),
        ("/contoso/ada/secret-x", ["granted", "hidden"]),
    ] {
        let to_tom = explained(&tom, &ann, path).await;
        let bare: Vec<_> = codes.iter().map(|code| json!({ "code": code })).collect();
        assert_eq!(to_tom["reasons"], json!(bare), "{path}");
        let to_admin = explained(&admin, &ann, path).await;
        assert_eq!(to_admin["outcome"], to_tom["outcome"]);
        assert_eq!(to_admin["reasons"][0]["grant"]["path"], "/");
        assert_eq!(to_admin["reasons"][1]["path"], "/");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_grant_to_somebody_elses_group_keeps_its_code_alone() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let admin = house.admin().await;
    let (tenant, ann, tom) = people(&house, &admin).await;
    for (name, home) in [("Ours", json!(tenant)), ("Everybody's", Value::Null)] {
        let group = json!({ "name": name, "home_tenant_id": home, "members": [ann] });
        let group = make(&admin, "groups", group).await;
        let grant = json!({ "principal": group, "path": "/contoso", "rights": ["read"] });
        make(&admin, "grants", grant).await;
    }
    let to_tom = explained(&tom, &ann, "/contoso/ada").await;
    let reasons = to_tom["reasons"].as_array().expect("reasons");
    let whole = reasons.iter().filter(|one| one["grant"].is_object());
    assert_eq!((reasons.len(), whole.count()), (2, 1), "{to_tom}");
    house.stop().await;
}

#[tokio::test]
async fn a_disabled_account_is_denied_everything() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let admin = house.admin().await;
    let (_, ann, _) = people(&house, &admin).await;
    let grant = json!({ "principal": ann, "path": "/contoso", "rights": ["read"] });
    make(&admin, "grants", grant).await;
    let allowed = explained(&admin, &ann, "/contoso/ada").await;
    assert_eq!(allowed["outcome"], "allowed");
    let off = json!({ "enabled": false });
    let changed = admin
        .patch(&format!("/api/v1/admin/accounts/{ann}"), &off)
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let expected = json!({ "outcome": "denied", "reasons": [{ "code": "disabled" }] });
    assert_eq!(explained(&admin, &ann, "/contoso/ada").await, expected);
    house.stop().await;
}
