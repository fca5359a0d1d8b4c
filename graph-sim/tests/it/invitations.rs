//! Sharing with people, and changes of permissions.

use graph_sim::User;
use graph_sim::switches::ExternalRecipients;
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Bed, read};

const FOLDER: &str = "/root:/Documents";

async fn start() -> Bed {
    let bed = Bed::writing().await;
    bed.sim
        .change(|world| drop(world.add_user(&bed.contoso, User::new("bob", "Bob Example"))));
    bed
}

async fn invite(bed: &Bed, recipients: Value) -> Answer {
    let body = json!({
        "recipients": recipients, "roles": ["write"], "message": "Look!",
        "requireSignIn": true, "sendInvitation": false,
    });
    bed.post_to_drive(&format!("{FOLDER}:/invite"), &body).await
}

/// Invites Bob and tells the permission he got.
async fn invite_bob(bed: &Bed) -> Value {
    let answer = invite(bed, json!([{ "email": "bob@contoso.example" }])).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["value"][0].clone()
}

async fn permissions(bed: &Bed, rest: &str) -> Vec<Value> {
    let list = bed.drive(&format!("{rest}:/permissions")).await.json();
    list["value"].as_array().unwrap().clone()
}

async fn amend(bed: &Bed, id: &Value, body: Value) -> Answer {
    let rest = format!("{FOLDER}:/permissions/{}", id.as_str().unwrap());
    bed.patch(&rest, &body, &[]).await
}

#[tokio::test]
async fn somebody_who_is_invited_gets_a_permission_that_is_inherited() {
    let bed = start().await;
    let granted = invite_bob(&bed).await;
    assert_eq!(granted["roles"], json!(["write"]));
    let user = &granted["grantedToV2"]["user"];
    assert_eq!(user["displayName"], "Bob Example");
    assert!(user["id"].is_string());
    assert!(granted.get("invitation").is_none());
    assert!(granted.get("inheritedFrom").is_none());
    assert_eq!(permissions(&bed, FOLDER).await.len(), 2);
    let below = permissions(&bed, "/root:/Documents/hello.txt").await;
    let inherited = below.iter().find(|one| one["id"] == granted["id"]).unwrap();
    assert_eq!(
        inherited["inheritedFrom"]["id"],
        bed.id_of("/Documents").as_str()
    );
    let folder = bed.drive(FOLDER).await.json();
    assert_eq!(folder["shared"]["scope"], "users");
}

#[tokio::test]
async fn an_invitation_names_people_by_address_or_id_and_is_not_repeated() {
    let bed = start().await;
    let first = invite_bob(&bed).await;
    let id = first["grantedToV2"]["user"]["id"].clone();
    let again = invite(&bed, json!([{ "objectId": id }])).await.json();
    assert_eq!(again["value"][0]["id"], first["id"]);
    let unknown = json!([{ "objectId": "5f0f2f9e-0000-4000-8000-000000000000" }]);
    assert_eq!(invite(&bed, unknown).await.code(), "invalidRequest");
    for body in [
        json!({ "recipients": [], "roles": ["read"] }),
        json!({ "recipients": [{ "email": "bob@contoso.example" }], "roles": ["rule"] }),
        json!({ "recipients": [{ "email": "bob@contoso.example" }], "roles": [] }),
        json!({ "recipients": [{}], "roles": ["read"] }),
    ] {
        let answer = bed.post_to_drive(&format!("{FOLDER}:/invite"), &body).await;
        assert_eq!(answer.code(), "invalidRequest", "{body}");
    }
}

#[tokio::test]
async fn people_outside_are_invited_or_refused_in_two_ways() {
    let bed = start().await;
    let guest = json!([{ "email": "guest@home.example" }]);
    let granted = invite(&bed, guest.clone()).await.json()["value"][0].clone();
    assert_eq!(granted["invitation"]["email"], "guest@home.example");
    assert_eq!(granted["invitation"]["signInRequired"], true);
    assert!(granted["grantedToV2"]["user"].get("id").is_none());
    let turn = |to| {
        bed.sim
            .switches()
            .update(|s| s.sharing.external_recipients = to);
    };
    turn(ExternalRecipients::Forbidden);
    let answer = invite(&bed, guest.clone()).await;
    assert_eq!(answer.refusal(), (403, "accessDenied".to_owned()));
    assert_eq!(answer.inner_code(), "sharingDisabled");
    turn(ExternalRecipients::Invalid);
    let answer = invite(&bed, guest).await;
    assert_eq!(answer.refusal(), (400, "invalidRequest".to_owned()));
}

#[tokio::test]
async fn a_role_is_changed_and_taken_away_where_it_was_given() {
    let bed = start().await;
    let id = invite_bob(&bed).await["id"].clone();
    let changed = amend(&bed, &id, json!({ "roles": ["read"] })).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["roles"], json!(["read"]));
    let end = json!({ "expirationDateTime": "2099-01-01T00:00:00Z" });
    assert_eq!(amend(&bed, &id, end).await.code(), "invalidRequest");
    assert_eq!(amend(&bed, &id, json!({})).await.code(), "invalidRequest");
    let id = id.as_str().unwrap();
    let inherited = format!("/root:/Documents/hello.txt:/permissions/{id}");
    let refused = bed
        .patch(&inherited, &json!({ "roles": ["read"] }), &[])
        .await;
    assert_eq!(refused.code(), "accessDenied");
    let inherited = bed.delete(&bed.in_drive(&inherited)).await;
    assert_eq!(inherited.code(), "accessDenied");
    let own = bed.in_drive(&format!("{FOLDER}:/permissions/{id}"));
    assert_eq!(bed.delete(&own).await.status, 204);
    assert_eq!(permissions(&bed, FOLDER).await.len(), 1);
    assert!(bed.drive(FOLDER).await.json().get("shared").is_none());
}

#[tokio::test]
async fn of_links_only_the_end_of_an_anonymous_one_is_changed() {
    let bed = start().await;
    let create = async |scope: &str| {
        let body = json!({ "type": "view", "scope": scope });
        let link = bed
            .post_to_drive(&format!("{FOLDER}:/createLink"), &body)
            .await;
        link.json()["id"].clone()
    };
    let (anyone, colleagues) = (create("anonymous").await, create("organization").await);
    let end = json!({ "expirationDateTime": "2099-01-01T00:00:00Z" });
    let changed = amend(&bed, &anyone, end.clone()).await.json();
    assert_eq!(changed["expirationDateTime"], "2099-01-01T00:00:00Z");
    assert_eq!(amend(&bed, &colleagues, end).await.code(), "invalidRequest");
    let role = json!({ "roles": ["write"] });
    assert_eq!(amend(&bed, &anyone, role).await.code(), "invalidRequest");
    let owner = permissions(&bed, FOLDER).await[0]["id"].clone();
    let role = json!({ "roles": ["read"] });
    assert_eq!(amend(&bed, &owner, role).await.code(), "accessDenied");
    let nobody = json!("5f0f2f9e-0000-4000-8000-000000000000");
    let role = json!({ "roles": ["read"] });
    assert_eq!(amend(&bed, &nobody, role).await.code(), "itemNotFound");
}

#[tokio::test]
async fn inviting_and_amending_need_a_permission_to_write() {
    let bed = Bed::start().await;
    assert_eq!(invite(&bed, json!([{}])).await.code(), "accessDenied");
    let path = bed.in_drive(&format!("{FOLDER}:/permissions/x"));
    let patch = bed.request(Method::PATCH, &path).body("{}");
    assert_eq!(read(patch.send().await.unwrap()).await.status, 403);
}
