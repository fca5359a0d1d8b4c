//! What is told, how often, and what happens when nobody listens.

use std::time::Duration;

use graph_sim::switches::{NotificationBatching, ResourceData};
use serde_json::{Value, json};

use super::receiver::{Manner, Receiver};
use super::{request, start, subscribe, touch, turn};

#[tokio::test]
async fn a_change_is_told_without_saying_what_has_changed() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    let subscription = subscribe(&bed, &mut receiver).await;
    touch(&bed, "new.txt");
    let told = receiver.next().await;
    assert_eq!(told.content_type, "application/json; charset=utf-8");
    let news = &told.body["value"][0];
    assert_eq!(news["subscriptionId"], subscription["id"]);
    assert_eq!(news["clientState"], "a secret");
    assert_eq!(news["changeType"], "updated");
    let resource = format!("drives/{}/root", bed.ada.drive_id);
    assert_eq!(news["resource"], resource.as_str());
    assert_eq!(news["tenantId"], bed.contoso.directory_id.as_str());
    assert_eq!(
        news["subscriptionExpirationDateTime"],
        subscription["expirationDateTime"]
    );
    assert_eq!(
        news["resourceData"],
        json!({ "@odata.type": "#Microsoft.Graph.DriveItem" })
    );
    turn(&bed, |s| s.resource_data = ResourceData::Null);
    let folder = json!({ "name": "By a client", "folder": {} });
    let made = bed.post_to_drive("/root/children", &folder).await;
    assert_eq!(made.status, 201);
    let told = receiver.next().await.body;
    assert_eq!(told["value"][0]["resourceData"], Value::Null);
}

#[tokio::test]
async fn several_subscriptions_share_a_request_or_have_one_each() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    subscribe(&bed, &mut receiver).await;
    subscribe(&bed, &mut receiver).await;
    touch(&bed, "one.txt");
    assert_eq!(
        receiver.next().await.body["value"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    turn(&bed, |s| s.batching = NotificationBatching::Singly);
    touch(&bed, "two.txt");
    for _ in 0..2 {
        assert_eq!(
            receiver.next().await.body["value"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
}

#[tokio::test]
async fn other_drives_and_ended_subscriptions_tell_nothing() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    let ended = subscribe(&bed, &mut receiver).await;
    let kept = subscribe(&bed, &mut receiver).await;
    let path = format!("/subscriptions/{}", ended["id"].as_str().unwrap());
    assert_eq!(bed.delete(&path).await.status, 204);
    bed.sim.change(|world| {
        world.drive_of(&bed.eve).add_folder("/Elsewhere");
    });
    touch(&bed, "new.txt");
    let told = receiver.next().await.body;
    let ids: Vec<&Value> = told["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|news| &news["subscriptionId"])
        .collect();
    assert_eq!(ids, [&kept["id"]]);
    assert_eq!(bed.sim.subscriptions().until_attempts(1).await, 1);
}

#[tokio::test]
async fn a_notification_may_come_several_times() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    subscribe(&bed, &mut receiver).await;
    turn(&bed, |s| s.copies = 3);
    touch(&bed, "new.txt");
    let first = receiver.next().await.body;
    assert_eq!(receiver.next().await.body, first);
    assert_eq!(receiver.next().await.body, first);
}

#[tokio::test]
async fn a_notification_may_come_late() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    subscribe(&bed, &mut receiver).await;
    turn(&bed, |s| s.delay_seconds = 60);
    touch(&bed, "late.txt");
    let subscriptions = bed.sim.subscriptions();
    assert_eq!(subscriptions.until_under_way(1).await, 1);
    turn(&bed, |s| s.delay_seconds = 0);
    bed.sim.clock().advance(Duration::from_secs(59));
    touch(&bed, "later.txt");
    receiver.next().await;
    assert_eq!(subscriptions.until_attempts(1).await, 1);
    bed.sim.clock().advance(Duration::from_secs(1));
    receiver.next().await;
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again_after_twice_the_time() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    subscribe(&bed, &mut receiver).await;
    turn(&bed, |s| s.reply_milliseconds = 100);
    receiver.behave([Manner::Status(500), Manner::Silent]);
    touch(&bed, "new.txt");
    let first = receiver.next().await.body;
    let subscriptions = bed.sim.subscriptions();
    for (attempts, pause) in [(1, 10), (2, 20)] {
        assert_eq!(subscriptions.until_attempts(attempts).await, attempts);
        bed.sim.clock().advance(Duration::from_secs(pause));
        assert_eq!(receiver.next().await.body, first);
    }
    assert_eq!(subscriptions.until_attempts(3).await, 3);
    let statuses = subscriptions.deliveries();
    let statuses: Vec<Option<u16>> = statuses.iter().map(|delivery| delivery.status).collect();
    assert_eq!(statuses, [Some(500), None, Some(202)]);
}

#[tokio::test]
async fn what_is_never_taken_is_given_up_after_four_hours() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    subscribe(&bed, &mut receiver).await;
    receiver.behave([Manner::Status(503)]);
    turn(&bed, |s| s.give_up_seconds = 5);
    touch(&bed, "lost.txt");
    let lost = receiver.next().await.body;
    assert_eq!(bed.sim.subscriptions().until_attempts(1).await, 1);
    turn(&bed, |s| s.give_up_seconds = 4 * 3600);
    bed.sim.clock().advance(Duration::from_mins(5));
    let mut renewed = request(&bed, &receiver);
    renewed["clientState"] = json!("another");
    assert_eq!(bed.post("/subscriptions", &renewed).await.status, 201);
    assert!(receiver.next().await.query.contains("validationToken"));
    touch(&bed, "told.txt");
    let told = receiver.next().await.body;
    assert_ne!(told, lost);
    let attempts = bed.sim.subscriptions().deliveries();
    assert!(attempts.iter().all(|delivery| delivery.attempt == 1));
    assert_eq!(attempts[0].status, Some(503));
}
