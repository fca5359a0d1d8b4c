//! Tokens and the links that carry them.

use std::time::Duration;

use graph_sim::World;
use graph_sim::switches::{ExpiredToken, LinkForm, UnknownToken};

use super::{change, walk, walk_all};
use crate::kit::{Answer, Bed};

fn assert_gone(answer: &Answer, bed: &Bed, code: &str, inner: Option<&str>) {
    assert_eq!((answer.status, answer.code().as_str()), (410, code));
    let said = &answer.json()["error"]["innerError"]["code"];
    assert_eq!(said.as_str(), inner);
    let fresh = bed.in_drive("/root/delta");
    assert!(answer.header("Location").ends_with(&fresh));
}

#[tokio::test]
async fn latest_and_times_are_tokens_too() {
    let bed = Bed::start().await;
    let latest = walk(&bed, &bed.in_drive("/root/delta?token=latest")).await;
    assert!(latest.entries.is_empty());
    bed.sim.clock().freeze();
    let before = bed.sim.clock().now();
    bed.sim.clock().advance(Duration::from_mins(1));
    change(&bed, |drive| {
        drive.add_file("/new.txt", "new", World::BEGINNING);
    });
    assert_eq!(walk(&bed, &latest.link).await.names(), ["new.txt", "root"]);
    for shape in [
        format!(
            "/root/delta?token={}",
            before.to_string().replace(':', "%3A")
        ),
        format!("/root/delta(token='{before}')"),
    ] {
        let since = walk(&bed, &bed.in_drive(&shape)).await;
        assert_eq!(since.names(), ["new.txt", "root"], "{shape}");
    }
    let now = bed.sim.clock().now();
    let none = walk(&bed, &bed.in_drive(&format!("/root/delta?token={now}"))).await;
    assert!(none.entries.is_empty());
}

#[tokio::test]
async fn links_write_their_token_in_two_ways() {
    let bed = Bed::start().await;
    let query = walk(&bed, &bed.in_drive("/root/delta?$top=2")).await;
    assert!(
        query.link.contains("/root/delta?$top=2&token="),
        "{}",
        query.link
    );
    bed.sim
        .switches()
        .update(|s| s.delta.link_form = LinkForm::Function);
    let function = walk(&bed, &bed.in_drive("/root/delta?$top=2")).await;
    assert!(
        function.link.contains("/root/delta(token='"),
        "{}",
        function.link
    );
    assert_eq!((function.entries.len(), function.pages), (7, 4));
    assert!(walk(&bed, &function.link).await.entries.is_empty());
}

#[tokio::test]
async fn an_expired_token_is_gone_with_a_link_to_begin_anew() {
    let mut bed = Bed::start().await;
    let first = walk_all(&bed).await;
    bed.sim.change(World::expire_delta_tokens);
    let switches = bed.sim.switches();
    for (position, code, inner) in [
        (ExpiredToken::ResyncRequired, "resyncRequired", None),
        (
            ExpiredToken::ApplyDifferences,
            "resyncRequired",
            Some("resyncApplyDifferences"),
        ),
        (
            ExpiredToken::UploadDifferences,
            "resyncRequired",
            Some("resyncUploadDifferences"),
        ),
        (
            ExpiredToken::ChangesApplyDifferences,
            "resyncChangesApplyDifferences",
            None,
        ),
        (
            ExpiredToken::ChangesUploadDifferences,
            "resyncChangesUploadDifferences",
            None,
        ),
        (ExpiredToken::SyncStateNotFound, "syncStateNotFound", None),
    ] {
        switches.update(|s| s.delta.expired = position);
        assert_gone(&bed.get(&first.link).await, &bed, code, inner);
    }
    let location = bed.get(&first.link).await.header("Location").to_owned();
    let again = walk(&bed, &location).await;
    assert_eq!(again.entries.len(), 7);
    bed.sim.clock().advance(Duration::from_hours(31 * 24));
    bed.token = bed.new_token().await;
    assert_eq!(bed.get(&again.link).await.status, 410);
}

#[tokio::test]
async fn a_token_belongs_to_its_drive() {
    let bed = Bed::start().await;
    let first = walk_all(&bed).await;
    let token = first.link.rsplit_once("token=").unwrap().1;
    let other = bed.sim.change(|world| {
        let user = graph_sim::User::new("bob", "Bob");
        world.add_user(&bed.contoso, user)
    });
    let foreign = format!("/drives/{}/root/delta?token={token}", other.drive_id);
    let invented = bed.in_drive("/root/delta?token=invented");
    for path in [&foreign, &invented] {
        let answer = bed.get(path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "invalidRequest")
        );
    }
    bed.sim
        .switches()
        .update(|s| s.delta.unknown_token = UnknownToken::Gone);
    assert_eq!(bed.get(&invented).await.status, 410);
}
