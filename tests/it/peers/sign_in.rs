//! Tokens: one for all, renewed when needed, and not asked for in anger.

use std::time::Duration;

use futures_util::future::join_all;
use graph_sim::{Fault, Listener};

use super::{house, refused};

#[tokio::test]
async fn a_token_that_is_no_longer_taken_is_replaced_unseen() {
    let (house, admin) = house().await;
    let once = refused(401, "InvalidAuthenticationToken").times(1);
    house.sim.faults().add(once);
    assert_eq!(admin.list("/contoso/ada/docs").await.names().len(), 25);
    assert_eq!(house.sim.journal().graph_calls(), 2);
    assert_eq!(house.sim.journal().token_requests(), 1);
    house.stop().await;
}

#[tokio::test]
async fn a_service_that_takes_no_token_is_asked_twice_and_not_for_ever() {
    let (house, admin) = house().await;
    house
        .sim
        .faults()
        .add(refused(401, "InvalidAuthenticationToken"));
    let answer = admin.list("/contoso/ada/docs").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (502, "token_refused")
    );
    assert_eq!(house.sim.journal().graph_calls(), 2);
    assert_eq!(house.sim.journal().token_requests(), 1);
    house.stop().await;
}

#[tokio::test]
async fn mounts_of_one_application_share_one_sign_in() {
    let (house, admin) = house().await;
    house.advance(Duration::from_hours(2));
    let paths = ["/contoso/ada", "/contoso/bob"]
        .map(|mount| (0..20).map(move |number| format!("{mount}/docs/{number:02}.txt")));
    let paths: Vec<_> = paths.into_iter().flatten().collect();
    let answers = join_all(paths.iter().map(|path| admin.stat(path))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(house.sim.journal().token_requests(), 1);
    house.stop().await;
}

#[tokio::test]
async fn a_busy_login_service_is_asked_when_it_said_and_once_each_time() {
    let (house, admin) = house().await;
    house.advance(Duration::from_hours(2));
    let busy = Fault::on(Listener::Login).status(429).times(2);
    house.sim.faults().add(busy.header("Retry-After", "3"));
    assert_eq!(admin.list("/contoso/ada/docs").await.names().len(), 25);
    let waits = house.clock.take_skipped();
    assert_eq!(waits, [Duration::from_secs(3); 2]);
    let all = house.sim.journal().entries();
    let asked: Vec<_> = all
        .iter()
        .filter(|one| one.listener == Listener::Login)
        .collect();
    assert_eq!(asked.len(), 3, "two refusals and the token");
    assert!(
        asked
            .iter()
            .all(|one| one.header("authorization").is_none())
    );
    house.stop().await;
}
