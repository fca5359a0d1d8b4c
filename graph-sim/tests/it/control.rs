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

#[tokio::test]
async fn the_meter_is_read_and_forgotten() {
    let bed = Bed::start().await;
    bed.drive("/root/children").await;
    let meter = order(&bed, Method::GET, "meter", Value::Null).await.json();
    assert_eq!(meter[0]["client_id"], bed.app.client_id.as_str());
    assert_eq!(
        (&meter[0]["requests"], &meter[0]["units"]),
        (&json!(1), &json!(2))
    );
    let limits = json!({ "throttling": { "enforced": true, "limits": { "units_per_minute": 0 } } });
    order(&bed, Method::PATCH, "switches", limits).await;
    assert_eq!(bed.drive("/root").await.status, 429);
    let limits = json!({ "throttling": { "limits": { "units_per_minute": 2 } } });
    order(&bed, Method::PATCH, "switches", limits).await;
    assert_eq!(bed.drive("/root").await.status, 429);
    let forgotten = order(&bed, Method::DELETE, "meter", Value::Null).await;
    assert_eq!(forgotten.status, 204);
    assert_eq!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn the_world_is_changed_from_outside() {
    let mut bed = Bed::start().await;
    let change = |change: Value| order(&bed, Method::POST, "world", change);
    let id = bed.app.client_id.as_str();
    let revoke = json!({ "revoke_tokens": { "client_id": id } });
    assert_eq!(change(revoke).await.status, 204);
    assert_eq!(bed.drive("/root").await.status, 401);
    let blocked = json!({ "set_blocked": { "client_id": id, "blocked": true } });
    change(blocked).await;
    assert_eq!(bed.sign_in(&[]).await.status, 400);
    let open = json!({ "set_blocked": { "client_id": id, "blocked": false } });
    change(open).await;
    let roles = json!({ "set_roles": { "client_id": id, "roles": ["Files.ReadWrite.All"] } });
    change(roles).await;
    let user = "ada@contoso.example";
    change(json!({ "set_total_bytes": { "user": user, "bytes": 7 } })).await;
    let token = bed.new_token().await;
    change(json!({ "set_drive_state": { "user": user, "state": "locked" } })).await;
    bed.token = token;
    assert_eq!(bed.drive("/root").await.status, 423);
}

#[tokio::test]
async fn a_change_of_nobody_is_refused() {
    let bed = Bed::start().await;
    for bad in [
        json!({ "revoke_tokens": { "client_id": "nobody" } }),
        json!({ "delete_user": { "user": "nobody@contoso.example" } }),
        json!({ "set_roles": { "client_id": bed.app.client_id, "roles": ["Everything"] } }),
        json!({ "explode": {} }),
    ] {
        let answer = order(&bed, Method::POST, "world", bad.clone()).await;
        assert_eq!(answer.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn a_fault_of_chance_is_ordered_with_its_seed() {
    let bed = Bed::start().await;
    let fault = json!({ "listener": "graph", "status": 503, "per_mille": 500, "seed": 3 });
    order(&bed, Method::POST, "faults", fault).await;
    let mut failed = 0;
    for _ in 0..40 {
        failed += u32::from(bed.drive("/root").await.status == 503);
    }
    assert!((5..=35).contains(&failed), "{failed} of 40");
}
