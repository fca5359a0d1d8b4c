//! Downloads that a worker serves.

use std::time::Duration;

use crate::support::{Actor, House};

use super::{calls, open_to_guests, plan};

/// Where a visitor is sent by the mount with a worker; the part that belongs to us.
async fn link(actor: &Actor) -> String {
    let answer = actor.get("/d/contoso/worker/a%20b.txt").await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let location = answer.header("location");
    let ours = location.strip_prefix("https://dl.example.org/x");
    let ours = ours
        .expect("the worker, and the path as it stands in a URL")
        .to_owned();
    assert!(
        ours.starts_with("/contoso/worker/a%20b.txt?sign="),
        "{ours}"
    );
    ours
}

/// What the worker gets that comes with a link.
async fn redeemed(house: &House, link: &str) -> u16 {
    house.anonymous().get(&format!("/d{link}")).await.status
}

#[tokio::test]
async fn a_worker_fetches_the_file_with_a_link_of_ten_minutes() {
    let house = plan().start().await;
    let admin = house.admin().await;
    let link = link(&admin).await;
    let answer = house.anonymous().get(&format!("/d{link}")).await;
    assert_eq!(answer.status, 302, "and is not sent to itself");
    let bytes = Actor::new(answer.header("location").to_owned(), None)
        .get("")
        .await;
    assert_eq!(bytes.text(), "alpha");
    let other = link.replace("a%20b.txt", "shut/b.txt");
    assert_eq!(
        redeemed(&house, &other).await,
        401,
        "it is good for one file"
    );
    house.advance(Duration::from_secs(601));
    assert_eq!(redeemed(&house, &link).await, 401);
    house.stop().await;
}

#[tokio::test]
async fn a_guest_gets_a_link_of_his_own_and_loses_it_with_his_right() {
    let house = plan().start().await;
    let admin = house.admin().await;
    open_to_guests(&admin).await;
    let link = link(&house.anonymous()).await;
    assert_eq!(redeemed(&house, &link).await, 302);
    let grants = admin.get("/api/v1/admin/grants").await.json();
    let id = grants["items"][0]["id"].as_str().expect("an id").to_owned();
    let gone = admin.delete(&format!("/api/v1/admin/grants/{id}")).await;
    assert_eq!(gone.status, 204);
    assert_eq!(redeemed(&house, &link).await, 401);
    house.stop().await;
}

#[tokio::test]
async fn whom_nothing_is_shown_gets_no_link() {
    let house = plan().start().await;
    let admin = house.admin().await;
    let guest = house.anonymous();
    let address = "/d/contoso/worker/a%20b.txt";
    assert_eq!(calls(&house, &guest, address).await, (401, 0));
    let missing = admin.get("/d/contoso/worker/missing.txt").await;
    assert_eq!(missing.status, 404, "nobody is sent away for nothing");
    let head = admin.head(address).await;
    assert_eq!((head.status, head.header("content-length")), (200, "5"));
    house.stop().await;
}
