//! The life of a subscription: shown, renewed, reauthorized, expired, ended.

use std::time::Duration;

use graph_sim::switches::UnauthorizedFlow;
use graph_sim::{App, Role};
use reqwest::Method;
use serde_json::{Value, json};

use super::receiver::Receiver;
use super::{in_minutes, request, send, start, subscribe, time_of, touch, turn};
use crate::kit::Bed;

#[tokio::test]
async fn a_subscription_is_listed_shown_and_ended() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    let made = subscribe(&bed, &mut receiver).await;
    let shown = send(&bed, Method::GET, &made, Value::Null).await.json();
    assert_eq!(shown, made);
    let listed = bed.get("/subscriptions").await.json();
    assert_eq!(listed["value"][0]["id"], made["id"]);
    let ended = send(&bed, Method::DELETE, &made, Value::Null).await;
    assert_eq!(ended.status, 204);
    let gone = send(&bed, Method::GET, &made, Value::Null).await;
    assert_eq!(gone.refusal(), (404, "ResourceNotFound".to_owned()));
    let listed = bed.get("/subscriptions").await.json();
    assert_eq!(listed["value"], json!([]));
}

#[tokio::test]
async fn a_subscription_is_renewed_or_expires() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    let made = subscribe(&bed, &mut receiver).await;
    let renewal = json!({ "expirationDateTime": in_minutes(&bed, 120) });
    let renewed = send(&bed, Method::PATCH, &made, renewal).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    let end = time_of(&renewed.json()["expirationDateTime"]);
    assert!(end > time_of(&made["expirationDateTime"]));
    let too_long = json!({ "expirationDateTime": in_minutes(&bed, 42_301) });
    let refused = send(&bed, Method::PATCH, &made, too_long).await;
    assert_eq!(refused.refusal(), (400, "InvalidRequest".to_owned()));
    let refused = send(&bed, Method::PATCH, &made, json!({})).await;
    assert_eq!(refused.refusal(), (400, "InvalidRequest".to_owned()));
    bed.sim.clock().advance(Duration::from_mins(119));
    assert_eq!(bed.sim.subscriptions().open().len(), 1);
    bed.sim.clock().advance(Duration::from_mins(1));
    assert!(bed.sim.subscriptions().open().is_empty());
}

#[tokio::test]
async fn an_application_sees_its_own_subscriptions_only() {
    let mut bed = start().await;
    let mut receiver = Receiver::start().await;
    let made = subscribe(&bed, &mut receiver).await;
    let other = bed.sim.change(|world| {
        let app = App {
            roles: vec![Role::FilesReadWriteAll],
            ..App::reader("Other", crate::kit::SECRET)
        };
        world.add_app(&bed.contoso, app)
    });
    bed.app = other;
    bed.token = bed.new_token().await;
    assert_eq!(bed.get("/subscriptions").await.json()["value"], json!([]));
    for method in [Method::GET, Method::DELETE] {
        let answer = send(&bed, method, &made, Value::Null).await;
        assert_eq!(answer.status, 404);
    }
}

/// Subscribes with an address for lifecycle events.
async fn with_lifecycle(bed: &Bed, receiver: &mut Receiver, lifecycle: &mut Receiver) -> Value {
    let mut body = request(bed, receiver);
    body["lifecycleNotificationUrl"] = json!(lifecycle.url);
    let made = bed.post("/subscriptions", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    receiver.next().await;
    lifecycle.next().await;
    made.json()
}

#[tokio::test]
async fn a_subscription_must_be_reauthorized_from_time_to_time() {
    let mut bed = start().await;
    let (mut changes, mut lifecycle) = (Receiver::start().await, Receiver::start().await);
    turn(&bed, |s| s.reauthorization_seconds = 600);
    let made = with_lifecycle(&bed, &mut changes, &mut lifecycle).await;
    for _ in 0..2 {
        bed.sim.clock().advance(Duration::from_mins(10));
        let event = lifecycle.next().await.body["value"][0].clone();
        assert_eq!(event["lifecycleEvent"], "reauthorizationRequired");
        assert_eq!(event["subscriptionId"], made["id"]);
        assert_eq!(event["clientState"], "a secret");
        assert!(event.get("changeType").is_none());
        let path = format!(
            "/subscriptions/{}/reauthorize",
            made["id"].as_str().unwrap()
        );
        bed.token = bed.new_token().await;
        assert_eq!(bed.post(&path, &json!({})).await.status, 204);
    }
    touch(&bed, "new.txt");
    assert_eq!(
        changes.next().await.body["value"][0]["changeType"],
        "updated"
    );
    let nobody = "/subscriptions/5f0f2f9e-0000-4000-8000-000000000000/reauthorize";
    assert_eq!(bed.post(nobody, &json!({})).await.status, 404);
}

#[tokio::test]
async fn without_reauthorization_changes_are_told_on_or_lost() {
    let bed = start().await;
    let (mut changes, mut lifecycle) = (Receiver::start().await, Receiver::start().await);
    turn(&bed, |s| s.reauthorization_seconds = 600);
    let made = with_lifecycle(&bed, &mut changes, &mut lifecycle).await;
    let subscriptions = bed.sim.subscriptions();
    bed.sim.clock().advance(Duration::from_mins(10));
    lifecycle.next().await;
    touch(&bed, "told.txt");
    changes.next().await;
    assert_eq!(subscriptions.until_attempts(2).await, 2);
    turn(&bed, |s| s.unauthorized = UnauthorizedFlow::Pauses);
    touch(&bed, "lost.txt");
    // Another subscription, without such an address, is told: so the change was seen by then.
    let mut witness = Receiver::start().await;
    subscribe(&bed, &mut witness).await;
    touch(&bed, "lost too.txt");
    witness.next().await;
    let renewal = json!({ "expirationDateTime": in_minutes(&bed, 30) });
    let renewed = send(&bed, Method::PATCH, &made, renewal).await;
    assert_eq!(renewed.status, 200);
    touch(&bed, "told again.txt");
    changes.next().await;
    witness.next().await;
    assert_eq!(subscriptions.until_attempts(5).await, 5);
    let deliveries = subscriptions.deliveries();
    let to_changes = deliveries.iter().filter(|one| one.url == changes.url);
    assert_eq!(to_changes.count(), 2);
}
