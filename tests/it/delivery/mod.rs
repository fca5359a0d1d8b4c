//! By which way bytes leave: as the mount and its options say, and as far as the visitor may be sent away.

mod streams;
mod workers;

use graph_sim::World;
use serde_json::{Value, json};

use crate::support::{Actor, House, Plan};

/// Ada's drive, mounted once for each way of delivery.
fn plan() -> Plan {
    let mut plan = Plan::empty();
    plan.add_org("contoso", |world, org| {
        org.drive(world)
            .add_file("/a b.txt", "alpha", World::BEGINNING)
            .add_file("/shut/b.txt", "beta", World::BEGINNING);
    });
    let ada = "ada@contoso.example";
    for (name, options) in [
        ("redirect", "delivery: redirect"),
        ("open", "options: { guest_redirect: true }"),
        ("direct", "options: { proxy: never }"),
        ("bold", "options: { proxy: never, guest_redirect: true }"),
        ("proxy", "delivery: proxy"),
        (
            "worker",
            "delivery: worker, options: { worker_url: \"https://dl.example.org/x\" }",
        ),
        (
            "lent",
            "delivery: worker, options: { worker_url: \"https://dl.example.org/x\", guest_redirect: true }",
        ),
    ] {
        plan.mount(&format!("/contoso/{name}"), "contoso", ada, options);
    }
    plan.configure("workers: [\"https://DL.example.org\"]")
}

/// Lets everybody read everything.
async fn open_to_guests(admin: &Actor) {
    let grant = json!({ "principal": "guest", "path": "/contoso", "rights": ["list", "read"] });
    create(admin, "grants", grant).await;
}

async fn create(admin: &Actor, what: &str, body: Value) {
    let made = admin.post(&format!("/api/v1/admin/{what}"), &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
}

async fn calls(house: &House, actor: &Actor, address: &str) -> (u16, usize) {
    house.sim.journal().clear();
    let answer = actor.get(address).await;
    let journal = house.sim.journal();
    (
        answer.status,
        journal.graph_calls() + journal.content_calls(),
    )
}

#[tokio::test]
async fn accounts_are_sent_to_microsoft_and_guests_only_where_the_mount_says_so() {
    let house = plan().start().await;
    let admin = house.admin().await;
    open_to_guests(&admin).await;
    let guest = house.anonymous();
    for (mount, of_account, of_guest) in [
        ("redirect", 302, 200),
        ("open", 302, 302),
        ("direct", 302, 409),
        ("bold", 302, 302),
        ("proxy", 200, 200),
        ("worker", 302, 200),
        ("lent", 302, 302),
    ] {
        let address = format!("/d/contoso/{mount}/a%20b.txt");
        assert_eq!(admin.get(&address).await.status, of_account, "{mount}");
        let answer = guest.get(&address).await;
        assert_eq!(answer.status, of_guest, "{mount}");
        if of_guest == 200 {
            assert_eq!(answer.text(), "alpha", "{mount}");
        }
        if of_guest != 302 {
            let host = house.sim.content_host();
            assert!(!answer.text().contains(&host), "{mount}");
            assert_eq!(answer.header("location"), "", "{mount}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn no_bytes_go_through_where_none_may_and_nobody_is_asked() {
    let house = plan().start().await;
    let admin = house.admin().await;
    for mount in ["direct", "bold"] {
        let address = format!("/p/contoso/{mount}/a%20b.txt");
        let answer = admin.get(&address).await;
        assert_eq!(answer.status, 409, "{mount}");
        assert!(
            answer.text().contains("proxy_not_allowed"),
            "{}",
            answer.text()
        );
        assert_eq!(calls(&house, &admin, &address).await, (409, 0), "{mount}");
        let head = admin.head(&format!("/d/contoso/{mount}/a%20b.txt")).await;
        assert_eq!(
            (head.status, head.header("content-length")),
            (200, "5"),
            "facts are no bytes"
        );
    }
    house.stop().await;
}

#[tokio::test]
async fn what_a_password_closes_leaves_through_us_alone() {
    let house = plan().start().await;
    let admin = house.admin().await;
    for mount in ["redirect", "direct", "worker"] {
        let rule = json!({ "path": format!("/contoso/{mount}/Shut"), "password": "open sesame" });
        create(&admin, "rules", rule).await;
    }
    for (mount, expected) in [("redirect", 200), ("worker", 200), ("direct", 409)] {
        let shut = admin.get(&format!("/d/contoso/{mount}/shut/b.txt")).await;
        assert_eq!(shut.status, expected, "{mount}");
        let beside = admin.get(&format!("/d/contoso/{mount}/a%20b.txt")).await;
        assert_eq!(beside.status, 302, "{mount}");
    }
    house.stop().await;
}
