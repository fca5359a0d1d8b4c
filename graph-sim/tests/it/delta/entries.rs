//! What changes look like.

use std::time::Duration;

use graph_sim::World;
use graph_sim::switches::{ChangeTracking, DeletedDescendants};

use super::{change, name_of, walk, walk_all};
use crate::kit::{Bed, read};

#[tokio::test]
async fn without_a_token_everything_is_listed_parents_first() {
    let bed = Bed::start().await;
    let walked = walk_all(&bed).await;
    let names: Vec<_> = walked.entries.iter().map(name_of).collect();
    assert_eq!(
        names,
        [
            "root",
            "Documents",
            "Empty",
            "Deep",
            "hello.txt",
            "Deeper",
            "end.txt"
        ]
    );
    assert!(walked.entries[0]["root"].is_object());
    assert!(walked.entries[0]["parentReference"].get("id").is_none());
    let file = &walked.entries[4];
    assert!(file.get("cTag").is_none() && file.get("eTag").is_some());
    assert!(file["parentReference"].get("path").is_none());
    assert_eq!(file["parentReference"]["id"], walked.entries[1]["id"]);
    assert!(file["file"]["hashes"]["quickXorHash"].is_string());
    let selected = walk(&bed, &bed.in_drive("/root/delta?$select=id,name&$top=3")).await;
    assert_eq!((selected.entries.len(), selected.pages), (7, 3));
    assert!(
        selected
            .entries
            .iter()
            .all(|entry| entry.get("size").is_none())
    );
    assert!(
        selected.link.contains("$select=id,name"),
        "{}",
        selected.link
    );
}

#[tokio::test]
async fn a_delta_link_leads_to_changes_and_their_parents() {
    let bed = Bed::start().await;
    let first = walk_all(&bed).await;
    assert!(walk(&bed, &first.link).await.entries.is_empty());
    change(&bed, |drive| {
        drive.replace_content("/Documents/hello.txt", "Goodbye!");
    });
    let second = walk(&bed, &first.link).await;
    assert_eq!(second.names(), ["Documents", "hello.txt", "root"]);
    let request = bed.request(reqwest::Method::GET, &first.link);
    let request = request.header("deltaExcludeParent", "true");
    let lone = read(request.send().await.unwrap()).await.json();
    assert_eq!(lone["value"].as_array().unwrap().len(), 1);
    assert!(walk(&bed, &second.link).await.entries.is_empty());
}

#[tokio::test]
async fn a_renamed_folder_comes_without_its_descendants() {
    let bed = Bed::start().await;
    let first = walk_all(&bed).await;
    change(&bed, |drive| {
        drive.rename("/Documents", "Papers");
    });
    let second = walk(&bed, &first.link).await;
    assert_eq!(second.names(), ["Papers", "root"]);
    assert_eq!(second.entries[1]["id"], first.entries[1]["id"]);
}

#[tokio::test]
async fn what_is_deleted_has_no_name_and_no_size() {
    let bed = Bed::start().await;
    let first = walk_all(&bed).await;
    change(&bed, |drive| {
        drive.remove("/Documents");
    });
    let second = walk(&bed, &first.link).await;
    let deleted = second.deleted();
    assert_eq!(deleted.len(), 1);
    assert_eq!(deleted[0]["id"], first.entries[1]["id"]);
    assert_eq!(deleted[0]["deleted"]["state"], "deleted");
    assert_eq!(deleted[0]["size"], 0);
    assert!(deleted[0].get("name").is_none() && deleted[0].get("cTag").is_none());
    assert!(deleted[0]["folder"].is_object());
    bed.sim
        .switches()
        .update(|s| s.delta.deleted_descendants = DeletedDescendants::Listed);
    let second = walk(&bed, &first.link).await;
    assert_eq!(second.deleted().len(), 5);
}

#[tokio::test]
async fn only_the_root_has_a_delta_and_not_everywhere() {
    let bed = Bed::start().await;
    let folder = bed.drive("/root:/Documents:/delta").await;
    assert_eq!(
        (folder.status, folder.code().as_str()),
        (400, "invalidRequest")
    );
    let root = bed.drive("/root").await.json();
    let by_id = format!("/items/{}/delta", root["id"].as_str().unwrap());
    assert_eq!(bed.drive(&by_id).await.status, 200);
    let by_user = format!("/users/{}/drive/root/delta", bed.ada.id);
    assert_eq!(walk(&bed, &by_user).await.entries.len(), 7);
    assert_eq!(bed.drive("/root/delta?$filter=x").await.status, 501);
    bed.sim
        .switches()
        .update(|s| s.delta.tracking = ChangeTracking::Unsupported);
    let unsupported = bed.drive("/root/delta").await;
    assert_eq!(
        (unsupported.status, unsupported.code().as_str()),
        (400, "BadRequest")
    );
    assert!(
        unsupported
            .text()
            .contains("Change tracking is not supported")
    );
}

#[tokio::test]
async fn changes_may_lag() {
    let bed = Bed::start().await;
    bed.sim.clock().freeze();
    let first = walk_all(&bed).await;
    bed.sim.switches().update(|s| s.delta.lag_seconds = 10);
    bed.sim.clock().advance(Duration::from_secs(100));
    change(&bed, |drive| {
        drive.add_file("/late.txt", "late", World::BEGINNING);
        drive.rename("/Empty", "Void");
    });
    let early = walk(&bed, &first.link).await;
    assert!(early.entries.is_empty());
    assert_eq!(walk_all(&bed).await.entries.len(), 7);
    bed.sim.clock().advance(Duration::from_secs(11));
    let late = walk(&bed, &early.link).await;
    assert_eq!(late.names(), ["Void", "late.txt", "root"]);
}

#[tokio::test]
async fn preferences_are_confirmed_only_by_the_switch() {
    let bed = Bed::start().await;
    let ask = async || {
        let request = bed.request(reqwest::Method::GET, &bed.in_drive("/root/delta"));
        let request = request.header("Prefer", "hierarchicalsharing");
        read(request.send().await.unwrap()).await
    };
    assert_eq!(ask().await.header("Preference-Applied"), "");
    bed.sim
        .switches()
        .update(|s| s.delta.preference_applied = true);
    let answer = ask().await;
    assert_eq!(answer.header("Preference-Applied"), "hierarchicalsharing");
    assert!(
        answer
            .header("Content-Type")
            .starts_with("application/json")
    );
}
