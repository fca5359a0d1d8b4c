//! Thousands at once, and what they cost at Microsoft's.

use std::time::Duration;

use futures_util::future::join_all;
use graph_sim::{Exchange, Fault, Held, Listener};

use crate::support::{Actor, House, Plan};

const VISITORS: usize = 5_000;
const FOLDERS: usize = 100;
/// Visitors come over so many connections, each of which carries many requests at once.
const CONNECTIONS: usize = 50;

/// A house with folders of two files each, nothing of which is remembered but the drive's id.
async fn house(settings: &str) -> House {
    let plan = Plan::of_contoso(|world, org| {
        let mut drive = org.drive(world);
        for folder in 0..FOLDERS {
            drive.fill(&format!("/{folder}"), 2, |n| format!("{folder}-{n}.txt"));
        }
    });
    let house = plan.configure(settings).start().await;
    assert_eq!(house.admin().await.list("/contoso/ada").await.status, 200);
    house.sim.journal().clear();
    house
}

/// Open connections: what comes before the first answer would open more.
async fn connections(house: &House) -> Vec<Actor> {
    let admin = house.admin().await;
    let connection = || admin.clone().over_http2();
    let connections: Vec<_> = std::iter::repeat_with(connection)
        .take(CONNECTIONS)
        .collect();
    let opening = connections.iter().map(|one| one.get("/healthz"));
    join_all(opening).await;
    connections
}

/// Visitor after visitor asks for one folder after the other; gives how many saw just what is in it.
async fn served(connections: &[Actor], visitors: usize) -> usize {
    let visits = (0..visitors).map(|number| async move {
        let folder = number % FOLDERS;
        let visitor = &connections[number / FOLDERS % CONNECTIONS];
        let answer = visitor.list(&format!("/contoso/ada/{folder}")).await;
        answer.names() == [format!("{folder}-0.txt"), format!("{folder}-1.txt")]
    });
    let served = join_all(visits).await;
    served.into_iter().filter(|served| *served).count()
}

fn hold(house: &House) -> Held {
    let listings = Fault::on(Listener::Graph).path_matches("/children$");
    house.sim.faults().hold(listings)
}

#[tokio::test]
async fn five_thousand_visitors_of_a_hundred_folders_cost_a_hundred_calls() {
    let house = house("").await;
    let connections = connections(&house).await;
    let held = hold(&house);
    let (served, ()) = tokio::join!(served(&connections, VISITORS), async {
        assert!(
            held.arrived(16).await,
            "as many as may be under way at once"
        );
        held.release();
    });
    assert_eq!(served, VISITORS);
    assert_eq!(house.sim.journal().graph_calls(), FOLDERS);
    assert_eq!(house.sim.journal().peak_concurrency(), 16);
    assert_eq!(house.sim.journal().token_requests(), 0);
    assert!(house.clock.take_skipped().is_empty(), "nobody had to wait");
    house.stop().await;
}

#[tokio::test]
async fn what_a_crowd_asked_for_is_fetched_though_all_of_it_leaves() {
    // Every question is under way before the crowd leaves.
    let house = house("upstream: { concurrency: 128 }").await;
    let connections = connections(&house).await;
    let held = hold(&house);
    tokio::select! {
        _ = served(&connections, VISITORS) => unreachable!("the answers are held back"),
        arrived = held.arrived(FOLDERS) => assert!(arrived),
    }
    drop(connections);
    held.release();
    let all_answered = |all: &[Exchange]| all.iter().filter(|one| one.finished).count() == FOLDERS;
    assert!(house.sim.journal().wait_for(all_answered).await);
    let connections = self::connections(&house).await;
    assert_eq!(served(&connections, FOLDERS).await, FOLDERS);
    assert_eq!(house.sim.journal().graph_calls(), FOLDERS, "all was there");
    house.stop().await;
}

#[tokio::test]
async fn who_joins_a_question_that_is_older_than_what_is_believed_gets_another_answer() {
    let plan = Plan::of_contoso(|world, org| {
        org.drive(world).fill("/many", 6, |n| format!("{n}.txt"));
    });
    let plan = plan.switch(|all| all.listing.page_size_cap = 4);
    let house = plan
        .configure("cache: { lifetime_seconds: 2 }")
        .start()
        .await;
    let admin = house.admin().await;
    assert_eq!(admin.list("/contoso/ada").await.status, 200);
    house.sim.journal().clear();
    for (passed, left, calls) in [(2, 6, 2), (3, 4, 3)] {
        let second_page = Fault::on(Listener::Graph).path_matches("/children$").nth(2);
        let held = house.sim.faults().hold(second_page);
        let ada = house.orgs[0].ada.clone();
        let (early, late) = tokio::join!(admin.list("/contoso/ada/many"), async {
            assert!(held.arrived(1).await);
            let gone = format!("/many/{}.txt", passed - 2);
            house.sim.change(|world| {
                world.drive_of(&ada).remove(&gone);
            });
            house.advance(Duration::from_secs(passed));
            let release = async {
                // Their answers come after the question, which has joined the other by then.
                for _ in 0..50 {
                    assert_eq!(admin.get("/healthz").await.status, 200);
                }
                held.release();
            };
            tokio::join!(admin.list("/contoso/ada/many"), release).0
        });
        assert_eq!((early.status, late.status), (200, 200));
        assert_eq!(late.names().len(), left, "after {passed} s");
        assert_eq!(house.sim.journal().graph_calls(), calls, "after {passed} s");
        house.sim.faults().clear();
        house.sim.journal().clear();
        house.advance(Duration::from_mins(1));
    }
    house.stop().await;
}
