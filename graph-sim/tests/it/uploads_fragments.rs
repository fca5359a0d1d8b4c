//! Fragments of upload sessions.

use graph_sim::Listener;
use graph_sim::switches::{ExpectedRanges, UploadAuthorization};
use reqwest::Method;
use serde_json::json;

use crate::uploading::{UNIT, noise, refusal, writer};

const PATH: &str = "/Empty/new.bin";

#[tokio::test]
async fn a_file_comes_in_fragments() {
    let bed = writer().await;
    let session = bed.session(PATH, "fail").await;
    let file = noise(2 * UNIT + 77);
    let first = session.send(&file, 0..UNIT).await;
    assert_eq!(first.status, 202);
    let told = first.json();
    assert_eq!(told["nextExpectedRanges"], json!([format!("{UNIT}-")]));
    assert!(told["expirationDateTime"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        session.status().await.json()["nextExpectedRanges"],
        told["nextExpectedRanges"]
    );
    assert_eq!(session.send(&file, UNIT..2 * UNIT).await.status, 202);
    let last = session.send(&file, 2 * UNIT..file.len()).await;
    assert_eq!(last.status, 201, "{}", last.text());
    assert_eq!(last.json()["size"], file.len());
    assert_eq!(session.status().await.status, 404);
    let url = bed.download_url(PATH).await;
    assert!(bed.fetch(&url, &[]).await.bytes == file, "other bytes");
    let journal = bed.sim.journal();
    assert_eq!(journal.count("PUT {upload}"), 3);
    assert_eq!(journal.count("GET {upload}"), 2);
    let bytes: Vec<u64> = journal
        .entries()
        .iter()
        .filter(|entry| entry.route == "PUT {upload}")
        .map(|entry| entry.bytes_in)
        .collect();
    assert_eq!(bytes, [UNIT as u64, UNIT as u64, 77]);
}

#[tokio::test]
async fn fragments_come_in_order_and_once() {
    let bed = writer().await;
    let session = bed.session(PATH, "fail").await;
    let file = noise(3 * UNIT);
    let early = session.send(&file, UNIT..2 * UNIT).await;
    assert_eq!(
        early.refusal(),
        refusal(416, "invalidRange", "fragmentOutOfOrder")
    );
    assert_eq!(session.send(&file, 0..UNIT).await.status, 202);
    let overlap = refusal(416, "invalidRange", "fragmentOverlap");
    assert_eq!(session.send(&file, 0..UNIT).await.refusal(), overlap);
    assert_eq!(
        session.send(&file, UNIT - 1..2 * UNIT).await.refusal(),
        overlap
    );
    assert_eq!(session.expected().await, json!([format!("{UNIT}-")]));
    assert_eq!(session.send(&file, UNIT..3 * UNIT).await.status, 201);
}

#[tokio::test]
async fn a_content_range_must_be_whole_and_true() {
    let bed = writer().await;
    let session = bed.session(PATH, "fail").await;
    for range in [
        "",
        "bytes 0-9",
        "bytes 0-9/*",
        "0-9/10",
        "bytes 5-4/10",
        "bytes 0-10/10",
    ] {
        let answer = session.put(range, &[1; 10]).await;
        assert_eq!(
            answer.refusal(),
            refusal(400, "invalidRequest", ""),
            "{range}"
        );
    }
    let missing = session.request(Method::PUT, &[], "bytes").await;
    assert_eq!(missing.status, 400);
    let short = session.put("bytes 0-9/10", &[1; 9]).await;
    let mismatch = refusal(416, "invalidRange", "fragmentLengthMismatch");
    assert_eq!(short.refusal(), mismatch);
    let long = session.put("bytes 0-9/20", &[1; 11]).await;
    assert_eq!(long.refusal(), mismatch);
    assert_eq!(session.expected().await, json!(["0-"]));
}

#[tokio::test]
async fn an_empty_file_has_no_session() {
    let bed = writer().await;
    let session = bed.session(PATH, "fail").await;
    assert_eq!(session.put("bytes 0--1/0", b"").await.status, 400);
    assert_eq!(session.put("bytes 0-0/0", b"").await.status, 400);
}

#[tokio::test]
async fn all_fragments_tell_the_same_length() {
    let bed = writer().await;
    let session = bed.session(PATH, "fail").await;
    let first = format!("bytes 0-{}/{}", UNIT - 1, 3 * UNIT);
    assert_eq!(session.put(&first, &noise(UNIT)).await.status, 202);
    let second = format!("bytes {UNIT}-{}/{}", 2 * UNIT - 1, 2 * UNIT);
    let answer = session.put(&second, &noise(UNIT)).await;
    assert_eq!(answer.refusal(), refusal(400, "invalidRequest", ""));
    assert_eq!(session.expected().await, json!([format!("{UNIT}-")]));
}

#[tokio::test]
async fn fragments_that_are_no_multiples_of_the_unit_can_not_be_put_together() {
    let bed = writer().await;
    let session = bed.session(PATH, "fail").await;
    let file = noise(UNIT + 10);
    assert_eq!(session.send(&file, 0..1000).await.status, 202);
    let last = session.send(&file, 1000..file.len()).await;
    assert_eq!(
        last.refusal(),
        refusal(400, "invalidRequest", "uploadSessionFailed")
    );
    assert_eq!(session.status().await.status, 404);
    assert_eq!(bed.sim.uploads().tally().failed, 1);
    assert!(!bed.exists(PATH));
}

#[tokio::test]
async fn a_fragment_or_a_file_may_be_too_large() {
    let bed = writer().await;
    bed.turn(|s| s.largest_fragment = 2 * UNIT as u64);
    let session = bed.session(PATH, "fail").await;
    let file = noise(4 * UNIT);
    let large = session.send(&file, 0..3 * UNIT).await;
    let refused = refusal(413, "invalidRequest", "maxFragmentLengthExceeded");
    assert_eq!(large.refusal(), refused);
    assert_eq!(session.send(&file, 0..2 * UNIT).await.status, 202);
    bed.turn(|s| s.largest_file = UNIT as u64);
    let large = session.send(&file, 2 * UNIT..3 * UNIT).await;
    assert_eq!(
        large.refusal(),
        refusal(413, "invalidRequest", "maxFileSizeExceeded")
    );
}

#[tokio::test]
async fn a_token_at_an_upload_url_is_refused_or_ignored() {
    let bed = writer().await;
    let session = bed.session(PATH, "fail").await;
    let bearer = format!("Bearer {}", bed.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Range", "bytes 0-4/5"),
    ];
    let refused = session.request(Method::PUT, &headers, "hello").await;
    assert_eq!(refused.refusal(), refusal(401, "unauthenticated", ""));
    assert_eq!(session.expected().await, json!(["0-"]));
    bed.turn(|s| s.authorization = UploadAuthorization::Ignored);
    let taken = session.request(Method::PUT, &headers, "hello").await;
    assert_eq!(taken.status, 201);
}

#[tokio::test]
async fn a_changed_upload_url_is_refused() {
    let bed = writer().await;
    let mut session = bed.session(PATH, "fail").await;
    let encoded = session.url.replace('\'', "%27");
    session.url = encoded;
    assert_eq!(session.status().await.status, 200);
    let other = bed.session("/Empty/other.bin", "fail").await;
    let guid = |url: &str| {
        let id = url.split_once("guid=").unwrap().1;
        id.split_once('&').unwrap().0.to_owned()
    };
    session.url = session.url.replace(&guid(&session.url), &guid(&other.url));
    assert_eq!(session.status().await.status, 401);
    session.url = other.url.replace("tempauth=v1.", "tempauth=v1.x");
    assert_eq!(session.status().await.status, 401);
    session.url = other.url.replace("uploadSession", "uploadsession");
    assert_eq!(session.status().await.status, 501);
    session.url.clone_from(&other.url);
    assert_eq!(session.request(Method::PATCH, &[], "").await.status, 405);
}

#[tokio::test]
async fn what_is_expected_is_told_in_several_ways() {
    let bed = writer().await;
    let session = bed.session(PATH, "fail").await;
    let file = noise(3 * UNIT);
    session.send(&file, 0..UNIT).await;
    bed.turn(|s| s.expected_ranges = ExpectedRanges::Closed);
    let closed = json!([format!("{UNIT}-{}", 3 * UNIT - 1)]);
    assert_eq!(session.expected().await, closed);
    bed.turn(|s| s.expected_ranges = ExpectedRanges::Several);
    let several = json!([
        format!("{UNIT}-{}", 2 * UNIT - 1),
        format!("{}-{}", 2 * UNIT, 3 * UNIT - 1)
    ]);
    assert_eq!(session.expected().await, several);
}

#[tokio::test]
async fn many_sessions_are_fed_at_once() {
    let bed = writer().await;
    let file = noise(3 * UNIT + 5);
    let upload = async |number: usize| {
        let session = bed.session(&format!("/Empty/{number}.bin"), "fail").await;
        let mut status = 0;
        for start in (0..file.len()).step_by(UNIT) {
            let end = file.len().min(start + UNIT);
            status = session.send(&file, start..end).await.status;
        }
        status
    };
    let all = futures_util::future::join_all((0..20).map(upload)).await;
    assert_eq!(all, [201; 20]);
    let fingerprint = graph_sim::Fingerprint::of(&file);
    bed.sim.change(|world| {
        let drive = world.drive_of(&bed.ada);
        for number in 0..20 {
            let stored = drive.fingerprint_of(&format!("/Empty/{number}.bin"));
            assert_eq!(stored, fingerprint);
        }
    });
    assert_eq!(bed.sim.uploads().tally().completed, 20);
    let entries = bed.sim.journal().entries();
    let on_content = entries.iter().filter(|e| e.listener == Listener::Content);
    assert_eq!(on_content.count(), 80);
}
