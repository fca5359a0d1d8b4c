//! What a test can let go wrong, and what the journal says about it.

use std::time::Duration;

use graph_sim::{Content, Fault, Listener, World};

use crate::kit::{Bed, read};

const CHILDREN: &str = "/root/children";

#[tokio::test]
async fn the_nth_matching_request_is_answered_otherwise() {
    let bed = Bed::start().await;
    let fault = Fault::on(Listener::Graph)
        .method("GET")
        .path_matches("/children$")
        .nth(2);
    bed.sim.faults().add(
        fault
            .status(429)
            .header("Retry-After", "7")
            .body("slow down"),
    );
    let mut statuses = Vec::new();
    for path in [CHILDREN, "/root", CHILDREN, CHILDREN] {
        statuses.push(bed.drive(path).await.status);
    }
    assert_eq!(statuses, [200, 200, 429, 200]);
    bed.sim.faults().add(
        Fault::on(Listener::Graph)
            .times(1)
            .status(502)
            .body("<html>"),
    );
    assert_eq!(bed.drive("/root").await.text(), "<html>");
    assert_eq!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn of_several_rules_the_oldest_acts_and_all_count() {
    let bed = Bed::start().await;
    let rule = || Fault::on(Listener::Graph).path_matches("/root$");
    bed.sim.faults().add(rule().nth(1).status(502));
    bed.sim.faults().add(rule().nth(1).status(503));
    bed.sim.faults().add(rule().nth(2).status(504));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(bed.drive("/root").await.status);
    }
    assert_eq!(statuses, [502, 504, 200]);
    assert_eq!(bed.sim.faults().strikes(), [1, 0, 1]);
}

#[tokio::test]
async fn faults_end_when_they_are_cleared() {
    let bed = Bed::start().await;
    bed.sim.faults().add(Fault::on(Listener::Graph).status(503));
    assert_eq!(bed.drive("/root").await.status, 503);
    bed.sim.faults().clear();
    assert_eq!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn a_dropped_connection_gives_no_answer() {
    let bed = Bed::start().await;
    bed.sim
        .faults()
        .add(Fault::on(Listener::Graph).times(9).drop_connection());
    let sent = bed
        .request(reqwest::Method::GET, &bed.in_drive("/root"))
        .send()
        .await;
    assert!(sent.is_err());
    let entry = bed.sim.journal().entries().pop().unwrap();
    assert_eq!((entry.status, entry.aborted), (None, true));
}

#[tokio::test]
async fn a_cut_body_is_an_error_for_the_client() {
    let bed = Bed::with(|world, ada| {
        let content = Content::Generated {
            seed: 1,
            size: 1 << 20,
        };
        world
            .drive_of(ada)
            .add_file("/big.bin", content, World::BEGINNING);
    })
    .await;
    let url = bed.download_url("/big.bin").await;
    bed.sim
        .faults()
        .add(Fault::on(Listener::Content).truncate_body(300_000));
    let mut response = bed.http.get(&url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let (mut received, mut broken) = (0, false);
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => received += chunk.len(),
            Ok(None) => break,
            Err(_) => {
                broken = true;
                break;
            }
        }
    }
    assert!(broken && received <= 300_000, "{received}");
    let journal = bed.sim.journal();
    assert!(
        journal
            .wait_for(|all| all.last().is_some_and(|last| last.finished))
            .await
    );
    let entry = journal.entries().pop().unwrap();
    assert_eq!((entry.aborted, entry.bytes_out), (true, 300_000));
}

#[tokio::test]
async fn a_cut_listing_is_an_error_too() {
    let bed = Bed::start().await;
    bed.sim
        .faults()
        .add(Fault::on(Listener::Graph).times(1).truncate_body(40));
    let response = bed
        .request(reqwest::Method::GET, &bed.in_drive(CHILDREN))
        .send()
        .await
        .unwrap();
    assert!(response.bytes().await.is_err());
}

#[tokio::test]
async fn a_stalled_request_waits_until_the_client_leaves_or_the_simulator_stops() {
    let bed = Bed::start().await;
    bed.sim.faults().add(Fault::on(Listener::Graph).stall());
    let request = bed.request(reqwest::Method::GET, &bed.in_drive("/root"));
    let journal = bed.sim.journal();
    let sent = tokio::task::JoinSet::from_iter([request.send()]);
    assert!(journal.wait_for(|all| all.len() == 1).await);
    drop(sent);
    assert!(
        journal
            .wait_for(|all| all.iter().all(|entry| entry.finished))
            .await
    );
    let request = bed.request(reqwest::Method::GET, &bed.in_drive("/root"));
    let mut sent = tokio::task::JoinSet::from_iter([request.send()]);
    assert!(journal.wait_for(|all| all.len() == 2).await);
    bed.sim.shutdown().await;
    assert!(sent.join_next().await.unwrap().unwrap().is_err());
}

#[tokio::test]
async fn a_body_can_stall_in_the_middle() {
    let bed = Bed::start().await;
    let url = bed.download_url("/Documents/hello.txt").await;
    bed.sim
        .faults()
        .add(Fault::on(Listener::Content).stall_body(5));
    let mut response = bed.http.get(&url).send().await.unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap().as_ref(), b"Hello");
    let more = tokio::time::timeout(Duration::from_millis(50), response.chunk()).await;
    assert!(more.is_err());
}

#[tokio::test]
async fn held_requests_go_on_when_released() {
    let bed = Bed::start().await;
    let held = bed
        .sim
        .faults()
        .hold(Fault::on(Listener::Graph).path_matches("/children$"));
    let request = |path: &str| {
        bed.request(reqwest::Method::GET, &bed.in_drive(path))
            .send()
    };
    let mut sent = tokio::task::JoinSet::from_iter([request(CHILDREN), request(CHILDREN)]);
    assert!(held.arrived(2).await);
    assert_eq!(bed.drive("/root").await.status, 200);
    assert_eq!(bed.sim.journal().peak_concurrency(), 3);
    held.release();
    while let Some(answer) = sent.join_next().await {
        assert_eq!(answer.unwrap().unwrap().status(), 200);
    }
}

#[tokio::test]
async fn a_delay_delays() {
    let bed = Bed::start().await;
    let delay = Duration::from_millis(60);
    bed.sim
        .faults()
        .add(Fault::on(Listener::Graph).delay(delay));
    let started = tokio::time::Instant::now();
    assert_eq!(bed.drive("/root").await.status, 200);
    assert!(started.elapsed() >= delay);
}

#[tokio::test]
async fn a_duplicated_request_is_answered_once() {
    let bed = Bed::start().await;
    bed.sim.faults().add(Fault::on(Listener::Graph).duplicate());
    assert_eq!(bed.drive("/root").await.status, 200);
    assert_eq!(bed.sim.journal().graph_calls(), 1);
}

#[tokio::test]
async fn the_journal_tells_routes_headers_and_bytes() {
    let bed = Bed::start().await;
    bed.drive("/root:/Documents:/children?$top=5").await;
    bed.fetch(
        &bed.download_url("/Documents/hello.txt").await,
        &[("Range", "bytes=0-4")],
    )
    .await;
    bed.new_token().await;
    let journal = bed.sim.journal();
    assert_eq!(
        journal.count("GET /drives/{drive}/root:/{path}:/children"),
        1
    );
    let counts = (
        journal.graph_calls(),
        journal.content_calls(),
        journal.token_requests(),
    );
    assert_eq!(counts, (2, 1, 1));
    assert!(
        journal
            .wait_for(|all| all.iter().all(|entry| entry.finished))
            .await
    );
    let entries = journal.entries();
    let listing = entries.first().unwrap();
    assert_eq!(listing.query.as_deref(), Some("$top=5"));
    assert_eq!(listing.header("authorization"), Some("Bearer …"));
    assert_eq!((listing.status, listing.aborted), (Some(200), false));
    let download = entries
        .iter()
        .find(|entry| entry.listener == Listener::Content)
        .unwrap();
    assert_eq!(
        (download.bytes_out, download.header("range")),
        (5, Some("bytes=0-4"))
    );
    assert!(
        entries
            .windows(2)
            .all(|pair| pair[0].number < pair[1].number)
    );
    assert!(!format!("{entries:?}").contains(&bed.token));
    journal.clear();
    assert!(journal.entries().is_empty());
}

#[tokio::test]
async fn a_client_that_leaves_early_is_noted() {
    let bed = Bed::with(|world, ada| {
        let content = Content::Generated {
            seed: 1,
            size: 1 << 30,
        };
        world
            .drive_of(ada)
            .add_file("/huge.bin", content, World::BEGINNING);
    })
    .await;
    let url = bed.download_url("/huge.bin").await;
    let mut response = bed.http.get(&url).send().await.unwrap();
    assert!(response.chunk().await.unwrap().is_some());
    drop(response);
    let journal = bed.sim.journal();
    let noted = journal.wait_for(|all| all.last().is_some_and(|last| last.finished));
    assert!(noted.await);
    assert!(journal.entries().last().unwrap().aborted);
}

#[tokio::test]
async fn a_fault_at_the_login_host_strikes_token_requests() {
    let bed = Bed::start().await;
    bed.sim
        .faults()
        .add(Fault::on(Listener::Login).times(1).status(503));
    assert_eq!(bed.sign_in(&[]).await.status, 503);
    assert_eq!(bed.sign_in(&[]).await.status, 200);
    let url = bed.sim.login_url();
    assert_eq!(
        read(bed.http.get(url).send().await.unwrap()).await.status,
        501
    );
}
