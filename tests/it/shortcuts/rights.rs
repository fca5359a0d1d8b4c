//! For whom shortcuts lead somewhere: the rights at the target decide, and whoever lacks them can't tell
//! whether there is a mount at all.

use std::time::Duration;

use graph_sim::Listener;
use serde_json::json;

use super::{house, make, member};
use crate::support::{Actor, House};

const READER: &[&str] = &["list", "read"];

#[tokio::test]
async fn a_target_that_may_not_be_seen_is_told_like_one_that_no_mount_shows() {
    let (house, admin) = house().await;
    let ann = member(&house, &admin, "ann", &[("/contoso/ada", READER)]).await;
    assert_alike(&house, &ann, &["Short", "Private", "Abroad"]).await;
    // By now others have been led there, and their memory helps nobody else.
    assert_eq!(
        admin.stat("/contoso/ada/Work/Short").await.json()["kind"],
        "folder"
    );
    assert_alike(&house, &ann, &["Short", "Private", "Abroad"]).await;
    house.stop().await;
}

#[tokio::test]
async fn whoever_may_see_the_target_is_led_there_with_the_rights_he_has_there() {
    let (house, admin) = house().await;
    let lister: &[&str] = &["list"];
    let grants = [("/contoso/ada", READER), ("/contoso/projects", lister)];
    let ann = member(&house, &admin, "ann", &grants).await;
    assert_eq!(
        ann.list("/contoso/ada/Work/Short").await.names(),
        ["Deep", "plan.txt"]
    );
    let bytes = ann.get("/p/contoso/ada/Work/Short/plan.txt").await;
    let there = ann.get("/p/contoso/projects/plan.txt").await;
    assert_eq!((bytes.status, there.status), (403, 403));
    let grants = [("/contoso/ada", READER), ("/contoso/projects/Deep", READER)];
    let ben = member(&house, &admin, "ben", &grants).await;
    let page = ben.get("/contoso/ada/Work/Short/").await;
    assert_eq!(page.header("location"), "/contoso/projects/");
    assert_eq!(ben.list("/contoso/ada/Work/Short").await.names(), ["Deep"]);
    let plan = ben.stat("/contoso/ada/Work/Plan").await.json();
    assert_eq!(plan["kind"], "shortcut", "the file is not his to see");
    house.stop().await;
}

#[tokio::test]
async fn rights_at_the_target_make_up_for_none_at_the_shortcut() {
    let (house, admin) = house().await;
    let lister: &[&str] = &["list"];
    let grants = [("/contoso/ada", lister), ("/contoso/projects", READER)];
    let ann = member(&house, &admin, "ann", &grants).await;
    assert_eq!(ann.list("/contoso/ada/Work/Short").await.status, 200);
    let bytes = ann.get("/p/contoso/ada/Work/Short/plan.txt").await;
    assert_eq!(bytes.status, 403, "he may not read there");
    assert_eq!(ann.get("/p/contoso/projects/plan.txt").await.status, 200);
    let grants = [("/contoso/projects", READER)];
    let ben = member(&house, &admin, "ben", &grants).await;
    assert_eq!(ben.list("/contoso/ada/Work/Short").await.status, 404);
    house.stop().await;
}

#[tokio::test]
async fn where_two_mounts_show_it_the_deepest_counts_that_one_sees() {
    let (house, admin) = house().await;
    let grants = [("/contoso/ada", READER), ("/contoso/bob", READER)];
    let ann = member(&house, &admin, "ann", &grants).await;
    let page = ann.get("/contoso/ada/Work/Short").await;
    assert_eq!(page.header("location"), "/contoso/bob/Projects/");
    let page = admin.get("/contoso/ada/Work/Short").await;
    assert_eq!(page.header("location"), "/contoso/projects/");
    house.stop().await;
}

#[tokio::test]
async fn another_organizations_drive_is_reached_by_those_alone_who_have_rights_there() {
    let (house, admin) = house().await;
    let ann = member(&house, &admin, "ann", &[("/contoso", READER)]).await;
    let shortcut = ann.stat("/contoso/ada/Work/Abroad").await.json();
    assert_eq!(shortcut["kind"], "shortcut");
    let page = admin.get("/contoso/ada/Work/Abroad").await;
    assert_eq!(page.header("location"), "/fabrikam/ada/Abroad/");
    house.stop().await;
}

#[tokio::test]
async fn a_target_that_is_hidden_or_locked_is_none() {
    let (house, admin) = house().await;
    let rule = json!({ "path": "/contoso", "hide": ["projects"], "inherited": false });
    make(&admin, "rules", &rule).await;
    let rule = json!({ "path": "/contoso/bob/Private", "password": "open sesame" });
    make(&admin, "rules", &rule).await;
    let rule = json!({ "path": "/contoso/bob", "hide": ["Projects"] });
    make(&admin, "rules", &rule).await;
    let ann = member(&house, &admin, "ann", &[("/contoso", READER)]).await;
    let (nowhere, _) = told(&house, &ann, "Nowhere").await;
    for closed in ["Short", "Private"] {
        let (answers, _) = told(&house, &ann, closed).await;
        assert_eq!(
            answers, nowhere,
            "{closed}: he sees Bob's drive, and not this in it"
        );
    }
    let key = json!({ "path": "/contoso/bob/Private", "password": "open sesame" });
    assert_eq!(ann.post("/api/v1/auth/unlock", &key).await.status, 204);
    let listed = ann.list("/contoso/ada/Work/Private").await;
    assert_eq!(listed.names(), ["diary.txt"], "{}", listed.text());
    house.stop().await;
}

#[tokio::test]
async fn a_pass_that_is_narrower_leads_no_further_than_it_reaches() {
    let (house, admin) = house().await;
    let token = json!({ "name": "x", "scopes": ["files:read"], "prefix": "/contoso/ada" });
    let token = admin.post("/api/v1/me/tokens", &token).await.json();
    let token = token["token"].as_str().map(str::to_owned);
    let program = Actor::new(house.url(), token);
    assert_alike(&house, &program, &["Short", "Private", "Abroad"]).await;
    let path = "/contoso/ada/Work/Short/plan.txt";
    let link = format!("/api/v1/fs/link?path={path}&door=p");
    let link = admin.get(&link).await.json();
    let url = link["url"].as_str().expect("a link");
    assert_eq!(house.anonymous().get(url).await.status, 404, "{url}");
    house.stop().await;
}

#[tokio::test]
async fn guests_are_led_to_what_is_open_to_them() {
    let (house, admin) = house().await;
    let rights = json!(["list", "read"]);
    let here = json!({ "principal": "guest", "path": "/contoso/ada/Work", "rights": rights });
    make(&admin, "grants", &here).await;
    let guest = house.anonymous();
    let shortcut = guest.stat("/contoso/ada/Work/Short").await.json();
    assert_eq!(shortcut["kind"], "shortcut");
    let there = json!({ "principal": "guest", "path": "/contoso/projects", "rights": rights });
    make(&admin, "grants", &there).await;
    let listed = guest.list("/contoso/ada/Work/Short").await;
    assert_eq!(listed.names(), ["Deep", "plan.txt"]);
    house.stop().await;
}

/// All faces answer alike for these shortcuts and for one whose target no mount shows, and nobody is asked for
/// what somebody else could be shown.
async fn assert_alike(house: &House, actor: &Actor, others: &[&str]) {
    let (expected, asked) = told(house, actor, "Nowhere").await;
    assert!(!expected.iter().any(|answer| answer.contains("303")));
    for other in others {
        let (answers, calls) = told(house, actor, other).await;
        assert_eq!(answers, expected, "{other}");
        assert_eq!(calls, asked, "{other}");
    }
}

/// What is answered at a shortcut and below it, and the calls to Graph that it took, by their routes.
async fn told(house: &House, actor: &Actor, name: &str) -> (Vec<String>, Vec<String>) {
    let (mut answers, mut calls) = (Vec::new(), Vec::new());
    for address in [
        "/api/v1/fs/list?path=/contoso/ada/Work/*",
        "/api/v1/fs/list?path=/contoso/ada/Work/*/Deep",
        "/api/v1/fs/stat?path=/contoso/ada/Work/*",
        "/api/v1/fs/stat?path=/contoso/ada/Work/*/plan.txt",
        "/contoso/ada/Work/*",
        "/contoso/ada/Work/*/",
        "/contoso/ada/Work/*/Deep/",
        "/p/contoso/ada/Work/*",
        "/d/contoso/ada/Work/*/plan.txt",
    ] {
        house.advance(Duration::from_mins(2));
        house.sim.journal().clear();
        let answer = actor.get(&address.replace('*', name)).await;
        let location = answer.header("location");
        answers.push(format!("{address}: {} {location}", answer.status));
        let graph = house.sim.journal().entries().into_iter();
        let graph = graph.filter(|call| call.listener == Listener::Graph);
        calls.extend(graph.map(|call| format!("{address}: {}", call.route)));
    }
    let listed = actor.list("/contoso/ada/Work").await.json();
    let rows = listed["items"].as_array().cloned().unwrap_or_default();
    let row = rows.into_iter().find(|row| row["name"] == name);
    let row = row.expect("it is listed");
    answers.push(format!("{} {}", row["kind"], row["target"]));
    (answers, calls)
}
