//! Copies of children and versions, and copies and moves to a path.

use graph_sim::World;
use graph_sim::switches::{CopyPace, NamedHistory, ParentPaths};
use serde_json::{Value, json};

use crate::kit::{Answer, Bed};

/// Copies are made at once.
async fn start() -> Bed {
    let bed = Bed::writing().await;
    bed.sim
        .switches()
        .update(|s| s.copying.pace = CopyPace::Polls(0));
    bed
}

async fn copy(bed: &Bed, rest: &str, body: Value) -> Answer {
    bed.post_to_drive(&format!("{rest}/copy"), &body).await
}

fn into(bed: &Bed, path: &str) -> Value {
    json!({ "driveId": bed.ada.drive_id, "id": bed.id_of(path) })
}

fn exists(bed: &Bed, path: &str) -> bool {
    bed.sim
        .change(|world| world.drive_of(&bed.ada).exists(path))
}

#[tokio::test]
async fn the_children_of_a_folder_are_copied_without_it() {
    let bed = start().await;
    let body = json!({ "parentReference": into(&bed, "/Empty"), "childrenOnly": true });
    let answer = copy(&bed, "/root:/Documents:", body).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let monitor = bed.fetch(answer.header("location"), &[]).await.json();
    assert_eq!(monitor["status"], "completed");
    assert_eq!(monitor["resourceId"], bed.id_of("/Empty").as_str());
    let (names, _) = bed.list("/root:/Empty:/children").await;
    assert_eq!(names, ["Deep", "hello.txt"]);
    assert!(exists(&bed, "/Empty/Deep/Deeper/end.txt"));
    assert!(exists(&bed, "/Documents/hello.txt"));
}

#[tokio::test]
async fn the_root_is_copied_by_its_children_only() {
    let bed = start().await;
    let body = json!({ "parentReference": into(&bed, "/Empty") });
    let refused = copy(&bed, "/root", body).await;
    assert_eq!(refused.refusal(), (400, "invalidRequest".to_owned()));
    assert!(refused.text().contains("Cannot copy the root folder."));
    let target = bed.sim.change(|world| {
        world.drive_of(&bed.eve);
        let bob = world.add_user(&bed.contoso, graph_sim::User::new("bob", "Bob"));
        world.drive_of(&bob).add_folder("/From Ada");
        (
            bob.drive_id.clone(),
            world.drive_of(&bob).id_of("/From Ada"),
        )
    });
    let body = json!({
        "parentReference": { "driveId": target.0, "id": target.1 }, "childrenOnly": true,
    });
    assert_eq!(copy(&bed, "/root", body).await.status, 202);
    let path = format!("/drives/{}/root:/From%20Ada:/children", target.0);
    assert_eq!(bed.names(&path).await, ["Documents", "Empty"]);
}

#[tokio::test]
async fn children_alone_are_those_of_a_folder_and_have_no_new_name() {
    let bed = start().await;
    let of_file = json!({ "parentReference": into(&bed, "/Empty"), "childrenOnly": true });
    let refused = copy(&bed, "/root:/Documents/hello.txt:", of_file).await;
    assert!(refused.text().contains("not valid for file items"));
    let named = json!({
        "parentReference": into(&bed, "/Empty"), "childrenOnly": true, "name": "x",
    });
    let refused = copy(&bed, "/root:/Documents:", named).await;
    assert!(refused.text().contains("Cannot use name parameter"));
    assert_eq!(refused.refusal(), (400, "invalidRequest".to_owned()));
}

#[tokio::test]
async fn versions_go_along_on_request_unless_the_copy_is_renamed() {
    let bed = start().await;
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .replace_content("/Documents/hello.txt", "again");
    });
    let versions = |path: &str| {
        bed.sim
            .change(|world| world.drive_of(&bed.ada).version_sizes(path))
    };
    let file = "/root:/Documents/hello.txt:";
    let plain = json!({ "parentReference": into(&bed, "/Empty") });
    assert_eq!(copy(&bed, file, plain).await.status, 202);
    assert_eq!(versions("/Empty/hello.txt"), [5]);
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).remove("/Empty/hello.txt");
    });
    let mut whole = json!({
        "parentReference": into(&bed, "/Empty"), "includeAllVersionHistory": true,
    });
    assert_eq!(copy(&bed, file, whole.clone()).await.status, 202);
    assert_eq!(versions("/Empty/hello.txt"), [12, 5]);
    whole["name"] = json!("lost.txt");
    assert_eq!(copy(&bed, file, whole.clone()).await.status, 202);
    assert_eq!(versions("/Empty/lost.txt"), [5]);
    bed.sim
        .switches()
        .update(|s| s.copying.named_history = NamedHistory::Kept);
    whole["name"] = json!("kept.txt");
    assert_eq!(copy(&bed, file, whole).await.status, 202);
    assert_eq!(versions("/Empty/kept.txt"), [12, 5]);
}

#[tokio::test]
async fn a_target_may_be_named_by_its_path() {
    let bed = start().await;
    let drive = bed.ada.drive_id.clone();
    let documents = bed.id_of("/Documents");
    for (number, path) in [
        "/drive/root:/Empty".to_owned(),
        format!("/drives/{drive}/root:/Empty"),
        format!("/drives/{drive}/items/{}:", bed.id_of("/Empty")),
        "/drive/root".to_owned(),
        format!("/drives/{drive}/items/{documents}:/Deep"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({
            "parentReference": { "path": path }, "name": format!("copy {number}.txt"),
        });
        let answer = copy(&bed, "/root:/Documents/hello.txt:", body).await;
        assert_eq!(answer.status, 202, "{path}: {}", answer.text());
    }
    for path in [
        "/Empty/copy 0.txt",
        "/Empty/copy 1.txt",
        "/Empty/copy 2.txt",
        "/copy 3.txt",
        "/Documents/Deep/copy 4.txt",
    ] {
        assert!(exists(&bed, path), "{path}");
    }
    let body = json!({ "parentReference": { "path": "/drive/root:/Empty" } });
    let moved = bed.patch("/root:/Documents/hello.txt", &body, &[]).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert!(exists(&bed, "/Empty/hello.txt"));
    for (path, status) in [
        ("/drive/root:/Nowhere", 404),
        ("/drive/nothing:/Empty", 400),
    ] {
        let body = json!({ "parentReference": { "path": path } });
        let refused = bed.patch("/root:/Empty/hello.txt", &body, &[]).await;
        assert_eq!(refused.status, status, "{path}");
    }
    let elsewhere = format!("/drives/{}/root:", bed.eve.drive_id);
    let body = json!({ "parentReference": { "path": elsewhere } });
    let refused = bed.patch("/root:/Empty/hello.txt", &body, &[]).await;
    assert_eq!(refused.refusal(), (400, "invalidRequest".to_owned()));
}

#[tokio::test]
async fn the_path_of_a_target_is_encoded_or_not() {
    let bed = Bed::with(|world, ada| {
        world
            .drive_of(ada)
            .add_file("/one.txt", "1", World::BEGINNING)
            .add_file("/two.txt", "2", World::BEGINNING)
            .add_folder("/A B")
            .add_folder("/A%20B");
    })
    .await;
    let mut bed = bed;
    bed.set_roles(&[graph_sim::Role::FilesReadWriteAll]).await;
    let body = json!({ "parentReference": { "path": "/drive/root:/A%20B" } });
    assert_eq!(bed.patch("/root:/one.txt", &body, &[]).await.status, 200);
    assert!(exists(&bed, "/A B/one.txt"));
    bed.sim
        .switches()
        .update(|s| s.writing.parent_paths = ParentPaths::Literal);
    assert_eq!(bed.patch("/root:/two.txt", &body, &[]).await.status, 200);
    assert!(exists(&bed, "/A%20B/two.txt"));
}
