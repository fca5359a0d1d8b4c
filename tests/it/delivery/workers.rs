//! Downloads that a worker serves.

use std::time::Duration;

use serde_json::json;

use crate::support::{Actor, House};

use super::{calls, open_to_guests, plan};

/// Where a visitor is sent by the mount with a worker; the part that belongs to us.
async fn link(actor: &Actor) -> String {
    link_of(actor, "/d/contoso/worker/a%20b.txt").await
}

async fn link_of(actor: &Actor, address: &str) -> String {
    let answer = actor.get(address).await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let location = answer.header("location");
    let ours = location.strip_prefix("https://dl.example.org/x");
    let ours = ours
        .expect("the worker, and the path as it stands in a URL")
        .to_owned();
    assert!(
        ours.starts_with("/contoso/") && ours.contains("/a%20b.txt?sign="),
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
async fn a_guest_is_sent_to_no_worker_unless_the_mount_says_so() {
    let house = plan().start().await;
    let admin = house.admin().await;
    open_to_guests(&admin).await;
    let guest = house.anonymous();
    let answer = guest.get("/d/contoso/worker/a%20b.txt").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "alpha"));

    let link = link_of(&guest, "/d/contoso/lent/a%20b.txt").await;
    assert_eq!(redeemed(&house, &link).await, 302);
    let grants = admin.get("/api/v1/admin/grants").await.json();
    let id = grants["items"][0]["id"].as_str().expect("an id").to_owned();
    let gone = admin.delete(&format!("/api/v1/admin/grants/{id}")).await;
    assert_eq!(gone.status, 204);
    assert_eq!(redeemed(&house, &link).await, 401);
    house.stop().await;
}

#[tokio::test]
async fn what_a_guest_was_lent_goes_through_us_once_the_mount_takes_it_back() {
    let house = plan().start().await;
    let admin = house.admin().await;
    open_to_guests(&admin).await;
    let made = create_lent(&admin).await;
    let link = link_of(&house.anonymous(), "/d/contoso/by-hand/a%20b.txt").await;
    let off = json!({ "options": { "guest_redirect": false } });
    let changed = admin.patch(&made, &off).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(redeemed(&house, &link).await, 200, "the worker, too");
    house.stop().await;
}

/// A mount with a worker that serves guests too; its address among the mounts.
async fn create_lent(admin: &Actor) -> String {
    let tenants = admin.get("/api/v1/admin/tenants").await.json();
    let mount = json!({
        "path": "/contoso/by-hand", "tenant_id": tenants["items"][0]["id"],
        "source": { "kind": "user", "user": "ada@contoso.example" }, "delivery": "worker",
        "options": { "worker_url": "https://dl.example.org/x", "guest_redirect": true },
    });
    let made = admin.post("/api/v1/admin/mounts", &mount).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    format!("/api/v1/admin/mounts/{id}")
}

/// The address of a link to a file that lives for so many seconds.
async fn signed(admin: &Actor, mount: &str, lifetime: u32) -> String {
    let query = format!("path=/contoso/{mount}/a%20b.txt&lifetime={lifetime}");
    let made = admin.get(&format!("/api/v1/fs/link?{query}")).await;
    assert_eq!(made.status, 200, "{}", made.text());
    made.json()["url"].as_str().expect("an address").to_owned()
}

#[tokio::test]
async fn whoever_holds_a_link_has_not_shown_who_he_is() {
    let house = plan().start().await;
    let admin = house.admin().await;
    for (mount, expected) in [
        ("redirect", 200),
        ("worker", 200),
        ("direct", 409),
        ("open", 302),
        ("lent", 302),
    ] {
        let link = signed(&admin, mount, 600).await;
        let answer = house.anonymous().get(&link).await;
        assert_eq!(answer.status, expected, "{mount}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_workers_link_does_not_outlive_the_one_by_which_its_visitor_came() {
    let house = plan().start().await;
    let admin = house.admin().await;
    let short = signed(&admin, "lent", 60).await;
    let link = link_of(&house.anonymous(), &short).await;
    assert_eq!(redeemed(&house, &link).await, 302);
    house.advance(Duration::from_secs(61));
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
