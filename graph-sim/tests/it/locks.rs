//! Files that are checked out or open in Office.

use reqwest::Method;
use serde_json::json;

use crate::kit::{Answer, Bed, read};

const HELLO: &str = "/root:/Documents/hello.txt";

async fn put(bed: &Bed, rest: &str) -> Answer {
    let request = bed.request(Method::PUT, &bed.in_drive(rest));
    read(request.body("other").send().await.unwrap()).await
}

async fn assert_locked(bed: &Bed) {
    let answers = [
        put(bed, &format!("{HELLO}:/content")).await,
        bed.patch(HELLO, &json!({ "name": "b.txt" }), &[]).await,
        bed.delete(&bed.in_drive(HELLO)).await,
        bed.post_to_drive(&format!("{HELLO}:/permanentDelete"), &json!({}))
            .await,
    ];
    for answer in answers {
        assert_eq!(answer.refusal(), (423, "notAllowed".to_owned()));
        assert_eq!(answer.inner_code(), "resourceLocked");
    }
    assert_eq!(bed.drive(HELLO).await.status, 200);
}

#[tokio::test]
async fn a_file_open_in_office_is_read_but_not_written() {
    let bed = Bed::writing().await;
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .lock("/Documents/hello.txt")
            .id_of("/")
    });
    assert_locked(&bed).await;
    let check_in = bed
        .post_to_drive(&format!("{HELLO}:/checkin"), &json!({}))
        .await;
    assert_eq!(check_in.status, 423);
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .unlock("/Documents/hello.txt")
            .id_of("/")
    });
    assert_eq!(put(&bed, &format!("{HELLO}:/content")).await.status, 200);
}

#[tokio::test]
async fn a_checked_out_file_is_locked_until_it_is_checked_in() {
    let bed = Bed::writing().await;
    let check_out = format!("{HELLO}:/checkout");
    let check_in = format!("{HELLO}:/checkin");
    let comment = json!({ "comment": "done" });
    assert_eq!(bed.post_to_drive(&check_in, &comment).await.status, 400);
    assert_eq!(bed.post_to_drive(&check_out, &json!({})).await.status, 204);
    assert_eq!(bed.post_to_drive(&check_out, &json!({})).await.status, 423);
    assert_locked(&bed).await;
    assert_eq!(bed.post_to_drive(&check_in, &comment).await.status, 204);
    assert_eq!(bed.delete(&bed.in_drive(HELLO)).await.status, 204);
}

#[tokio::test]
async fn only_files_are_checked_out() {
    let bed = Bed::writing().await;
    let answer = bed
        .post_to_drive("/root:/Empty:/checkout", &json!({}))
        .await;
    assert_eq!(answer.refusal(), (400, "invalidRequest".to_owned()));
}

#[tokio::test]
async fn a_locked_file_is_not_replaced_by_another() {
    let bed = Bed::writing().await;
    bed.sim.change(|world| {
        let mut drive = world.drive_of(&bed.ada);
        drive.add_file("/other.txt", "other", graph_sim::World::BEGINNING);
        drive.lock("/Documents/hello.txt");
    });
    let body = json!({
        "name": "hello.txt",
        "parentReference": { "id": bed.id_of("/Documents") },
        "@microsoft.graph.conflictBehavior": "replace",
    });
    assert_eq!(bed.patch("/root:/other.txt", &body, &[]).await.status, 423);
}
