//! Versions of files.

use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Bed, read};

const VERSIONS: &str = "/root:/Documents/hello.txt:/versions";

/// Ada's greeting in three versions.
async fn bed() -> Bed {
    let bed = Bed::writing().await;
    bed.sim.change(|world| {
        let mut drive = world.drive_of(&bed.ada);
        drive.replace_content("/Documents/hello.txt", "Hallo!");
        drive.replace_content("/Documents/hello.txt", "Salut");
    });
    bed
}

async fn list(bed: &Bed) -> Vec<(Value, Value)> {
    let answer = bed.drive(VERSIONS).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let list = answer.json()["value"].as_array().unwrap().clone();
    let pairs = list.into_iter();
    pairs
        .map(|version| (version["id"].clone(), version["size"].clone()))
        .collect()
}

async fn restore(bed: &Bed, id: &str) -> Answer {
    let address = format!("{VERSIONS}/{id}/restoreVersion");
    read(
        bed.request(Method::POST, &bed.in_drive(&address))
            .send()
            .await
            .unwrap(),
    )
    .await
}

#[tokio::test]
async fn versions_are_listed_from_the_newest() {
    let bed = bed().await;
    let expected = [("3.0", 5), ("2.0", 6), ("1.0", 12)];
    let expected = expected.map(|(id, size)| (json!(id), json!(size)));
    assert_eq!(list(&bed).await, expected);
    let one = bed.drive(&format!("{VERSIONS}/2.0")).await.json();
    assert_eq!(one["lastModifiedBy"]["user"]["displayName"], "Ada Example");
    assert_eq!(one["size"], 6);
}

#[tokio::test]
async fn an_earlier_content_is_downloaded_from_its_own_address() {
    let bed = bed().await;
    let answer = bed.drive(&format!("{VERSIONS}/1.0/content")).await;
    assert_eq!((answer.status, answer.bytes.len()), (302, 0));
    let file = bed.fetch(answer.header("Location"), &[]).await;
    assert_eq!((file.status, file.text().as_str()), (200, "Hello World!"));
}

#[tokio::test]
async fn the_current_content_is_not_had_as_a_version() {
    let bed = bed().await;
    let answer = bed.drive(&format!("{VERSIONS}/3.0/content")).await;
    assert_eq!(answer.refusal(), (400, "invalidRequest".to_owned()));
    assert!(
        answer
            .text()
            .contains("You cannot get the content of the current version.")
    );
}

#[tokio::test]
async fn a_version_that_is_restored_becomes_the_newest() {
    let bed = bed().await;
    let old = bed.drive("/root:/Documents/hello.txt").await.json();
    let answer = restore(&bed, "1.0").await;
    assert_eq!((answer.status, answer.bytes.len()), (204, 0));
    let new = bed.drive("/root:/Documents/hello.txt").await.json();
    assert_eq!(new["size"], 12);
    assert_ne!(new["cTag"], old["cTag"]);
    let sizes: Vec<Value> = list(&bed).await.into_iter().map(|(_, size)| size).collect();
    assert_eq!(sizes, [12, 5, 6, 12].map(Value::from));
    assert_eq!(restore(&bed, "4.0").await.status, 400);
}

#[tokio::test]
async fn an_earlier_version_is_deleted_and_its_number_is_gone() {
    let bed = bed().await;
    let answer = bed.delete(&bed.in_drive(&format!("{VERSIONS}/2.0"))).await;
    assert_eq!(answer.status, 204);
    let ids: Vec<Value> = list(&bed).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["3.0", "1.0"].map(Value::from));
    for address in ["2.0", "2.0/content", "9.0", "x"] {
        let answer = bed.drive(&format!("{VERSIONS}/{address}")).await;
        assert_eq!(answer.status, 404, "{address}");
    }
    let current = bed.delete(&bed.in_drive(&format!("{VERSIONS}/3.0"))).await;
    assert_eq!(current.status, 400);
}

#[tokio::test]
async fn a_folder_has_no_versions() {
    let bed = bed().await;
    let answer = bed.drive("/root:/Documents:/versions").await;
    assert_eq!(answer.refusal(), (400, "invalidRequest".to_owned()));
}

#[tokio::test]
async fn a_version_that_does_not_fit_is_not_restored() {
    let bed = bed().await;
    bed.sim
        .change(|world| world.drive_of(&bed.ada).set_total_bytes(10).id_of("/"));
    let answer = restore(&bed, "1.0").await;
    assert_eq!(answer.refusal(), (507, "quotaLimitReached".to_owned()));
}
