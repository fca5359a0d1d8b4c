//! Subscribing, and the proof that an address wants to be notified.

use graph_sim::Role;
use graph_sim::switches::{
    FailedValidation, LongestSubscription, PlainHttp, SubscriptionPermission,
};
use serde_json::{Value, json};

use super::receiver::{Manner, Receiver};
use super::{in_minutes, request, start, subscribe, turn};
use crate::kit::{Answer, Bed};

async fn attempt(bed: &Bed, receiver: &Receiver, change: impl FnOnce(&mut Value)) -> Answer {
    let mut body = request(bed, receiver);
    change(&mut body);
    bed.post("/subscriptions", &body).await
}

#[tokio::test]
async fn an_address_proves_itself_by_repeating_a_decoded_token() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    let url = format!("{}?key=1", receiver.url);
    let made = attempt(&bed, &receiver, |body| body["notificationUrl"] = json!(url)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!(made["applicationId"], bed.app.client_id.as_str());
    assert_eq!(made["changeType"], "updated");
    assert_eq!(made["clientState"], "a secret");
    assert_eq!(made["notificationUrl"], url.as_str());
    assert_eq!(made["latestSupportedTlsVersion"], "v1_2");
    let asked = receiver.next().await;
    assert_eq!(asked.path, "/hook");
    assert!(
        asked
            .query
            .starts_with("key=1&validationToken=Validation%3A+")
    );
    assert_eq!(asked.content_type, "text/plain; charset=utf-8");
    assert_eq!(bed.sim.subscriptions().open().len(), 1);
    assert!(bed.sim.journal().defects().is_empty());
}

#[tokio::test]
async fn an_address_that_does_not_prove_itself_gets_no_subscription() {
    let bed = start().await;
    turn(&bed, |s| s.handshake_milliseconds = 100);
    let receiver = Receiver::start().await;
    for (manner, code, text) in [
        (Manner::Status(404), "ValidationError", "'Not Found'"),
        (Manner::Status(202), "ValidationError", "'Accepted'"),
        (Manner::Undecoded, "ValidationError", "must exactly match"),
        (Manner::AsPage, "ValidationError", "must exactly match"),
        (Manner::Silent, "InvalidRequest", "timed out"),
    ] {
        receiver.behave([manner]);
        let refused = attempt(&bed, &receiver, |_| ()).await;
        assert_eq!(refused.refusal(), (400, code.to_owned()), "{manner:?}");
        assert!(refused.text().contains(text), "{}", refused.text());
    }
    let gone = Receiver::start().await.url.clone();
    let refused = attempt(&bed, &receiver, |body| {
        body["notificationUrl"] = json!(gone);
    })
    .await;
    assert_eq!(refused.refusal(), (400, "ValidationError".to_owned()));
    turn(&bed, |s| {
        s.failed_validation = FailedValidation::InvalidRequest;
    });
    receiver.behave([Manner::Status(500)]);
    let refused = attempt(&bed, &receiver, |_| ()).await;
    assert_eq!(refused.refusal(), (400, "InvalidRequest".to_owned()));
    assert!(bed.sim.subscriptions().open().is_empty());
}

#[tokio::test]
async fn the_lifecycle_address_must_prove_itself_too() {
    let bed = start().await;
    let (mut changes, mut lifecycle) = (Receiver::start().await, Receiver::start().await);
    let url = lifecycle.url.clone();
    let name = "lifecycleNotificationUrl";
    lifecycle.behave([Manner::Status(500)]);
    let refused = attempt(&bed, &changes, |body| body[name] = json!(url)).await;
    assert_eq!(refused.status, 400);
    let made = attempt(&bed, &changes, |body| body[name] = json!(url)).await;
    assert_eq!(made.json()[name], url.as_str());
    for receiver in [&mut changes, &mut lifecycle] {
        assert!(receiver.next().await.query.contains("validationToken="));
        assert!(receiver.next().await.query.contains("validationToken="));
    }
}

#[tokio::test]
async fn nothing_is_ever_asked_of_another_machine() {
    let bed = start().await;
    let receiver = Receiver::start().await;
    for url in ["https://example.org/hook", "http://10.1.2.3/hook", "hook"] {
        let refused = attempt(&bed, &receiver, |body| body["notificationUrl"] = json!(url)).await;
        assert_eq!(refused.refusal(), (400, "InvalidRequest".to_owned()));
        let name = "lifecycleNotificationUrl";
        let refused = attempt(&bed, &receiver, |body| body[name] = json!(url)).await;
        assert_eq!(refused.refusal(), (400, "InvalidRequest".to_owned()));
    }
}

#[tokio::test]
async fn addresses_have_tls_or_may_do_without() {
    let bed = start().await;
    let mut encrypted = Receiver::encrypted().await;
    assert!(encrypted.url.starts_with("https://"));
    subscribe(&bed, &mut encrypted).await;
    super::touch(&bed, "new.txt");
    let told = encrypted.next().await.body;
    assert_eq!(told["value"][0]["clientState"], "a secret");
    turn(&bed, |s| s.plain_http = PlainHttp::Refused);
    let plain = Receiver::start().await;
    let refused = attempt(&bed, &plain, |_| ()).await;
    assert_eq!(refused.refusal(), (400, "InvalidRequest".to_owned()));
}

#[tokio::test]
async fn only_the_root_of_a_drive_and_its_updates_are_subscribed_to() {
    let bed = start().await;
    let receiver = Receiver::start().await;
    let drive = bed.ada.drive_id.as_str();
    for good in [
        format!("drives/{drive}/root"),
        format!("/drives/{drive}/items/root"),
        format!("/users/{}/drive/root", bed.ada.id),
        format!("/drives('{drive}')/root"),
    ] {
        let made = attempt(&bed, &receiver, |body| body["resource"] = json!(good)).await;
        assert_eq!(made.json()["resource"], good.as_str());
    }
    for (bad, status) in [
        (format!("/drives/{drive}/root:/Documents"), 400),
        (
            format!("/drives/{drive}/items/{}", bed.id_of("/Empty")),
            400,
        ),
        (format!("/drives/{drive}/root/nonsense"), 400),
        ("/me/drive/root".to_owned(), 400),
        (format!("/drives/{}/root", bed.eve.drive_id), 404),
        ("/users".to_owned(), 501),
    ] {
        let refused = attempt(&bed, &receiver, |body| body["resource"] = json!(bad)).await;
        assert_eq!(refused.status, status, "{bad}");
    }
    for kind in ["created", "updated,deleted"] {
        let refused = attempt(&bed, &receiver, |body| body["changeType"] = json!(kind)).await;
        assert_eq!(refused.refusal(), (400, "InvalidRequest".to_owned()));
    }
    for (name, value) in [
        ("includeResourceData", json!(true)),
        ("clientState", json!("x".repeat(129))),
        ("notificationUrl", Value::Null),
        ("expirationDateTime", json!("tomorrow")),
        ("expirationDateTime", json!("2001-01-01T00:00:00Z")),
    ] {
        let refused = attempt(&bed, &receiver, |body| body[name] = value).await;
        assert_eq!(
            refused.refusal(),
            (400, "InvalidRequest".to_owned()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_subscription_lasts_thirty_days_or_three() {
    let bed = start().await;
    let receiver = Receiver::start().await;
    for (lifetime, minutes) in [
        (LongestSubscription::ThirtyDays, 42_300),
        (LongestSubscription::ThreeDays, 4_230),
    ] {
        turn(&bed, |s| s.lifetime = lifetime);
        let longest = in_minutes(&bed, minutes);
        let made = attempt(&bed, &receiver, |body| {
            body["expirationDateTime"] = json!(longest);
        });
        assert_eq!(made.await.status, 201);
        let longer = in_minutes(&bed, minutes + 1);
        let refused = attempt(&bed, &receiver, |body| {
            body["expirationDateTime"] = json!(longer);
        });
        let text = refused.await.text();
        let wanted =
            format!("Subscription expiration can only be {minutes} minutes in the future.");
        assert!(text.contains(&wanted), "{text}");
    }
}

#[tokio::test]
async fn subscribing_needs_a_permission_to_write_or_to_read() {
    let mut bed = start().await;
    bed.set_roles(&[Role::FilesReadAll]).await;
    let receiver = Receiver::start().await;
    let refused = attempt(&bed, &receiver, |_| ()).await;
    assert_eq!(refused.refusal(), (403, "accessDenied".to_owned()));
    turn(&bed, |s| s.permission = SubscriptionPermission::Reading);
    assert_eq!(attempt(&bed, &receiver, |_| ()).await.status, 201);
    bed.set_roles(&[Role::UserReadAll]).await;
    assert_eq!(attempt(&bed, &receiver, |_| ()).await.status, 403);
}

#[tokio::test]
async fn an_application_may_have_a_limit_of_subscriptions() {
    let bed = start().await;
    let mut receiver = Receiver::start().await;
    turn(&bed, |s| s.most_per_application = Some(1));
    subscribe(&bed, &mut receiver).await;
    let refused = attempt(&bed, &receiver, |_| ()).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("limit of 1 subscriptions"));
}
