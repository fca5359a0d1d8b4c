//! New folders.

use graph_sim::Role;
use graph_sim::switches::{ExistingFolder, FolderTimes, ReservedStems};
use serde_json::{Value, json};

use crate::kit::{Answer, Bed};

async fn create(bed: &Bed, parent: &str, body: &Value) -> Answer {
    bed.post_to_drive(&format!("{parent}/children"), body).await
}

fn folder(name: &str, conflict: &str) -> Value {
    json!({ "name": name, "folder": {}, "@microsoft.graph.conflictBehavior": conflict })
}

#[tokio::test]
async fn a_new_folder_is_answered_with_its_item() {
    let bed = Bed::writing().await;
    let answer = create(&bed, "/root", &json!({ "name": "New", "folder": {} })).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let made = answer.json();
    assert_eq!(made["name"], "New");
    assert_eq!(made["folder"]["childCount"], 0);
    assert_eq!(made["parentReference"]["driveId"], bed.ada.drive_id);
    let found = bed.drive("/root:/New").await.json();
    assert_eq!(found["id"], made["id"]);
    let journal = bed.sim.journal();
    assert_eq!(journal.count("POST /drives/{drive}/root/children"), 1);
}

#[tokio::test]
async fn a_taken_name_is_a_conflict_in_any_case_of_letters() {
    let bed = Bed::writing().await;
    for body in [
        json!({ "name": "documents", "folder": {} }),
        folder("DOCUMENTS", "fail"),
        json!({ "name": "Documents", "folder": {}, "@name.conflictBehavior": "fail" }),
    ] {
        let answer = create(&bed, "/root", &body).await;
        assert_eq!(answer.refusal(), (409, "nameAlreadyExists".to_owned()));
    }
}

#[tokio::test]
async fn letters_beyond_ascii_have_a_case_too() {
    let bed = Bed::writing().await;
    let made = create(&bed, "/root", &folder("Ärger", "fail")).await;
    assert_eq!(made.status, 201, "{}", made.text());
    for name in ["ärger", "ÄRGER"] {
        let answer = create(&bed, "/root", &folder(name, "fail")).await;
        assert_eq!(answer.refusal(), (409, "nameAlreadyExists".to_owned()));
        let found = bed.drive(&format!("/root:/{name}")).await.json();
        assert_eq!(found["name"], "Ärger", "{name}");
    }
}

#[tokio::test]
async fn a_folder_is_renamed_with_a_number_when_asked() {
    let bed = Bed::writing().await;
    for expected in ["Documents 1", "Documents 2"] {
        let answer = create(&bed, "/root", &folder("Documents", "rename")).await;
        assert_eq!(answer.status, 201);
        assert_eq!(answer.json()["name"], expected);
    }
    let old_form = json!({ "name": "a.b", "folder": {}, "@name.conflictBehavior": "rename" });
    for expected in ["a.b", "a.b 1"] {
        let answer = create(&bed, "/root:/Empty:", &old_form).await;
        assert_eq!(answer.json()["name"], expected);
    }
}

#[tokio::test]
async fn replacing_a_folder_is_a_conflict_or_finds_the_folder() {
    let bed = Bed::writing().await;
    let old = bed.id_of("/Documents");
    let answer = create(&bed, "/root", &folder("Documents", "replace")).await;
    assert_eq!(answer.refusal(), (409, "nameAlreadyExists".to_owned()));
    bed.sim
        .switches()
        .update(|s| s.writing.existing_folder = ExistingFolder::Answered);
    let answer = create(&bed, "/root", &folder("Documents", "replace")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["id"], old);
}

#[tokio::test]
async fn a_new_folders_times_are_ignored_or_taken() {
    let bed = Bed::writing().await;
    let then = "2001-02-03T04:05:06Z";
    let times = json!({ "createdDateTime": then, "lastModifiedDateTime": then });
    let body = |name: &str| json!({ "name": name, "folder": {}, "fileSystemInfo": times });
    let made = create(&bed, "/root", &body("Ignored")).await.json();
    assert_ne!(made["fileSystemInfo"]["lastModifiedDateTime"], then);
    bed.sim
        .switches()
        .update(|s| s.writing.folder_times = FolderTimes::Honored);
    let made = create(&bed, "/root", &body("Taken")).await.json();
    assert_eq!(made["fileSystemInfo"]["lastModifiedDateTime"], then);
    assert_ne!(made["lastModifiedDateTime"], then);
}

#[tokio::test]
async fn names_that_no_drive_can_hold_are_refused() {
    let bed = Bed::writing().await;
    for name in [
        "",
        " a",
        "a ",
        "a.",
        "a:b",
        "CON",
        "con.d",
        "lpt1",
        ".lock",
        "desktop.ini",
        "x_vti_y",
        "~$a",
        "~a",
        "Forms",
    ] {
        let answer = create(&bed, "/root", &json!({ "name": name, "folder": {} })).await;
        assert_eq!(
            answer.refusal(),
            (400, "invalidRequest".to_owned()),
            "{name}"
        );
        assert_eq!(answer.inner_code(), "invalidPath", "{name}");
    }
    let forms = json!({ "name": "Forms", "folder": {} });
    assert_eq!(create(&bed, "/root:/Empty:", &forms).await.status, 201);
    let long = json!({ "name": "x".repeat(256), "folder": {} });
    let answer = create(&bed, "/root", &long).await;
    assert_eq!(answer.inner_code(), "pathIsTooLong");
}

#[tokio::test]
async fn a_path_counts_as_a_whole() {
    let bed = Bed::writing().await;
    let (upper, lower) = ("x".repeat(200), "y".repeat(200));
    assert_eq!(
        create(&bed, "/root", &folder(&upper, "fail")).await.status,
        201
    );
    let answer = create(&bed, &format!("/root:/{upper}:"), &folder(&lower, "fail")).await;
    assert_eq!(answer.inner_code(), "pathIsTooLong");
}

#[tokio::test]
async fn a_reserved_stem_is_refused_or_allowed() {
    let bed = Bed::writing().await;
    let body = folder("nul.old", "fail");
    assert_eq!(create(&bed, "/root", &body).await.status, 400);
    bed.sim
        .switches()
        .update(|s| s.addressing.reserved_stems = ReservedStems::Allowed);
    assert_eq!(create(&bed, "/root", &body).await.status, 201);
}

#[tokio::test]
async fn a_folder_needs_a_folder_to_be_in() {
    let bed = Bed::writing().await;
    let body = folder("New", "fail");
    let in_file = create(&bed, "/root:/Documents/hello.txt:", &body).await;
    assert_eq!(in_file.refusal(), (400, "invalidRequest".to_owned()));
    let in_nothing = create(&bed, "/root:/Nowhere:", &body).await;
    assert_eq!(in_nothing.refusal(), (404, "itemNotFound".to_owned()));
}

#[tokio::test]
async fn a_body_that_makes_no_folder_is_refused() {
    let bed = Bed::writing().await;
    let bodies = [
        json!({ "name": "New" }),
        json!({ "folder": {} }),
        json!({ "name": 1, "folder": {} }),
        folder("New", "overwrite"),
    ];
    for body in bodies {
        assert_eq!(create(&bed, "/root", &body).await.status, 400, "{body}");
    }
    assert_eq!(bed.drive("/root:/New").await.status, 404);
}

#[tokio::test]
async fn who_may_only_read_writes_nothing() {
    let mut bed = Bed::start().await;
    let body = folder("New", "fail");
    let answer = create(&bed, "/root", &body).await;
    assert_eq!(answer.refusal(), (403, "accessDenied".to_owned()));
    for role in [
        Role::FilesReadWriteAll,
        Role::SitesReadWriteAll,
        Role::SitesFullControlAll,
    ] {
        bed.set_roles(&[role]).await;
        let answer = create(&bed, "/root", &folder("New", "rename")).await;
        assert_eq!(answer.status, 201, "{role:?}");
    }
}

#[tokio::test]
async fn a_method_that_graph_does_not_have_is_not_allowed() {
    let bed = Bed::writing().await;
    let answer = bed.delete(&bed.in_drive("/root:/Empty:/children")).await;
    assert_eq!(answer.refusal(), (405, "notAllowed".to_owned()));
    assert!(bed.sim.journal().defects().is_empty());
}
