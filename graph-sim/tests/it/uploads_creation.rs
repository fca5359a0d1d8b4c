//! The beginning and the end of upload sessions.

use std::time::Duration;

use graph_sim::switches::{
    ConflictFound, DefaultConflict, GoneSession, SessionIfMatch, SessionTag, Unsupported,
};
use graph_sim::{Role, UploadTally};
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::time;
use crate::uploading::{UNIT, noise, refusal, writer, writer_with};

const NEW: &str = "/root:/Empty/new.bin:/createUploadSession";
const HELLO: &str = "/root:/Documents/hello.txt:/createUploadSession";

#[tokio::test]
async fn a_session_says_where_the_bytes_go_and_until_when() {
    let mut bed = writer().await;
    bed.sim.clock().set(time("2026-11-21T07:33:28.928Z"));
    bed.sim.clock().freeze();
    bed.token = bed.new_token().await;
    let answer = bed.ask_session("/Empty/new.bin", "rename").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let session = answer.json();
    assert_eq!(session["expirationDateTime"].as_str().unwrap().len(), 24);
    assert_eq!(session["nextExpectedRanges"], json!(["0-"]));
    assert!(session["@odata.context"].is_string());
    let url = session["uploadUrl"].as_str().unwrap();
    let start = format!(
        "http://{}/personal/ada_contoso_example/_api/v2.0/drives/{}/items/01",
        bed.sim.content_host(),
        bed.ada.drive_id
    );
    assert!(url.starts_with(&start), "{url}");
    assert!(url.contains("/uploadSession?guid='"), "{url}");
    assert!(
        url.contains("&overwrite=False&rename=True&dc=0&tempauth=v1."),
        "{url}"
    );
    let open = bed.sim.uploads().open();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].name.as_deref(), Some("new.bin"));
    assert_eq!((open[0].bytes_received, open[0].total), (0, None));
}

#[tokio::test]
async fn a_session_needs_a_name() {
    let bed = writer().await;
    for rest in [
        "/root/createUploadSession",
        "/root:/Documents:/createUploadSession",
    ] {
        let folder = bed.drive("/root:/Documents").await.json();
        let by_id = format!(
            "/items/{}/createUploadSession",
            folder["id"].as_str().unwrap()
        );
        let rest = if rest.contains(':') { &by_id } else { rest };
        let answer = bed.ask(rest, &[], &json!({})).await;
        assert_eq!(answer.whole_refusal(), refusal(400, "invalidRequest", ""));
        assert!(answer.text().contains("A valid path must be provided."));
    }
    assert!(bed.sim.uploads().open().is_empty());
}

#[tokio::test]
async fn the_body_is_read_strictly() {
    let bed = writer().await;
    let ask = async |body: Value| bed.ask(NEW, &[], &body).await;
    for (body, status) in [
        (json!({}), 200),
        (json!({ "item": {} }), 200),
        (
            json!({ "item": { "name": "new.bin" }, "deferCommit": false }),
            200,
        ),
        (json!({ "item": { "name": "other.bin" } }), 400),
        (
            json!({ "item": { "@microsoft.graph.conflictBehavior": "overwrite" } }),
            400,
        ),
        (json!({ "item": { "fileSize": "many" } }), 400),
        (json!({ "deferCommit": "yes" }), 400),
        (json!([]), 400),
        (
            json!({ "item": { "fileSystemInfo": { "createdDateTime": "yesterday" } } }),
            400,
        ),
    ] {
        assert_eq!(ask(body.clone()).await.status, status, "{body}");
    }
    let empty = bed.request(Method::POST, &bed.in_drive(NEW)).send().await;
    assert_eq!(empty.unwrap().status(), 200);
}

#[tokio::test]
async fn unknown_members_are_refused_or_ignored() {
    let bed = writer().await;
    let bodies = [json!({ "items": {} }), json!({ "item": { "filesize": 7 } })];
    for body in &bodies {
        assert_eq!(bed.ask(NEW, &[], body).await.status, 400, "{body}");
    }
    bed.turn(|s| s.unknown_members = Unsupported::Ignored);
    for body in &bodies {
        assert_eq!(bed.ask(NEW, &[], body).await.status, 200, "{body}");
    }
}

#[tokio::test]
async fn a_file_that_is_known_to_be_too_large_gets_no_session() {
    let bed = writer_with(|world, ada| {
        world.drive_of(ada).set_total_bytes(1000);
    })
    .await;
    let ask = async |size: u64| {
        let body = json!({ "item": { "fileSize": size } });
        bed.ask(NEW, &[], &body).await
    };
    let full = ask(1001).await;
    assert_eq!(full.whole_refusal(), refusal(507, "quotaLimitReached", ""));
    assert!(bed.sim.uploads().open().is_empty());
    assert_eq!(ask(900).await.status, 200);
    bed.turn(|s| s.largest_file = 800);
    assert_eq!(
        ask(801).await.whole_refusal(),
        refusal(413, "invalidRequest", "maxFileSizeExceeded")
    );
}

#[tokio::test]
async fn a_session_needs_a_writing_permission_a_good_name_and_an_unlocked_file() {
    let mut bed = writer_with(|world, ada| {
        world.drive_of(ada).lock("/Documents/hello.txt");
    })
    .await;
    let locked = bed.ask(HELLO, &[], &json!({})).await;
    assert_eq!(
        locked.whole_refusal(),
        refusal(423, "notAllowed", "resourceLocked")
    );
    let bad = bed.ask_session("/Empty/desktop.ini", "fail").await;
    assert_eq!(
        bad.whole_refusal(),
        refusal(400, "invalidRequest", "invalidPath")
    );
    bed.sim
        .change(|world| world.set_roles(&bed.app, vec![Role::FilesReadAll]));
    bed.token = bed.new_token().await;
    assert_eq!(bed.ask(NEW, &[], &json!({})).await.status, 403);
}

#[tokio::test]
async fn tags_are_compared_when_the_session_is_made() {
    let bed = writer().await;
    let item = bed.drive("/root:/Documents/hello.txt").await.json();
    let tag = item["eTag"].as_str().unwrap();
    let ask = async |name: &str, tag: &str| bed.ask(HELLO, &[(name, tag)], &json!({})).await;
    let refused = refusal(412, "resourceModified", "entityTagDoesNotMatch");
    assert_eq!(ask("If-Match", "\"{0},9\"").await.whole_refusal(), refused);
    assert_eq!(ask("If-None-Match", tag).await.whole_refusal(), refused);
    assert_eq!(ask("If-None-Match", "*").await.whole_refusal(), refused);
    assert_eq!(ask("If-Match", tag).await.status, 200);
    assert_eq!(ask("If-None-Match", "\"{0},9\"").await.status, 200);
}

#[tokio::test]
async fn if_match_may_break_the_session_it_makes() {
    let bed = writer().await;
    let item = bed.drive("/root:/Documents/hello.txt").await.json();
    let tag = item["eTag"].as_str().unwrap();
    let body = json!({ "item": { "@microsoft.graph.conflictBehavior": "replace" } });
    let honored = bed.ask(HELLO, &[("If-Match", tag)], &body).await;
    let file = noise(2 * UNIT);
    let session = bed.session_of(&honored);
    assert_eq!(session.send(&file, 0..UNIT).await.status, 202);
    bed.turn(|s| s.if_match = SessionIfMatch::Breaks);
    let broken = bed.ask(HELLO, &[("If-Match", tag)], &body).await;
    let session = bed.session_of(&broken);
    let after = bed.drive("/root:/Documents/hello.txt").await.json();
    assert_ne!(after["eTag"], item["eTag"]);
    assert_eq!(session.send(&file, 0..UNIT).await.status, 412);
    let again = session.send(&file, 0..UNIT).await;
    assert_eq!(
        again.whole_refusal(),
        refusal(416, "invalidRange", "fragmentOverlap")
    );
}

#[tokio::test]
async fn a_taken_name_is_found_at_once_or_in_the_end() {
    let bed = writer().await;
    let path = "/Documents/hello.txt";
    let session = bed.session(path, "fail").await;
    assert_eq!(session.send_all(b"other").await.status, 409);
    bed.turn(|s| s.conflict_found = ConflictFound::AtCreation);
    let refused = bed.ask_session(path, "fail").await;
    assert_eq!(
        refused.whole_refusal(),
        refusal(409, "nameAlreadyExists", "")
    );
    assert_eq!(bed.ask_session(path, "rename").await.status, 200);
    assert_eq!(bed.ask_session(path, "replace").await.status, 200);
}

#[tokio::test]
async fn without_a_behavior_a_session_fails_or_replaces() {
    let bed = writer().await;
    for (position, status) in [
        (DefaultConflict::Fail, 409),
        (DefaultConflict::Replace, 200),
    ] {
        bed.turn(|s| s.session_conflict = position);
        let session = bed.session_of(&bed.ask(HELLO, &[], &json!({})).await);
        let overwrite = format!(
            "&overwrite={}&",
            if status == 200 { "True" } else { "False" }
        );
        assert!(session.url.contains(&overwrite), "{}", session.url);
        assert_eq!(session.send_all(b"other").await.status, status);
    }
}

#[tokio::test]
async fn a_canceled_session_is_gone() {
    let bed = writer().await;
    let session = bed.session("/Empty/new.bin", "fail").await;
    let file = noise(2 * UNIT);
    assert_eq!(session.send(&file, 0..UNIT).await.status, 202);
    assert_eq!(bed.sim.uploads().open()[0].bytes_received, UNIT as u64);
    let canceled = session.request(Method::DELETE, &[], "").await;
    assert_eq!((canceled.status, canceled.bytes.len()), (204, 0));
    let gone = session.send(&file, UNIT..2 * UNIT).await;
    let expected = refusal(404, "itemNotFound", "uploadSessionNotFound");
    assert_eq!(gone.whole_refusal(), expected);
    assert_eq!(session.status().await.whole_refusal(), expected);
    bed.turn(|s| s.gone = GoneSession::UploadSessionNotFound);
    let again = session.request(Method::DELETE, &[], "").await;
    assert_eq!(
        again.whole_refusal(),
        refusal(404, "uploadSessionNotFound", "")
    );
    assert!(!bed.exists("/Empty/new.bin"));
    let tally = UploadTally {
        created: 1,
        canceled: 1,
        ..UploadTally::default()
    };
    assert_eq!(bed.sim.uploads().tally(), tally);
}

#[tokio::test]
async fn a_session_expires_unless_fragments_come() {
    let bed = writer().await;
    let session = bed.session("/Empty/new.bin", "fail").await;
    let file = noise(3 * UNIT);
    let minutes = |minutes| bed.sim.clock().advance(Duration::from_mins(minutes));
    minutes(14);
    assert_eq!(session.send(&file, 0..UNIT).await.status, 202);
    minutes(14);
    assert_eq!(session.send(&file, UNIT..2 * UNIT).await.status, 202);
    minutes(16);
    assert_eq!(session.status().await.status, 404);
    let last = session.send(&file, 2 * UNIT..3 * UNIT).await;
    assert_eq!(last.status, 404);
    assert_eq!(bed.sim.uploads().tally().expired, 1);
}

#[tokio::test]
async fn the_token_of_an_upload_url_ends_after_a_day() {
    let bed = writer().await;
    bed.turn(|s| s.session_life_seconds = 7 * 24 * 3600);
    let session = bed.session("/Empty/new.bin", "fail").await;
    bed.sim.clock().advance(Duration::from_hours(23));
    assert_eq!(session.status().await.status, 200);
    bed.sim.clock().advance(Duration::from_hours(2));
    let expired = session.status().await;
    assert_eq!(
        expired.whole_refusal(),
        refusal(401, "unauthenticated", "expiredToken")
    );
    assert_eq!(bed.sim.uploads().open().len(), 1);
}

#[tokio::test]
async fn a_session_may_change_the_tag_of_the_file_and_never_that_of_its_content() {
    for (position, changes) in [(SessionTag::Kept, false), (SessionTag::Changed, true)] {
        let bed = writer().await;
        bed.turn(|s| s.session_tag = position);
        let before = bed.drive("/root:/Documents/hello.txt").await.json();
        let body = json!({ "item": { "@microsoft.graph.conflictBehavior": "replace" } });
        assert_eq!(bed.ask(HELLO, &[], &body).await.status, 200);
        assert_eq!(bed.ask(NEW, &[], &body).await.status, 200);
        let after = bed.drive("/root:/Documents/hello.txt").await.json();
        assert_eq!(before["eTag"] != after["eTag"], changes, "{position:?}");
        assert_eq!(before["cTag"], after["cTag"], "{position:?}");
    }
}
