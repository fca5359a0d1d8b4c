//! Copies and their monitors.

use std::time::Duration;

use graph_sim::switches::{
    CopyAcknowledgment, CopyPace, FailureStatus, FinalStatus, ProgressStatus,
};
use graph_sim::{Sim, User, UserHandle};
use serde_json::{Value, json};

use crate::kit::{Answer, Bed};

/// Asks for a copy and tells where its monitor is.
async fn begin(bed: &Bed, path: &str, query: &str, body: &Value) -> String {
    let address = format!("/root:{path}:/copy{query}");
    let answer = bed.post_to_drive(&address, body).await;
    assert_eq!(
        (answer.status, answer.bytes.len()),
        (202, 0),
        "{}",
        answer.text()
    );
    answer.header("Location").to_owned()
}

async fn poll(bed: &Bed, monitor: &str) -> Answer {
    bed.fetch(monitor, &[]).await
}

/// Asks the monitor until it is at an end.
async fn finish(bed: &Bed, monitor: &str) -> Value {
    for _ in 0..10 {
        let report = poll(bed, monitor).await.json();
        if report["status"] == "completed" || report["status"] == "failed" {
            return report;
        }
    }
    panic!("the copy never ends");
}

fn into(bed: &Bed, folder: &str, name: &str) -> Value {
    json!({ "name": name, "parentReference": { "driveId": bed.ada.drive_id, "id": bed.id_of(folder) } })
}

fn set_pace(sim: &Sim, pace: CopyPace) {
    sim.switches().update(|s| s.copying.pace = pace);
}

#[tokio::test]
async fn a_copy_is_to_be_seen_only_when_its_monitor_says_so() {
    let bed = Bed::writing().await;
    set_pace(&bed.sim, CopyPace::Polls(2));
    let monitor = begin(&bed, "/Documents", "", &into(&bed, "/Empty", "Copy")).await;
    assert!(monitor.starts_with(&format!("http://{}/", bed.sim.content_host())));
    for (status, done) in [("notStarted", 0.0), ("inProgress", 50.0)] {
        let answer = poll(&bed, &monitor).await;
        assert_eq!(answer.status, 202);
        let report = answer.json();
        assert_eq!(report["operation"], "ItemCopy");
        assert_eq!(
            (&report["status"], &report["percentageComplete"]),
            (&json!(status), &json!(done))
        );
        assert_eq!(bed.drive("/root:/Empty/Copy").await.status, 404);
    }
    let answer = poll(&bed, &monitor).await;
    assert_eq!(answer.status, 200);
    let report = answer.json();
    assert_eq!(report["status"], "completed");
    let copy = bed.drive("/root:/Empty/Copy").await.json();
    assert_eq!(report["resourceId"], copy["id"]);
    let journal = bed.sim.journal();
    assert_eq!(journal.count("POST /drives/{drive}/root:/{path}:/copy"), 1);
    assert_eq!(journal.count("GET /_api/v2.0/monitor/{copy}"), 3);
}

#[tokio::test]
async fn a_whole_tree_is_copied_under_new_ids() {
    let bed = Bed::writing().await;
    let monitor = begin(&bed, "/Documents", "", &into(&bed, "/Empty", "Copy")).await;
    finish(&bed, &monitor).await;
    let old = bed
        .drive("/root:/Documents/Deep/Deeper/end.txt")
        .await
        .json();
    let new = bed
        .drive("/root:/Empty/Copy/Deep/Deeper/end.txt")
        .await
        .json();
    assert_ne!(new["id"], old["id"]);
    assert_eq!(new["size"], old["size"]);
    assert_eq!(new["file"]["hashes"], old["file"]["hashes"]);
    assert_eq!(new["fileSystemInfo"], old["fileSystemInfo"]);
    assert_eq!(bed.drive("/root:/Empty").await.json()["size"], 15);
}

#[tokio::test]
async fn the_copy_of_an_infected_file_is_infected_too() {
    let bed = Bed::writing().await;
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .mark_malware("/Documents/hello.txt");
    });
    let monitor = begin(&bed, "/Documents", "", &into(&bed, "/Empty", "Copy")).await;
    finish(&bed, &monitor).await;
    let copy = bed.drive("/root:/Empty/Copy/hello.txt").await.json();
    assert_eq!(copy["malware"]["description"], "EICAR_Test_File");
    let content = bed.drive("/root:/Empty/Copy/hello.txt:/content").await;
    assert_eq!(content.refusal(), (403, "malwareDetected".to_owned()));
}

#[tokio::test]
async fn a_copy_takes_simulated_time_if_so_set() {
    let bed = Bed::writing().await;
    bed.sim.clock().freeze();
    set_pace(&bed.sim, CopyPace::Seconds(10));
    let monitor = begin(&bed, "/Documents", "", &into(&bed, "/Empty", "Copy")).await;
    bed.sim.clock().advance(Duration::from_secs(4));
    let report = poll(&bed, &monitor).await.json();
    assert_eq!(report["percentageComplete"], 40.0);
    assert_eq!(bed.drive("/root:/Empty/Copy").await.status, 404);
    bed.sim.clock().advance(Duration::from_secs(6));
    assert_eq!(bed.drive("/root:/Empty/Copy").await.status, 200);
}

#[tokio::test]
async fn a_monitor_is_asked_without_a_token_and_with_its_secret() {
    let bed = Bed::writing().await;
    let monitor = begin(&bed, "/Documents", "", &into(&bed, "/Empty", "Copy")).await;
    let bearer = format!("Bearer {}", bed.token);
    let refused = bed.fetch(&monitor, &[("Authorization", &bearer)]).await;
    assert_eq!(refused.status, 401);
    let (address, _) = monitor.split_once('?').unwrap();
    assert_eq!(poll(&bed, address).await.status, 404);
    assert_eq!(
        poll(&bed, &format!("{address}?c=guessed")).await.status,
        404
    );
}

#[tokio::test]
async fn the_status_says_little_and_the_body_all() {
    let bed = Bed::writing().await;
    for (position, status) in [
        (FinalStatus::Ok, 200),
        (FinalStatus::Accepted, 202),
        (FinalStatus::SeeOther, 303),
    ] {
        bed.sim.switches().update(|s| {
            s.copying.final_status = position;
            s.copying.progress_status = ProgressStatus::Ok;
        });
        let query = "?@microsoft.graph.conflictBehavior=rename";
        let monitor = begin(&bed, "/Documents", query, &into(&bed, "/Empty", "Copy")).await;
        assert_eq!(poll(&bed, &monitor).await.status, 200);
        let answer = poll(&bed, &monitor).await;
        assert_eq!(answer.status, status);
        let report = answer.json();
        assert_eq!(report["status"], "completed");
        let id = report["resourceId"].as_str().unwrap();
        assert_eq!(answer.header("Location").ends_with(id), status == 303);
    }
}

#[tokio::test]
async fn a_copy_may_be_acknowledged_by_an_empty_ok() {
    let bed = Bed::writing().await;
    let body = into(&bed, "/Empty", "Copy");
    bed.sim
        .switches()
        .update(|s| s.copying.acknowledgment = CopyAcknowledgment::EmptyOk);
    let answer = bed.post_to_drive("/root:/Documents:/copy", &body).await;
    assert_eq!((answer.status, answer.bytes.len()), (200, 0));
    assert_eq!(
        finish(&bed, answer.header("Location")).await["status"],
        "completed"
    );
    bed.sim
        .switches()
        .update(|s| s.copying.acknowledgment = CopyAcknowledgment::WithoutMonitor);
    let body = into(&bed, "/Empty", "Other");
    let answer = bed.post_to_drive("/root:/Documents:/copy", &body).await;
    assert_eq!((answer.status, answer.header("Location")), (200, ""));
    assert_eq!(bed.drive("/root:/Empty/Other").await.status, 200);
}

#[tokio::test]
async fn a_taken_name_is_reported_by_the_monitor() {
    let bed = Bed::writing().await;
    let body = into(&bed, "/", "empty");
    let monitor = begin(&bed, "/Documents", "", &body).await;
    let report = finish(&bed, &monitor).await;
    assert_eq!(report["status"], "failed");
    assert_eq!(report["errorCode"], "nameAlreadyExists");
    assert_eq!(poll(&bed, &monitor).await.status, 200);
    bed.sim
        .switches()
        .update(|s| s.copying.failure_status = FailureStatus::BadRequest);
    assert_eq!(poll(&bed, &monitor).await.status, 400);
}

#[tokio::test]
async fn a_copy_of_a_file_goes_by_the_conflict_behavior() {
    let bed = Bed::writing().await;
    bed.sim.change(|world| {
        let mut drive = world.drive_of(&bed.ada);
        drive.add_file("/Empty/hello.txt", "old", graph_sim::World::BEGINNING);
    });
    let body = json!({ "parentReference": { "id": bed.id_of("/Empty") } });
    for (query, size) in [
        ("?@microsoft.graph.conflictBehavior=rename", 3),
        ("?@microsoft.graph.conflictBehavior=replace", 12),
    ] {
        let monitor = begin(&bed, "/Documents/hello.txt", query, &body).await;
        assert_eq!(finish(&bed, &monitor).await["status"], "completed");
        let item = bed.drive("/root:/Empty/hello.txt").await.json();
        assert_eq!(item["size"], size, "{query}");
    }
    assert_eq!(bed.drive("/root:/Empty/hello 1.txt").await.status, 200);
}

#[tokio::test]
async fn a_copy_into_another_drive_of_the_tenant_works_and_into_a_foreign_one_does_not() {
    let mut bob: Option<UserHandle> = None;
    let bed = Bed::writing().await;
    bed.sim
        .change(|world| bob = Some(world.add_user(&bed.contoso, User::new("bob", "Bob"))));
    let bob = bob.unwrap();
    let root = |user: &UserHandle| bed.sim.change(|world| world.drive_of(user).id_of("/"));
    let body = |user: &UserHandle| json!({ "parentReference": { "driveId": user.drive_id, "id": root(user) } });
    let monitor = begin(&bed, "/Documents", "", &body(&bob)).await;
    assert_eq!(finish(&bed, &monitor).await["status"], "completed");
    let copy = format!("/drives/{}/root:/Documents/hello.txt", bob.drive_id);
    assert_eq!(bed.get(&copy).await.status, 200);
    let answer = bed
        .post_to_drive("/root:/Documents:/copy", &body(&bed.eve))
        .await;
    assert_eq!(answer.refusal(), (404, "itemNotFound".to_owned()));
}

#[tokio::test]
async fn a_copy_that_cannot_be_is_refused_or_fails() {
    let bed = Bed::writing().await;
    for (path, body, status) in [
        ("/root", into(&bed, "/Empty", "a"), 400),
        ("/root:/Documents:", into(&bed, "/Empty", "a:b"), 400),
        ("/root:/Nowhere:", into(&bed, "/Empty", "a"), 404),
        (
            "/root:/Documents:",
            json!({ "parentReference": { "id": "01NOTHERE" } }),
            404,
        ),
    ] {
        let answer = bed.post_to_drive(&format!("{path}/copy"), &body).await;
        assert_eq!(answer.status, status, "{path} {body}");
    }
    let inside = into(&bed, "/Documents/Deep", "Copy");
    let monitor = begin(&bed, "/Documents", "", &inside).await;
    assert_eq!(finish(&bed, &monitor).await["errorCode"], "invalidRequest");
    bed.sim
        .change(|world| world.drive_of(&bed.ada).set_total_bytes(20).id_of("/"));
    let monitor = begin(&bed, "/Documents", "", &into(&bed, "/Empty", "Copy")).await;
    assert_eq!(
        finish(&bed, &monitor).await["errorCode"],
        "quotaLimitReached"
    );
}

#[tokio::test]
async fn a_source_that_goes_meanwhile_fails_the_copy() {
    let bed = Bed::writing().await;
    let monitor = begin(&bed, "/Documents", "", &into(&bed, "/Empty", "Copy")).await;
    bed.sim
        .change(|world| world.drive_of(&bed.ada).remove("/Documents").id_of("/"));
    assert_eq!(finish(&bed, &monitor).await["errorCode"], "itemNotFound");
}

#[tokio::test]
async fn twenty_thousand_files_are_copied_and_more_than_thirty_thousand_are_not() {
    let bed = Bed::writing().await;
    bed.sim.change(|world| {
        let mut drive = world.drive_of(&bed.ada);
        drive.fill("/Many", 20_000, |number| format!("{number}.txt"));
        drive.fill("/Most", 30_000, |number| format!("{number}.txt"));
    });
    let monitor = begin(&bed, "/Many", "", &into(&bed, "/Empty", "Copy")).await;
    assert_eq!(finish(&bed, &monitor).await["status"], "completed");
    let copy = bed.drive("/root:/Empty/Copy").await.json();
    assert_eq!(copy["folder"]["childCount"], 20_000);
    let monitor = begin(&bed, "/Most", "", &into(&bed, "/Empty", "Too many")).await;
    assert_eq!(finish(&bed, &monitor).await["status"], "failed");
}
