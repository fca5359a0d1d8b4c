//! Renames, moves and times.

use graph_sim::World;
use graph_sim::switches::{MovedTimes, UpdateConflict};
use serde_json::{Value, json};

use crate::kit::Bed;

const HELLO: &str = "/root:/Documents/hello.txt";

fn times(created: Option<&str>, modified: Option<&str>) -> Value {
    let mut info = serde_json::Map::new();
    info.extend(created.map(|time| ("createdDateTime".to_owned(), time.into())));
    info.extend(modified.map(|time| ("lastModifiedDateTime".to_owned(), time.into())));
    json!({ "fileSystemInfo": info })
}

#[tokio::test]
async fn a_rename_keeps_the_id_and_changes_the_etag_alone() {
    let bed = Bed::writing().await;
    let old = bed.drive(HELLO).await.json();
    let answer = bed.patch(HELLO, &json!({ "name": "hallo.md" }), &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let new = answer.json();
    assert_eq!((&new["id"], &new["cTag"]), (&old["id"], &old["cTag"]));
    assert_ne!(new["eTag"], old["eTag"]);
    assert_eq!(new["name"], "hallo.md");
    assert_eq!(new["file"]["mimeType"], "text/markdown");
    assert_eq!(new["fileSystemInfo"], old["fileSystemInfo"]);
    assert_eq!(bed.drive(HELLO).await.status, 404);
}

#[tokio::test]
async fn a_name_may_change_its_case_alone() {
    let bed = Bed::writing().await;
    let answer = bed.patch(HELLO, &json!({ "name": "HELLO.txt" }), &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(bed.drive(HELLO).await.json()["name"], "HELLO.txt");
}

#[tokio::test]
async fn an_item_is_moved_and_renamed_at_once() {
    let bed = Bed::writing().await;
    let body = json!({ "name": "b", "parentReference": { "id": bed.id_of("/Empty") } });
    let moved = bed.patch("/root:/Documents/Deep", &body, &[]).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let end = bed.drive("/root:/Empty/b/Deeper/end.txt").await;
    assert_eq!(end.status, 200);
    assert_eq!(bed.drive("/root:/Empty").await.json()["size"], 3);
    assert_eq!(bed.drive("/root:/Documents").await.json()["size"], 12);
}

#[tokio::test]
async fn a_move_resets_the_modification_time_or_keeps_it() {
    let bed = Bed::writing().await;
    let old = bed.drive(HELLO).await.json()["fileSystemInfo"].clone();
    let into = |folder: &str| json!({ "parentReference": { "id": bed.id_of(folder) } });
    let moved = bed.patch(HELLO, &into("/Empty"), &[]).await.json();
    let now = &moved["fileSystemInfo"];
    assert_ne!(now["lastModifiedDateTime"], old["lastModifiedDateTime"]);
    assert_eq!(now["createdDateTime"], old["createdDateTime"]);
    bed.sim
        .switches()
        .update(|s| s.writing.moved_times = MovedTimes::Kept);
    let back = bed
        .patch("/root:/Empty/hello.txt", &into("/Documents"), &[])
        .await;
    assert_eq!(back.json()["fileSystemInfo"], *now);
}

#[tokio::test]
async fn times_in_the_same_request_survive_a_move() {
    let bed = Bed::writing().await;
    let (created, modified) = ("2003-01-02T03:04:05Z", "2004-01-02T03:04:05Z");
    let mut body = times(Some(created), Some(modified));
    body["parentReference"] = json!({ "id": bed.id_of("/Empty") });
    let moved = bed.patch(HELLO, &body, &[]).await.json();
    assert_eq!(moved["fileSystemInfo"]["createdDateTime"], created);
    assert_eq!(moved["fileSystemInfo"]["lastModifiedDateTime"], modified);
}

#[tokio::test]
async fn a_target_must_be_a_folder_of_the_same_drive_named_by_its_id() {
    let bed = Bed::writing().await;
    let root = bed.id_of("/");
    let elsewhere = json!({ "id": root, "driveId": bed.eve.drive_id });
    for (parent, status) in [
        (json!({ "id": "root" }), 400),
        (elsewhere, 400),
        (json!({ "id": "01NOTHERE" }), 404),
        (json!({ "id": bed.id_of("/Documents/hello.txt") }), 400),
    ] {
        let body = json!({ "parentReference": parent });
        let answer = bed.patch("/root:/Empty", &body, &[]).await;
        assert_eq!(answer.status, status, "{parent}");
    }
    let body = json!({ "parentReference": { "id": root, "driveId": bed.ada.drive_id } });
    assert_eq!(bed.patch(HELLO, &body, &[]).await.status, 200);
}

#[tokio::test]
async fn a_folder_does_not_go_into_itself() {
    let bed = Bed::writing().await;
    for target in ["/Documents", "/Documents/Deep/Deeper"] {
        let body = json!({ "parentReference": { "id": bed.id_of(target) } });
        let answer = bed.patch("/root:/Documents", &body, &[]).await;
        assert_eq!(answer.refusal(), (400, "invalidRequest".to_owned()));
    }
}

#[tokio::test]
async fn the_root_keeps_its_name() {
    let bed = Bed::writing().await;
    let answer = bed.patch("/root", &json!({ "name": "top" }), &[]).await;
    assert_eq!(answer.refusal(), (400, "invalidRequest".to_owned()));
}

#[tokio::test]
async fn a_clash_of_names_goes_by_the_conflict_behavior() {
    let bed = Bed::writing().await;
    bed.sim.change(|world| {
        let mut drive = world.drive_of(&bed.ada);
        drive.add_file("/Documents/taken.txt", "taken", World::BEGINNING);
        drive.add_file("/Documents/third.txt", "third", World::BEGINNING);
    });
    let body = json!({ "name": "Taken.txt" });
    let answer = bed.patch(HELLO, &body, &[]).await;
    assert_eq!(answer.refusal(), (409, "nameAlreadyExists".to_owned()));

    let third = format!("/items/{}", bed.id_of("/Documents/third.txt"));
    let rename = format!("{third}?@microsoft.graph.conflictBehavior=rename");
    let renamed = bed.patch(&rename, &body, &[]).await.json();
    assert_eq!(renamed["name"], "Taken 1.txt");

    let hello = bed.id_of("/Documents/hello.txt");
    let replace = format!("/items/{hello}?@microsoft.graph.conflictBehavior=replace");
    assert_eq!(bed.patch(&replace, &body, &[]).await.status, 200);
    assert_eq!(bed.id_of("/Documents/taken.txt"), hello);
    let bin = bed
        .sim
        .change(|world| world.drive_of(&bed.ada).recycle_bin());
    assert_eq!((bin.items, bin.bytes), (1, 5));
}

#[tokio::test]
async fn an_update_may_heed_no_conflict_behavior() {
    let bed = Bed::writing().await;
    bed.sim
        .switches()
        .update(|s| s.writing.update_conflict = UpdateConflict::Ignored);
    let address = "/root:/Empty?@microsoft.graph.conflictBehavior=rename";
    let answer = bed
        .patch(address, &json!({ "name": "documents" }), &[])
        .await;
    assert_eq!(answer.refusal(), (409, "nameAlreadyExists".to_owned()));
}

#[tokio::test]
async fn both_times_must_be_sent_or_the_creation_is_reset() {
    let bed = Bed::writing().await;
    let (first, second) = ("2001-01-01T00:00:00Z", "2002-02-02T02:02:02Z");
    let body = times(Some(first), Some("2002-02-02T02:02:02.7Z"));
    let both = bed.patch(HELLO, &body, &[]).await.json();
    assert_eq!(both["fileSystemInfo"]["createdDateTime"], first);
    assert_eq!(both["fileSystemInfo"]["lastModifiedDateTime"], second);
    let one = bed
        .patch(HELLO, &times(None, Some(first)), &[])
        .await
        .json();
    assert_ne!(one["fileSystemInfo"]["createdDateTime"], first);
    assert_eq!(one["fileSystemInfo"]["lastModifiedDateTime"], first);
    let broken = bed.patch(HELLO, &times(None, Some("yesterday")), &[]).await;
    assert_eq!(broken.status, 400);
}

#[tokio::test]
async fn setting_times_makes_a_version_or_none() {
    let bed = Bed::writing().await;
    let versions = || {
        bed.sim.change(|world| {
            world
                .drive_of(&bed.ada)
                .version_sizes("/Documents/hello.txt")
        })
    };
    let body = times(Some("2001-01-01T00:00:00Z"), Some("2001-01-01T00:00:00Z"));
    let old = bed.drive(HELLO).await.json();
    let new = bed.patch(HELLO, &body, &[]).await.json();
    assert_eq!(versions(), [12, 12]);
    assert_eq!(new["cTag"], old["cTag"]);
    bed.sim
        .switches()
        .update(|s| s.writing.times_make_version = false);
    bed.patch(HELLO, &body, &[]).await;
    assert_eq!(versions(), [12, 12]);
}

#[tokio::test]
async fn a_tag_that_fits_no_longer_is_refused() {
    let bed = Bed::writing().await;
    let item = bed.drive(HELLO).await.json();
    let (e_tag, c_tag) = (
        item["eTag"].as_str().unwrap(),
        item["cTag"].as_str().unwrap(),
    );
    let rename = |name: &str| json!({ "name": name });
    let answer = bed
        .patch(HELLO, &rename("a.txt"), &[("If-Match", e_tag)])
        .await;
    assert_eq!(answer.status, 200);
    let renamed = "/root:/Documents/a.txt";
    let answer = bed
        .patch(renamed, &rename("b.txt"), &[("If-Match", e_tag)])
        .await;
    assert_eq!(answer.refusal(), (412, "resourceModified".to_owned()));
    assert_eq!(answer.inner_code(), "entityTagDoesNotMatch");
    let bare = e_tag.trim_matches('"');
    let answer = bed
        .patch(renamed, &rename("b.txt"), &[("If-Match", bare)])
        .await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.inner_code(), "malformedEntityTag");
    let answer = bed
        .patch(renamed, &rename("b.txt"), &[("If-Match", c_tag)])
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_update_that_says_nothing_new_changes_nothing() {
    let bed = Bed::writing().await;
    let old = bed.drive(HELLO).await.json();
    for body in [
        json!({}),
        json!({ "name": "hello.txt" }),
        json!({ "fileSystemInfo": {} }),
    ] {
        let new = bed.patch(HELLO, &body, &[]).await.json();
        assert_eq!(new["eTag"], old["eTag"], "{body}");
    }
}

#[tokio::test]
async fn a_folder_of_twenty_thousand_files_is_moved_by_one_request() {
    let bed = Bed::writing().await;
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .fill("/Many", 20_000, |number| format!("{number}.txt"));
    });
    let body = json!({ "name": "All", "parentReference": { "id": bed.id_of("/Empty") } });
    assert_eq!(bed.patch("/root:/Many", &body, &[]).await.status, 200);
    let moved = bed.drive("/root:/Empty/All").await.json();
    assert_eq!(moved["folder"]["childCount"], 20_000);
    assert_eq!(bed.drive("/root:/Empty/All/19999.txt").await.status, 200);
}
