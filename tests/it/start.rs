//! A server that starts while Microsoft's sign-in hangs.

use std::fmt::Write as _;
use std::time::Duration;

use graph_sim::{Fault, Listener};
use onefold::domain::Clock as _;
use onefold::doors::SystemClock;

use crate::support::{Actor, Premises};

const ORGS: [&str; 10] = [
    "org0", "org1", "org2", "org3", "org4", "org5", "org6", "org7", "org8", "org9",
];

/// How many mounts are declared, those that every organization has anyway included.
const MOUNTS: usize = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_mounts_are_shown_while_no_organization_has_answered() {
    let premises = Premises::of(&ORGS, "").await;
    let mut config = premises.read("config.yaml");
    for number in 0..MOUNTS - ORGS.len() {
        let org = ORGS[number % ORGS.len()];
        let source = format!("source: {{ user: bob@{org}.example }}");
        let _ = writeln!(
            config,
            "  /{org}/m{number:04}: {{ tenant: {org}, {source} }}"
        );
    }
    premises.write("config.yaml", &config);
    premises.create_administrator();
    premises
        .sim
        .faults()
        .add(Fault::on(Listener::Login).stall());

    let began = SystemClock.elapsed();
    let server = premises.serve();
    let listening = SystemClock.elapsed().saturating_sub(began);
    let anonymous = Actor::new(server.url().to_owned(), None);
    let ready = anonymous.get("/readyz").await;
    let took = SystemClock.elapsed().saturating_sub(began);
    assert_eq!((ready.status, ready.text().as_str()), (200, "ready\n"));
    println!("{MOUNTS} mounts: listening after {listening:?}, ready after {took:?}");
    assert!(took < Duration::from_secs(10), "{took:?}");

    let admin = premises.sign_in(&server).await;
    let front = admin.get("/").await;
    assert_eq!(front.status, 200, "{}", front.text());
    for org in ORGS {
        let page = admin.get(&format!("/{org}/")).await;
        let rows = page.text().matches(&format!("href=\"/{org}/")).count();
        assert!(
            page.status == 200 && rows >= MOUNTS / ORGS.len(),
            "{rows} links on the page of {org}"
        );
        assert_eq!(
            admin.list(&format!("/{org}")).await.names().len(),
            MOUNTS / ORGS.len()
        );
    }
    let asked = premises.sim.journal().entries();
    assert!(
        asked
            .iter()
            .all(|one| one.listener == Listener::Login && one.status.is_none()),
        "{asked:?}"
    );
    assert!(!asked.is_empty(), "somebody has been asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_whose_sign_in_hangs_keeps_no_other_waiting() {
    let premises = Premises::of(&ORGS[..3], "").await;
    let hanging = premises.sim.faults().hold(Fault::on(Listener::Login));
    let _server = premises.serve();
    assert!(hanging.arrived(3).await, "all are asked before one answers");
}
