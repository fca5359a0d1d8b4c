//! Each figure counts what it says, no more and no less.

use std::time::Duration;

use graph_sim::{Fault, Listener};

use super::Post;

/// What the figures have grown by: the name, its labels, and how much.
type Growth = (&'static str, &'static [(&'static str, &'static str)], f64);

const REQUESTS: &str = "onefold_requests_total";
const CALLS: &str = "onefold_upstream_calls_total";
const LOOKUPS: &str = "onefold_cache_lookups_total";
const WAITING: &str = "onefold_upstream_calls_waiting";
const UNDER_WAY: &str = "onefold_upstream_calls_under_way";

/// Does something and says by how much the figures have grown.
async fn assert_growth(post: &Post, growths: &[Growth], work: impl Future<Output = ()>) {
    let before = post.figures().await;
    work.await;
    let after = post.figures().await;
    for (name, labels, growth) in growths {
        let grown = after.sum(name, labels) - before.sum(name, labels);
        assert!(
            (grown - growth).abs() < 1e-9,
            "{name} {labels:?}: {grown}, not {growth}"
        );
    }
}

#[tokio::test]
async fn requests_are_counted_by_face_and_status() {
    let post = Post::start("").await;
    let growths: [Growth; 6] = [
        (REQUESTS, &[], 4.0),
        (REQUESTS, &[("face", "api"), ("status", "200")], 1.0),
        (REQUESTS, &[("face", "api"), ("status", "404")], 1.0),
        (REQUESTS, &[("face", "web"), ("status", "200")], 1.0),
        (REQUESTS, &[("face", "bytes"), ("status", "302")], 1.0),
        ("onefold_request_seconds_count", &[("face", "api")], 2.0),
    ];
    assert_growth(&post, &growths, async {
        post.admin.list("/contoso/ada").await;
        post.admin.stat("/contoso/ada/nothing").await;
        post.admin.get("/contoso/ada").await;
        post.admin.get("/d/contoso/ada/a.txt").await;
    })
    .await;
}

#[tokio::test]
async fn deliveries_are_counted_and_the_bytes_that_went_through() {
    let post = Post::start("").await;
    let growths: [Growth; 3] = [
        ("onefold_deliveries_total", &[("delivery", "redirect")], 1.0),
        ("onefold_deliveries_total", &[("delivery", "proxy")], 2.0),
        ("onefold_bytes_total", &[("delivery", "proxy")], 5.0),
    ];
    assert_growth(&post, &growths, async {
        post.admin.get("/d/contoso/ada/a.txt").await;
        post.admin.get("/p/contoso/ada/a.txt").await;
        let part = [("range", "bytes=1-2")];
        post.admin.get_with("/p/contoso/ada/a.txt", &part).await;
    })
    .await;
}

#[tokio::test]
async fn looks_into_the_memory_are_counted_by_what_was_there() {
    let post = Post::start("").await;
    let growths: [Growth; 4] = [
        (LOOKUPS, &[("what", "listing"), ("outcome", "miss")], 1.0),
        (LOOKUPS, &[("what", "listing"), ("outcome", "hit")], 1.0),
        (LOOKUPS, &[("what", "entry"), ("outcome", "hit")], 1.0),
        (LOOKUPS, &[("what", "url"), ("outcome", "hit")], 1.0),
    ];
    assert_growth(&post, &growths, async {
        post.admin.list("/contoso/ada").await;
        post.admin.list("/contoso/ada").await;
        post.admin.get("/d/contoso/ada/a.txt").await;
    })
    .await;
}

#[tokio::test]
async fn calls_to_microsoft_are_counted_by_operation_and_outcome_with_what_they_cost() {
    let post = Post::start("").await;
    assert!(
        (post
            .figures()
            .await
            .sum(CALLS, &[("operation", "request token")])
            - 1.0)
            .abs()
            < 1e-9
    );
    let growths: [Growth; 7] = [
        (
            CALLS,
            &[("operation", "find drive of user"), ("outcome", "ok")],
            1.0,
        ),
        (
            CALLS,
            &[("operation", "list children"), ("outcome", "ok")],
            1.0,
        ),
        (
            CALLS,
            &[("operation", "read item"), ("outcome", "not_found")],
            1.0,
        ),
        (CALLS, &[("operation", "download"), ("outcome", "ok")], 1.0),
        (CALLS, &[], 4.0),
        ("onefold_upstream_call_seconds_count", &[], 4.0),
        // One for the drive, two for a listing, one for an item, one for its bytes.
        ("onefold_resource_units_total", &[], 5.0),
    ];
    assert_growth(&post, &growths, async {
        post.admin.list("/contoso/ada").await;
        post.admin.stat("/contoso/ada/below/nothing").await;
        post.admin.get("/p/contoso/ada/a.txt").await;
    })
    .await;
}

#[tokio::test]
async fn a_call_that_is_made_again_counts_each_time() {
    let post = Post::start("").await;
    post.admin.list("/contoso/ada").await;
    let fault = Fault::on(Listener::Graph).status(503).times(1);
    post.premises.sim.faults().add(fault);
    let growths: [Growth; 3] = [
        (
            CALLS,
            &[("operation", "read item"), ("outcome", "upstream_down")],
            1.0,
        ),
        (
            CALLS,
            &[("operation", "read item"), ("outcome", "not_found")],
            1.0,
        ),
        ("onefold_resource_units_total", &[], 2.0),
    ];
    assert_growth(&post, &growths, async {
        post.admin.stat("/contoso/ada/below/nothing").await;
    })
    .await;
}

#[tokio::test]
async fn pauses_refusals_and_old_copies_are_counted() {
    let post = Post::start("cache: { lifetime_seconds: 0 }").await;
    post.admin.list("/contoso/ada").await;
    post.graph_answers(429, &[("Retry-After", "60")], "");
    let growths: [Growth; 4] = [
        (
            "onefold_throttle_pauses_total",
            &[("service", "graph")],
            1.0,
        ),
        (
            "onefold_budget_refusals_total",
            &[("cause", "throttled")],
            2.0,
        ),
        ("onefold_old_copies_total", &[], 1.0),
        (CALLS, &[("outcome", "throttled")], 1.0),
    ];
    assert_growth(&post, &growths, async {
        assert_eq!(post.admin.stat("/contoso/ada/a.txt").await.status, 503);
        assert_eq!(post.admin.stat("/contoso/ada/a.txt").await.status, 503);
        assert_eq!(post.admin.get("/contoso/ada").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn calls_under_way_and_waiting_are_shown_as_long_as_they_are() {
    let post = Post::start("upstream: { concurrency: 1 }").await;
    post.admin.list("/contoso/ada").await;
    let held = post.premises.sim.faults().hold(Fault::on(Listener::Graph));
    let ask = async |name: &str| post.admin.stat(&format!("/contoso/ada/x/{name}")).await;
    let look = async {
        assert!(held.arrived(1).await);
        loop {
            let figures = post.figures().await;
            if figures.sum(WAITING, &[("for", "place")]) > 0.5 {
                assert!((figures.sum(UNDER_WAY, &[]) - 1.0).abs() < 1e-9);
                break;
            }
        }
        held.release();
    };
    let (one, two, ()) = tokio::join!(ask("one"), ask("two"), look);
    assert_eq!((one.status, two.status), (404, 404));
    let figures = post.figures().await;
    assert!(figures.sum(WAITING, &[]).abs() < 1e-9);
    assert!(figures.sum(UNDER_WAY, &[]).abs() < 1e-9);
}

#[tokio::test]
async fn who_waits_for_the_end_of_a_pause_is_shown_as_waiting_for_the_budget() {
    let post = Post::start("").await;
    post.admin.list("/contoso/ada").await;
    let pause = Fault::on(Listener::Graph).status(429).times(1);
    post.premises
        .sim
        .faults()
        .add(pause.header("Retry-After", "4"));
    let ask = async |name: &str| post.admin.stat(&format!("/contoso/ada/x/{name}")).await;
    let look = async {
        let paused = |all: &[graph_sim::Exchange]| {
            all.iter()
                .any(|one| one.status == Some(429) && one.finished)
        };
        assert!(post.premises.sim.journal().wait_for(paused).await);
        let seen = async { while post.figures().await.sum(WAITING, &[("for", "budget")]) < 0.5 {} };
        let seen = tokio::time::timeout(Duration::from_mins(1), seen);
        let (seen, two) = tokio::join!(seen, ask("two"));
        seen.expect("it is shown while they wait");
        two
    };
    let (one, two) = tokio::join!(ask("one"), look);
    assert_eq!((one.status, two.status), (404, 404));
}
