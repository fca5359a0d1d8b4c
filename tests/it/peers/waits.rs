//! Waiting as Microsoft asks, and not longer.

use std::time::Duration;

use graph_sim::World;

use super::{house, house_with, on_graph, refused};
use crate::support::Plan;

#[tokio::test]
async fn the_call_that_was_refused_waits_itself() {
    let date = "Sat, 21 Nov 2026 09:00:00 GMT";
    let soon = "Sat, 21 Nov 2026 09:00:04 GMT";
    for (status, wait, milliseconds) in [
        (429, "3", 3_000),
        (503, "3", 3_000),
        (429, "2.5", 2_500),
        (429, soon, 4_000),
        (429, "0", 500),
    ] {
        let (house, admin) = house().await;
        let once = refused(status, "activityLimitReached").times(1);
        let once = once.header("Retry-After", wait).header("Date", date);
        house.sim.faults().add(once);
        let listed = admin.list("/contoso/ada/docs").await;
        assert_eq!(listed.names().len(), 25, "{status} {wait}");
        assert_eq!(house.sim.journal().graph_calls(), 2, "{status} {wait}");
        let waited: Duration = house.clock.take_skipped().into_iter().sum();
        assert_eq!(
            waited,
            Duration::from_millis(milliseconds),
            "{status} {wait}"
        );
        house.stop().await;
    }
}

#[tokio::test]
async fn after_a_pause_all_goes_at_full_speed_at_once() {
    let (house, admin) = house().await;
    let once = refused(429, "activityLimitReached").times(1);
    house.sim.faults().add(once.header("Retry-After", "8"));
    assert_eq!(admin.list("/contoso/ada/docs").await.status, 200);
    house.clock.take_skipped();
    for number in 0..20 {
        let missing = format!("/contoso/bob/docs {number}");
        assert_eq!(admin.stat(&missing).await.status, 404);
    }
    assert_eq!(house.clock.take_skipped(), Vec::<Duration>::new());
    house.stop().await;
}

#[tokio::test]
async fn what_passes_by_itself_is_stood_unseen() {
    for status in [429, 500, 502, 503, 504, 509] {
        let (house, admin) = house().await;
        house.sim.faults().add(on_graph().status(status).times(2));
        let listed = admin.list("/contoso/ada/docs").await;
        assert_eq!(listed.names().len(), 25, "{status}");
        assert_eq!(house.sim.journal().graph_calls(), 3, "{status}");
        let waits = house.clock.take_skipped();
        assert!(
            waits.iter().sum::<Duration>() >= Duration::from_millis(750),
            "{waits:?}"
        );
        house.stop().await;
    }
}

#[tokio::test]
async fn what_does_not_pass_is_not_asked_again() {
    for (status, code) in [
        (400, "pathIsTooLong"),
        (400, "invalidRequest"),
        (403, "accessDenied"),
        (404, "itemNotFound"),
        (423, "notAllowed"),
    ] {
        let (house, admin) = house().await;
        house.sim.faults().add(refused(status, code));
        assert!(admin.list("/contoso/ada/docs").await.status >= 400);
        assert_eq!(house.clock.take_skipped(), Vec::<Duration>::new(), "{code}");
        let calls = house.sim.journal().entries();
        let mut asked: Vec<_> = calls.iter().map(|one| (&one.path, &one.query)).collect();
        asked.sort();
        asked.dedup();
        assert_eq!(asked.len(), calls.len(), "{code}: no question twice");
        house.stop().await;
    }
}

#[tokio::test]
async fn a_pause_holds_for_every_mount_of_the_application_and_no_other() {
    let mut plan = Plan::of_contoso(|_, _| {});
    plan.add_org("fabrikam", |world, org| {
        org.drive(world).add_file("/a.txt", "a", World::BEGINNING);
    });
    let user = "ada@fabrikam.example";
    plan.mount("/fabrikam/ada", "fabrikam", user, "delivery: proxy");
    let house = plan.start().await;
    let admin = house.admin().await;
    for mount in ["/contoso/ada", "/contoso/bob", "/fabrikam/ada"] {
        assert_eq!(admin.list(mount).await.status, 200);
    }
    house.advance(Duration::from_mins(1));
    house.sim.journal().clear();
    let once = refused(429, "activityLimitReached").times(1);
    house.sim.faults().add(once.header("Retry-After", "60"));
    for mount in ["/contoso/ada", "/contoso/bob", "/contoso/ada"] {
        let answer = admin.list(mount).await;
        assert_eq!((answer.status, answer.code().as_str()), (503, "throttled"));
        assert_eq!(answer.header("retry-after"), "60", "{mount}");
    }
    assert_eq!(house.sim.journal().graph_calls(), 1, "one of them asked");
    assert_eq!(admin.list("/fabrikam/ada").await.names(), ["a.txt"]);
    house.stop().await;
}

#[tokio::test]
async fn a_connection_that_died_without_a_word_costs_one_wait() {
    let (house, admin) = house_with("upstream: { call_timeout_seconds: 1 }").await;
    house.sim.faults().add(on_graph().stall().times(1));
    assert_eq!(admin.list("/contoso/ada/docs").await.names().len(), 25);
    assert_eq!(house.sim.journal().graph_calls(), 2);
    house.stop().await;
}
