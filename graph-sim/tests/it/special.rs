//! Special folders.

use graph_sim::Role;
use graph_sim::switches::{MissingSpecialFolder, OtherSpecialFolders};
use reqwest::Method;
use serde_json::json;

use crate::kit::Bed;

#[tokio::test]
async fn a_special_folder_that_exists_is_found_by_its_name() {
    let bed = Bed::start().await;
    let folder = bed.drive("/special/documents").await.json();
    assert_eq!(folder["name"], "Documents");
    assert_eq!(folder["specialFolder"]["name"], "documents");
    let file = bed.drive("/special/documents:/hello.txt").await.json();
    assert_eq!(file["size"], 12);
    let path = format!("/users/{}/drive/special/documents/children", bed.ada.id);
    assert_eq!(bed.names(&path).await, ["Deep", "hello.txt"]);
    let empty = bed.drive("/root:/Empty").await.json();
    assert!(empty.get("specialFolder").is_none());
    assert_eq!(bed.drive("/special/music").await.code(), "invalidRequest");
}

#[tokio::test]
async fn a_missing_special_folder_is_forbidden_or_not_found_to_readers() {
    let mut bed = Bed::start().await;
    for name in ["approot", "photos"] {
        let answer = bed.drive(&format!("/special/{name}")).await;
        assert_eq!(answer.code(), "accessDenied", "{name}");
    }
    bed.sim
        .switches()
        .update(|s| s.special.missing = MissingSpecialFolder::NotFound);
    assert_eq!(bed.drive("/special/approot").await.code(), "itemNotFound");
    bed.sim
        .switches()
        .update(|s| s.special.missing = MissingSpecialFolder::Forbidden);
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    assert_eq!(bed.drive("/special/approot").await.code(), "itemNotFound");
}

#[tokio::test]
async fn the_first_write_makes_the_applications_folder() {
    let mut bed = Bed::start().await;
    let link = bed.in_drive("/special/approot/createLink");
    let body = json!({ "type": "view" });
    assert_eq!(bed.post(&link, &body).await.code(), "accessDenied");
    assert_eq!(bed.drive("/root:/Apps").await.status, 404);
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    assert_eq!(bed.post(&link, &body).await.status, 201);
    let folder = bed.drive("/special/approot").await.json();
    assert_eq!(folder["name"], "Onefold");
    assert_eq!(folder["specialFolder"]["name"], "approot");
    let by_path = bed.drive("/root:/Apps/Onefold").await.json();
    assert_eq!(by_path["id"], folder["id"]);
}

#[tokio::test]
async fn files_are_written_into_a_special_folder_that_was_missing() {
    let mut bed = Bed::start().await;
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    let path = bed.in_drive("/special/approot:/state.txt:/content");
    let put = bed.request(Method::PUT, &path).body("saved");
    assert_eq!(put.send().await.unwrap().status(), 201);
    let file = bed.drive("/root:/Apps/Onefold/state.txt").await.json();
    assert_eq!(file["size"], 5);
}

#[tokio::test]
async fn the_other_names_are_refused_or_folders_like_any() {
    let bed = Bed::writing().await;
    let names = [
        ("cameraroll", "Camera Roll"),
        ("music", "Music"),
        ("desktop", "Desktop"),
        ("downloads", "Downloads"),
        ("recordings", "Recordings"),
        ("videos", "Videos"),
    ];
    let put = async |name: &str| {
        let path = bed.in_drive(&format!("/special/{name}:/a.txt:/content"));
        let put = bed.request(Method::PUT, &path).body("a");
        put.send().await.unwrap().status().as_u16()
    };
    for (name, _) in names {
        assert_eq!(
            bed.drive(&format!("/special/{name}")).await.code(),
            "invalidRequest"
        );
        assert_eq!(put(name).await, 400);
    }
    bed.sim
        .switches()
        .update(|s| s.special.others = OtherSpecialFolders::Known);
    for (name, folder) in names {
        assert_eq!(
            bed.drive(&format!("/special/{name}")).await.code(),
            "itemNotFound"
        );
        assert_eq!(put(name).await, 201);
        let found = bed.drive(&format!("/special/{name}")).await.json();
        assert_eq!(found["name"], folder);
        assert_eq!(found["specialFolder"]["name"], name);
    }
    assert_eq!(
        bed.drive("/special/nonsense").await.code(),
        "invalidRequest"
    );
}
