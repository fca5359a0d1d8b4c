//! Links and permissions.

use std::time::Duration;

use graph_sim::Role;
use graph_sim::switches::{AnonymousLinks, DefaultScope, LinkFeature};
use serde_json::{Value, json};

use crate::kit::{Answer, Bed, time};

const FILE: &str = "/root:/Documents/hello.txt";

async fn start() -> Bed {
    let mut bed = Bed::start().await;
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    bed
}

async fn create(bed: &Bed, place: &str, body: Value) -> Answer {
    bed.post(&bed.in_drive(&format!("{place}:/createLink")), &body)
        .await
}

#[tokio::test]
async fn a_new_link_is_created_and_the_same_one_is_found_again() {
    let bed = start().await;
    let terms = json!({ "type": "view", "scope": "organization", "someday": true });
    let first = create(&bed, FILE, terms.clone()).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let link = first.json();
    assert_eq!(link["roles"], json!(["read"]));
    assert_eq!(link["hasPassword"], false);
    assert_eq!(link["link"]["type"], "view");
    assert_eq!(link["link"]["scope"], "organization");
    assert!(link["shareId"].as_str().unwrap().starts_with("u!"));
    let url = link["link"]["webUrl"].as_str().unwrap();
    assert!(url.starts_with("https://contoso-my.sharepoint.example/:t:/g/personal/"));
    let again = create(&bed, FILE, terms).await;
    assert_eq!((again.status, &again.json()["id"]), (200, &link["id"]));
    let other = json!({ "type": "edit", "scope": "organization" });
    let other = create(&bed, FILE, other).await;
    assert_eq!(other.status, 201);
    assert_eq!(other.json()["roles"], json!(["write"]));
}

#[tokio::test]
async fn a_link_may_end_and_have_a_password() {
    let bed = start().await;
    let body = json!({
        "type": "view", "scope": "anonymous", "password": "pw",
        "expirationDateTime": "2099-12-31T00:00:00Z",
    });
    let link = create(&bed, FILE, body.clone()).await.json();
    assert_eq!(link["hasPassword"], true);
    assert_eq!(link["expirationDateTime"], "2099-12-31T00:00:00Z");
    assert_eq!(bed.drive(FILE).await.json()["shared"]["scope"], "anonymous");
    let switches = bed.sim.switches();
    switches.update(|s| s.sharing.passwords = LinkFeature::Refused);
    assert_eq!(create(&bed, FILE, body).await.code(), "invalidRequest");
    let embed = json!({ "type": "embed" });
    assert_eq!(create(&bed, FILE, embed.clone()).await.status, 201);
    switches.update(|s| s.sharing.embedding = LinkFeature::Refused);
    assert_eq!(create(&bed, FILE, embed).await.code(), "invalidRequest");
    for body in [
        json!({ "type": "view", "expirationDateTime": "2001-01-01T00:00:00Z" }),
        json!({ "type": "view", "expirationDateTime": "tomorrow" }),
        json!({ "type": "view", "scope": "everybody" }),
        json!({ "type": "look" }),
        json!({}),
    ] {
        let answer = create(&bed, FILE, body.clone()).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "invalidRequest"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_link_is_gone_when_its_time_is_over() {
    let mut bed = start().await;
    bed.sim.clock().set(time("2026-11-21T00:00:00Z"));
    bed.token = bed.new_token().await;
    let body = json!({ "type": "view", "expirationDateTime": "2026-11-21T00:30:00Z" });
    assert_eq!(create(&bed, FILE, body).await.status, 201);
    let permissions = bed.in_drive(&format!("{FILE}:/permissions"));
    let count = async || {
        let list = bed.get(&permissions).await.json();
        list["value"].as_array().unwrap().len()
    };
    assert_eq!(count().await, 2);
    bed.sim.clock().advance(Duration::from_secs(1801));
    assert_eq!(count().await, 1);
    assert!(bed.drive(FILE).await.json().get("shared").is_none());
}

#[tokio::test]
async fn a_policy_against_anonymous_links_speaks_in_two_ways() {
    let bed = start().await;
    let body = json!({ "type": "view", "scope": "anonymous" });
    let switches = bed.sim.switches();
    switches.update(|s| s.sharing.anonymous_links = AnonymousLinks::Forbidden);
    let answer = create(&bed, FILE, body.clone()).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "accessDenied")
    );
    assert_eq!(
        answer.json()["error"]["innerError"]["code"],
        "sharingDisabled"
    );
    switches.update(|s| s.sharing.anonymous_links = AnonymousLinks::Invalid);
    let answer = create(&bed, FILE, body).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "invalidRequest")
    );
    let unscoped = json!({ "type": "view" });
    let link = create(&bed, FILE, unscoped.clone()).await.json();
    assert_eq!(link["link"]["scope"], "organization");
    switches.update(|s| s.sharing.default_scope = DefaultScope::Anonymous);
    assert_eq!(create(&bed, FILE, unscoped).await.status, 400);
}

#[tokio::test]
async fn links_need_a_permission_to_write_and_an_item() {
    let mut bed = start().await;
    let body = json!({ "type": "view" });
    let missing = create(&bed, "/root:/nothing", body.clone()).await;
    assert_eq!(missing.code(), "itemNotFound");
    bed.set_roles(&[Role::FilesReadAll]).await;
    assert_eq!(create(&bed, FILE, body).await.code(), "accessDenied");
}

#[tokio::test]
async fn permissions_tell_owner_links_and_what_is_inherited() {
    let bed = start().await;
    let body = json!({ "type": "view", "scope": "anonymous" });
    let link = create(&bed, "/root:/Documents", body).await.json();
    let path = |place: &str| bed.in_drive(&format!("{place}:/permissions"));
    let list = bed.get(&path(FILE)).await.json();
    let list = list["value"].as_array().unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!(list[0]["roles"], json!(["owner"]));
    assert_eq!(
        list[0]["grantedToV2"]["user"]["email"],
        "ada@contoso.example"
    );
    let from = list[1]["inheritedFrom"]["path"].as_str().unwrap();
    assert!(from.ends_with("/root:/Documents"), "{from}");
    let id = link["id"].as_str().unwrap();
    let own = bed.get(&format!("{}/{id}", path("/root:/Documents"))).await;
    assert!(own.json().get("inheritedFrom").is_none());
    let item = bed.drive(FILE).await.json();
    assert_eq!(item["shared"]["scope"], "anonymous");
    let other = bed.get(&format!("{}/{id}", path("/root:/Empty"))).await;
    assert_eq!(other.code(), "itemNotFound");
}

#[tokio::test]
async fn a_permission_is_removed_where_it_was_given_and_nowhere_else() {
    let bed = start().await;
    let body = json!({ "type": "view" });
    let link = create(&bed, "/root:/Documents", body).await.json();
    let id = link["id"].as_str().unwrap();
    let path = |place: &str| bed.in_drive(&format!("{place}:/permissions"));
    let inherited = bed.delete(&format!("{}/{id}", path(FILE))).await;
    assert_eq!(
        (inherited.status, inherited.code().as_str()),
        (403, "accessDenied")
    );
    let list = bed.get(&path(FILE)).await.json();
    let owner = list["value"][0]["id"].as_str().unwrap();
    assert_eq!(
        bed.delete(&format!("{}/{owner}", path(FILE))).await.status,
        403
    );
    let own = format!("{}/{id}", path("/root:/Documents"));
    assert_eq!(bed.delete(&own).await.status, 204);
    assert_eq!(bed.delete(&own).await.status, 404);
    assert!(bed.drive(FILE).await.json().get("shared").is_none());
}
