//! Subscriptions and their notifications.

mod creation;
mod lifecycle;
mod notifications;
mod receiver;

use std::time::Duration;

use graph_sim::switches::SubscriptionSwitches;
use graph_sim::{Timestamp, World};
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Bed, read};
use receiver::Receiver;

/// Contoso with an application that may write, on a clock that stands still.
async fn start() -> Bed {
    let bed = Bed::writing().await;
    bed.sim.clock().freeze();
    bed
}

fn turn(bed: &Bed, change: impl FnOnce(&mut SubscriptionSwitches)) {
    bed.sim.switches().update(|s| change(&mut s.subscriptions));
}

/// So many minutes from now, as clients write it.
fn in_minutes(bed: &Bed, minutes: u64) -> String {
    let then = bed.sim.clock().now() + Duration::from_mins(minutes);
    format!("{then:.3}")
}

/// A good request.
fn request(bed: &Bed, receiver: &Receiver) -> Value {
    json!({
        "changeType": "updated",
        "notificationUrl": receiver.url,
        "resource": format!("/drives/{}/root", bed.ada.drive_id),
        "expirationDateTime": in_minutes(bed, 60),
        "clientState": "a secret",
    })
}

/// Subscribes and answers the subscription; the handshake is taken out of the receiver's inbox.
async fn subscribe(bed: &Bed, receiver: &mut Receiver) -> Value {
    let made = bed.post("/subscriptions", &request(bed, receiver)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert!(receiver.next().await.query.contains("validationToken="));
    made.json()
}

/// Changes Ada's drive.
fn touch(bed: &Bed, name: &str) {
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .add_file(&format!("/{name}"), "new", World::BEGINNING);
    });
}

async fn send(bed: &Bed, method: Method, subscription: &Value, body: Value) -> Answer {
    let path = format!("/subscriptions/{}", subscription["id"].as_str().unwrap());
    let request = bed.request(method, &path).body(body.to_string());
    read(request.send().await.unwrap()).await
}

fn time_of(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}
