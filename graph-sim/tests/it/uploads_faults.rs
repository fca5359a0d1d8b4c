//! Faults before and after an upload is executed, and bodies that are cut.

use std::time::Duration;

use graph_sim::{Fault, Listener};
use reqwest::Method;
use serde_json::json;

use crate::kit::read;
use crate::uploading::{UNIT, noise, refusal, writer};

const PATH: &str = "/Empty/new.bin";

fn on_fragment(nth: u64) -> Fault {
    Fault::on(Listener::Content)
        .method("PUT")
        .path_matches("/uploadSession$")
        .nth(nth)
}

#[tokio::test]
async fn a_fault_before_leaves_nothing_and_one_after_leaves_the_fragment() {
    let bed = writer().await;
    let file = noise(3 * UNIT);
    for (after, expected) in [(false, UNIT), (true, 2 * UNIT)] {
        bed.sim.faults().clear();
        let fault = on_fragment(2).status(503).header("Retry-After", "1");
        let fault = if after { fault.after() } else { fault };
        bed.sim.faults().add(fault);
        let session = bed.session(PATH, "replace").await;
        assert_eq!(session.send(&file, 0..UNIT).await.status, 202);
        let struck = session.send(&file, UNIT..2 * UNIT).await;
        assert_eq!((struck.status, struck.header("Retry-After")), (503, "1"));
        assert_eq!(session.expected().await, json!([format!("{expected}-")]));
        let again = session.send(&file, UNIT..2 * UNIT).await;
        assert_eq!(again.status, if after { 416 } else { 202 });
        let last = session.send(&file, 2 * UNIT..3 * UNIT).await;
        assert!([200, 201].contains(&last.status));
    }
}

#[tokio::test]
async fn a_connection_may_drop_after_the_file_was_committed() {
    let bed = writer().await;
    bed.sim
        .faults()
        .add(on_fragment(1).drop_connection().after());
    let session = bed.session(PATH, "fail").await;
    let request = bed.http.put(&session.url).body("hello");
    let sent = request.header("Content-Range", "bytes 0-4/5").send().await;
    assert!(sent.is_err());
    assert!(bed.exists(PATH));
    assert_eq!(session.status().await.status, 404);
}

#[tokio::test]
async fn an_answer_may_be_held_or_stalled_after_the_file_was_stored() {
    let bed = writer().await;
    let rule = || Fault::on(Listener::Graph).path_matches("/content$").after();
    let held = bed.sim.faults().hold(rule());
    let put = bed.put("/root:/Empty/new.bin:/content", "held");
    let check = async {
        assert!(held.arrived(1).await);
        assert!(bed.exists(PATH));
        held.release();
    };
    let (answer, ()) = futures_util::future::join(put, check).await;
    assert_eq!(answer.status, 201);
    bed.sim.faults().clear();
    bed.sim.faults().add(rule().stall());
    let put = bed.put("/root:/Empty/other.bin:/content", "stalled");
    let sent = tokio::time::timeout(Duration::from_millis(200), put).await;
    assert!(sent.is_err());
    assert!(bed.exists("/Empty/other.bin"));
}

#[tokio::test]
async fn a_fault_after_strikes_other_routes_too() {
    let bed = writer().await;
    bed.sim.faults().add(
        Fault::on(Listener::Graph)
            .path_matches("/createUploadSession$")
            .status(504)
            .after(),
    );
    assert_eq!(bed.ask_session(PATH, "fail").await.status, 504);
    assert_eq!(bed.sim.uploads().open().len(), 1);
    bed.sim
        .faults()
        .add(Fault::on(Listener::Login).times(1).status(500).after());
    assert_eq!(bed.sign_in(&[]).await.status, 500);
}

#[tokio::test]
async fn a_cut_fragment_is_discarded_as_a_whole() {
    let bed = writer().await;
    let file = noise(2 * UNIT);
    let session = bed.session(PATH, "fail").await;
    assert_eq!(session.send(&file, 0..UNIT).await.status, 202);
    bed.sim
        .faults()
        .add(on_fragment(1).cut_request_body(100_000));
    let range = format!("bytes {UNIT}-{}/{}", 2 * UNIT - 1, 2 * UNIT);
    let request = bed.http.put(&session.url).header("Content-Range", range);
    let sent = request.body(file[UNIT..].to_vec()).send().await;
    assert!(sent.is_err());
    let entry = bed.sim.journal().entries().pop().unwrap();
    assert_eq!(
        (entry.bytes_in, entry.status, entry.aborted),
        (100_000, None, true)
    );
    assert_eq!(session.expected().await, json!([format!("{UNIT}-")]));
    assert_eq!(session.send(&file, UNIT..2 * UNIT).await.status, 201);
}

#[tokio::test]
async fn a_cut_request_is_never_executed() {
    let bed = writer().await;
    let rule = Fault::on(Listener::Graph).method("PUT").times(2);
    bed.sim.faults().add(rule.cut_request_body(1000).after());
    for body in [noise(5000), noise(10)] {
        let request = bed.request(Method::PUT, &bed.in_drive("/root:/Empty/new.bin:/content"));
        assert!(request.body(body).send().await.is_err());
        assert!(!bed.exists(PATH));
    }
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_leaves_nothing() {
    let bed = writer().await;
    let session = bed.session(PATH, "fail").await;
    let pieces = futures_util::stream::iter([Ok(noise(1000)), Err(std::io::Error::other("gone"))]);
    let request = bed
        .http
        .put(&session.url)
        .header("Content-Range", "bytes 0-1999/2000")
        .body(reqwest::Body::wrap_stream(pieces));
    assert!(request.send().await.is_err());
    let journal = bed.sim.journal();
    let is_over = |all: &[graph_sim::Exchange]| all.iter().all(|entry| entry.finished);
    assert!(journal.wait_for(is_over).await);
    assert_eq!(session.expected().await, json!(["0-"]));
    assert_eq!(bed.sim.uploads().open()[0].bytes_received, 0);
}

#[tokio::test]
async fn a_duplicated_fragment_overlaps_itself() {
    let bed = writer().await;
    bed.sim.faults().add(on_fragment(1).duplicate());
    let session = bed.session(PATH, "fail").await;
    let file = noise(2 * UNIT);
    let answer = session.send(&file, 0..UNIT).await;
    assert_eq!(
        answer.refusal(),
        refusal(416, "invalidRange", "fragmentOverlap")
    );
}

#[tokio::test]
async fn other_processes_order_them_too_and_see_the_sessions() {
    let bed = writer().await;
    let order = async |path: &str, body: serde_json::Value| {
        let url = format!("{}{path}", bed.sim.control_url());
        read(
            bed.http
                .post(url)
                .body(body.to_string())
                .send()
                .await
                .unwrap(),
        )
        .await
    };
    let after = json!({ "listener": "content", "nth": 1, "status": 503, "after": true });
    assert_eq!(order("faults", after).await.status, 204);
    let cut = json!({ "listener": "content", "nth": 2, "cut_request_body": 10 });
    assert_eq!(order("faults", cut).await.status, 204);
    let session = bed.session(PATH, "fail").await;
    let file = noise(UNIT + 500);
    assert_eq!(session.send(&file, 0..UNIT).await.status, 503);
    let request = bed.http.put(&session.url).body(file[UNIT..].to_vec());
    let range = format!("bytes {UNIT}-{}/{}", file.len() - 1, file.len());
    assert!(request.header("Content-Range", range).send().await.is_err());
    let url = format!("{}uploads", bed.sim.control_url());
    let uploads = bed.fetch(&url, &[]).await.json();
    assert_eq!(uploads["open"][0]["bytes_received"], UNIT);
    assert_eq!(uploads["tally"]["created"], 1);
}
