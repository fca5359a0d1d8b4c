//! Search in all drives.

use graph_sim::switches::{PrivateContent, RegionRule};
use graph_sim::{DriveState, Role, Site, World};
use serde_json::{Value, json};

use crate::kit::{Answer, Bed};

async fn start() -> Bed {
    let bed = Bed::start().await;
    bed.sim
        .switches()
        .update(|s| s.search.index_lag_seconds = 0);
    bed.sim.change(|world| {
        let team = world.add_site(&bed.contoso, Site::team("sites/team", "Team"));
        world
            .drive_by(&team.drive)
            .add_file("/Plans/hello plan.docx", "plan", World::BEGINNING)
            .add_file("/hello.pdf", "pdf", World::BEGINNING);
    });
    bed
}

fn request(query: &str) -> Value {
    json!({ "entityTypes": ["driveItem"], "query": { "queryString": query }, "region": "EUR" })
}

async fn ask(bed: &Bed, request: Value) -> Answer {
    bed.post("/search/query", &json!({ "requests": [request] }))
        .await
}

/// Names of what is found, sorted.
async fn found(bed: &Bed, request: Value) -> Vec<String> {
    let answer = ask(bed, request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = answer.json();
    let container = &answer["value"][0]["hitsContainers"][0];
    let hits = container["hits"].as_array().cloned().unwrap_or_default();
    let name = |hit: &Value| hit["resource"]["name"].as_str().unwrap().to_owned();
    let mut names: Vec<String> = hits.iter().map(name).collect();
    names.sort();
    names
}

#[tokio::test]
async fn an_application_must_name_its_region() {
    let bed = start().await;
    let mut without = request("hello");
    without.as_object_mut().unwrap().remove("region");
    let refused = ask(&bed, without.clone()).await;
    assert_eq!(refused.refusal(), (400, "BadRequest".to_owned()));
    assert!(
        refused.text().contains("Region is required"),
        "{}",
        refused.text()
    );
    let mut elsewhere = request("hello");
    elsewhere["region"] = json!("NAM");
    let refused = ask(&bed, elsewhere).await;
    assert!(refused.text().contains("Only valid regions are EUR"));
    bed.sim
        .switches()
        .update(|s| s.search.region = RegionRule::Optional);
    assert_eq!(found(&bed, without).await.len(), 2);
    let root = bed.get("/sites/root?$select=siteCollection").await;
    assert_eq!(root.status, 403, "an application for files sees no sites");
}

#[tokio::test]
async fn private_content_is_found_only_on_request() {
    let bed = start().await;
    let libraries = ["hello plan.docx", "hello.pdf"];
    assert_eq!(found(&bed, request("hello")).await, libraries);
    let mut private = request("hello");
    private["sharePointOneDriveOptions"] = json!({ "includeContent": "privateContent" });
    assert_eq!(found(&bed, private.clone()).await, ["hello.txt"]);
    private["sharePointOneDriveOptions"] =
        json!({ "includeContent": "privateContent,sharedContent" });
    assert_eq!(found(&bed, private).await.len(), 3);
    bed.sim
        .switches()
        .update(|s| s.search.private_content = PrivateContent::Included);
    assert_eq!(found(&bed, request("hello")).await.len(), 3);
}

#[tokio::test]
async fn a_locked_drive_is_not_searched() {
    let bed = start().await;
    let mut private = request("hello");
    private["sharePointOneDriveOptions"] = json!({ "includeContent": "privateContent" });
    assert_eq!(found(&bed, private.clone()).await, ["hello.txt"]);
    bed.sim
        .change(|world| world.set_drive_state(&bed.ada, DriveState::Locked));
    assert!(found(&bed, private).await.is_empty());
}

#[tokio::test]
async fn queries_name_properties_too() {
    let bed = start().await;
    let path =
        "hello path:\"https://contoso.sharepoint.example/sites/team/Shared Documents/Plans\"";
    let encoded = path.replace("Shared Documents", "Shared%20Documents");
    assert_eq!(found(&bed, request(&encoded)).await, ["hello plan.docx"]);
    assert_eq!(
        found(&bed, request("hello filetype:pdf")).await,
        ["hello.pdf"]
    );
    assert_eq!(
        found(&bed, request("Plans AND isDocument=true"))
            .await
            .len(),
        0
    );
    assert_eq!(found(&bed, request("filename:plan")).await.len(), 2);
    assert_eq!(ask(&bed, request("a OR b")).await.status, 501);
}

#[tokio::test]
async fn hits_are_ranked_counted_and_paged() {
    let bed = start().await;
    let mut request = request("hello");
    request["size"] = json!(1);
    let answer = ask(&bed, request.clone()).await.json();
    let container = &answer["value"][0]["hitsContainers"][0];
    assert_eq!(container["total"], 2);
    assert_eq!(container["moreResultsAvailable"], true);
    let hit = &container["hits"][0];
    assert_eq!(hit["rank"], 1);
    assert!(hit["summary"].as_str().unwrap().contains("<c0>hello</c0>"));
    let id = hit["resource"]["id"].as_str().unwrap();
    let drive = hit["resource"]["parentReference"]["driveId"]
        .as_str()
        .unwrap();
    let item = bed.get(&format!("/drives/{drive}/items/{id}")).await;
    assert_eq!(item.json()["name"], hit["resource"]["name"]);
    request["from"] = json!(1);
    let answer = ask(&bed, request.clone()).await.json();
    let container = &answer["value"][0]["hitsContainers"][0];
    assert_eq!(container["hits"][0]["rank"], 2);
    assert_eq!(container["moreResultsAvailable"], false);
    request["from"] = json!(2);
    let answer = ask(&bed, request.clone()).await.json();
    let container = &answer["value"][0]["hitsContainers"][0];
    assert!(container.get("hits").is_none(), "{container}");
    request["size"] = json!(501);
    assert_eq!(ask(&bed, request).await.status, 400);
}

#[tokio::test]
async fn searching_reads_and_needs_a_permission_for_files() {
    let mut bed = start().await;
    bed.set_roles(&[Role::SitesReadAll]).await;
    assert_eq!(found(&bed, request("hello")).await.len(), 2);
    bed.set_roles(&[Role::UserReadAll]).await;
    assert_eq!(ask(&bed, request("hello")).await.status, 403);
    let mut sites = request("hello");
    sites["entityTypes"] = json!(["site"]);
    bed.set_roles(&[Role::SitesReadAll]).await;
    assert_eq!(ask(&bed, sites).await.status, 501);
}
