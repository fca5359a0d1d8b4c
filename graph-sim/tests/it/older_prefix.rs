//! The prefix `/_api/v2.0`, where rclone asks when it is told of another host.

use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Bed, read};

async fn ask(bed: &Bed, method: Method, rest: &str, body: &str) -> Answer {
    let (graph, drive) = (bed.sim.graph_url(), &bed.ada.drive_id);
    let url = format!("{graph}_api/v2.0/drives/{drive}{rest}");
    let request = bed.request(method, &url).body(body.to_owned());
    let request = request.header("Content-Type", "application/json");
    let request = request.header("Content-Length", body.len());
    read(request.send().await.unwrap()).await
}

/// The id of the root.
async fn root_of(bed: &Bed) -> String {
    let root = ask(bed, Method::GET, "/root", "").await.json();
    root["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_rclone_reads_is_answered_below_the_older_prefix() {
    let bed = Bed::writing().await;
    let root = root_of(&bed).await;
    let list = format!("/items/{root}/children?%24top=1");
    let page = ask(&bed, Method::GET, &list, "").await.json();
    let next = page["@odata.nextLink"].as_str().unwrap();
    assert!(next.contains("/_api/v2.0/"), "{next}");
    assert_eq!(bed.get(next).await.status, 200);
    let delta = ask(&bed, Method::GET, "/root/delta?%24top=1000", "")
        .await
        .json();
    let latest = delta["@odata.deltaLink"].as_str().unwrap();
    assert_eq!(bed.get(latest).await.status, 200);
    let quota = ask(&bed, Method::GET, "", "").await.json();
    assert!(quota["quota"]["total"].is_number());
    assert!(bed.sim.journal().defects().is_empty());
}

#[tokio::test]
async fn what_rclone_writes_is_taken_below_the_older_prefix() {
    let bed = Bed::writing().await;
    let root = root_of(&bed).await;
    let put = ask(
        &bed,
        Method::PUT,
        &format!("/items/{root}:/empty.txt:/content"),
        "",
    )
    .await;
    assert_eq!(put.status, 201, "{}", put.text());
    let times = json!({ "fileSystemInfo": {
        "createdDateTime": "2020-01-01T00:00:00Z", "lastModifiedDateTime": "2020-01-01T00:00:00Z",
    } });
    let path = format!("/items/{root}:/empty.txt:");
    let patched = ask(&bed, Method::PATCH, &path, &times.to_string()).await;
    assert_eq!(patched.status, 200, "{}", patched.text());
    let item: Value = patched.json();
    assert_eq!(item["size"], 0);
    let id = item["id"].as_str().unwrap();
    let versions = ask(&bed, Method::GET, &format!("/items/{id}/versions"), "")
        .await
        .json();
    let old = versions["value"][1]["id"].as_str().unwrap();
    let gone = ask(
        &bed,
        Method::DELETE,
        &format!("/items/{id}/versions/{old}"),
        "",
    )
    .await;
    assert_eq!(gone.status, 204);
    let session = format!("/items/{root}:/big.bin:/createUploadSession");
    let session = ask(&bed, Method::POST, &session, "{}").await;
    assert_eq!(session.status, 200, "{}", session.text());
    let link = json!({ "type": "view", "scope": "anonymous" }).to_string();
    let link = ask(
        &bed,
        Method::POST,
        &format!("/items/{id}/createLink"),
        &link,
    )
    .await;
    assert_eq!(link.status, 201);
    let deleted = ask(
        &bed,
        Method::POST,
        &format!("/items/{id}/permanentDelete"),
        "",
    )
    .await;
    assert_eq!(deleted.status, 204);
    assert!(bed.sim.journal().defects().is_empty());
}
