//! The control listener.

use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Bed, read};

async fn order(bed: &Bed, method: Method, path: &str, body: Value) -> Answer {
    let url = format!("{}{path}", bed.sim.control_url());
    read(
        bed.http
            .request(method, url)
            .body(body.to_string())
            .send()
            .await
            .unwrap(),
    )
    .await
}

#[tokio::test]
async fn the_journal_is_read_and_cleared() {
    let bed = Bed::start().await;
    bed.drive("/root").await;
    let journal = order(&bed, Method::GET, "journal", Value::Null)
        .await
        .json();
    assert_eq!(journal[0]["route"], "GET /drives/{drive}/root");
    assert_eq!(
        order(&bed, Method::DELETE, "journal", Value::Null)
            .await
            .status,
        204
    );
    assert!(bed.sim.journal().entries().is_empty());
}

#[tokio::test]
async fn faults_are_ordered_and_cleared() {
    let bed = Bed::start().await;
    let fault = json!({
        "listener": "graph", "method": "GET", "path": "/root$", "nth": 1,
        "status": 503, "headers": { "Retry-After": "2" }, "body": "busy",
    });
    assert_eq!(order(&bed, Method::POST, "faults", fault).await.status, 204);
    let answer = bed.drive("/root").await;
    assert_eq!((answer.status, answer.header("Retry-After")), (503, "2"));
    let dropping = json!({ "listener": "graph", "action": "drop_connection" });
    order(&bed, Method::POST, "faults", dropping).await;
    assert_eq!(
        order(&bed, Method::DELETE, "faults", Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn a_bad_order_is_refused_with_a_reason() {
    let bed = Bed::start().await;
    for bad in [
        json!({ "listener": "moon" }),
        json!({ "listener": "graph", "path": "(" }),
        json!({ "listener": "graph", "status": 99 }),
        json!({ "listener": "graph", "headers": { "bad name": "x" } }),
        json!({ "listener": "graph", "sttaus": 503 }),
    ] {
        let answer = order(&bed, Method::POST, "faults", bad.clone()).await;
        assert_eq!(answer.status, 400, "{bad}");
        assert!(answer.json()["error"].is_string());
    }
}

#[tokio::test]
async fn the_clock_is_turned() {
    let bed = Bed::start().await;
    let ahead = json!({ "advance_seconds": 7200 });
    assert_eq!(order(&bed, Method::POST, "clock", ahead).await.status, 200);
    assert_eq!(bed.drive("/root").await.status, 401);
}

#[tokio::test]
async fn switches_are_read_and_patched() {
    let bed = Bed::start().await;
    let patch = json!({ "listing": { "default_page_size": 1 }, "transport": { "gzip": false } });
    assert_eq!(
        order(&bed, Method::PATCH, "switches", patch).await.status,
        200
    );
    let switches = order(&bed, Method::GET, "switches", Value::Null)
        .await
        .json();
    assert_eq!(switches["listing"]["default_page_size"], 1);
    assert_eq!(bed.list("/root/children").await.1, 2);
}

#[tokio::test]
async fn it_is_healthy() {
    let bed = Bed::start().await;
    assert_eq!(
        order(&bed, Method::GET, "healthz", Value::Null)
            .await
            .json()["status"],
        "ok"
    );
    assert_eq!(
        order(&bed, Method::GET, "nonsense", Value::Null)
            .await
            .status,
        404
    );
}
