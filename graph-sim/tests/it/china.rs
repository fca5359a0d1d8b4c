//! What is different in China, all at once.

use graph_sim::{Role, Switches};
use reqwest::Method;
use serde_json::json;

use crate::kit::{Bed, read};

async fn start() -> Bed {
    let mut bed = Bed::start().await;
    bed.sim
        .switches()
        .update(|switches| *switches = Switches::default().in_china());
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    bed
}

#[tokio::test]
async fn paths_delta_and_permanent_deletion_are_missing() {
    let bed = start().await;
    let by_path = bed.drive("/root:/Documents:/children").await;
    assert_eq!(
        (by_path.status, by_path.code().as_str()),
        (400, "invalidRequest")
    );
    let delta = bed.drive("/root/delta").await;
    assert_eq!((delta.status, delta.code().as_str()), (400, "BadRequest"));
    let folder = bed.drive("/root/children('Empty')").await.json();
    let id = folder["id"].as_str().unwrap();
    let delete = bed.in_drive(&format!("/items/{id}/permanentDelete"));
    let answer = bed.post(&delete, &json!({})).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "notSupported")
    );
    bed.sim
        .switches()
        .update(|switches| *switches = Switches::default());
    assert_eq!(bed.drive("/root:/Documents:/children").await.status, 200);
    assert_eq!(bed.drive("/root/delta").await.status, 200);
    assert_eq!(bed.post(&delete, &json!({})).await.status, 204);
}

#[tokio::test]
async fn children_are_named_by_key_and_by_alias() {
    let bed = start().await;
    let by_key = "/root/children('Documents')/children('Deep')/children";
    assert_eq!(bed.names(&bed.in_drive(by_key)).await, ["Deeper"]);
    for alias in [
        "/root/children('@a1')?@a1='Documents'",
        "/root/children(@a1)?@a1=%27Documents%27",
    ] {
        assert_eq!(bed.drive(alias).await.json()["name"], "Documents");
    }
}

#[tokio::test]
async fn folders_and_files_are_made_without_paths() {
    let bed = start().await;
    let folder = json!({ "name": "it's new", "folder": {} });
    let made = bed.post(&bed.in_drive("/root/children"), &folder).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = bed.in_drive("/root/children('it''s%20new')/children('a.txt')/content");
    let put = bed.request(Method::PUT, &path).body("hello");
    let answer = read(put.send().await.unwrap()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let names = bed
        .names(&bed.in_drive("/root/children('it''s%20new')/children"))
        .await;
    assert_eq!(names, ["a.txt"]);
}
