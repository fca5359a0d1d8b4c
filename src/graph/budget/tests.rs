//! The budget as calls meet it.

use super::*;
use crate::domain::Timestamp;
use crate::doors::ManualClock;

fn budget(limits: Limits) -> (Arc<Budget>, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(0)));
    (
        Arc::new(Budget::new(limits, Arc::clone(&clock) as _)),
        clock,
    )
}

fn visitor(clock: &ManualClock) -> Urgency {
    Urgency::visitor(clock.now())
}

/// Four units at once, and six come back each minute.
fn small() -> Limits {
    Limits {
        units_per_minute: 10,
        ..Limits::default()
    }
}

const fn refused(retry_after: Duration, cause: Diagnosis) -> Refused {
    Refused { retry_after, cause }
}

const fn charge(cost: Cost, drive: Option<&DriveId>, urgency: Urgency) -> Charge<'_> {
    Charge {
        cost,
        drive,
        urgency,
    }
}

#[tokio::test]
async fn a_pause_longer_than_a_visitors_patience_is_refused_at_once_with_the_rest() {
    let (budget, clock) = budget(Limits::default());
    budget.pause(Duration::from_mins(1), Diagnosis::UpstreamDown);
    clock.advance(Duration::from_secs(20));
    let told = budget
        .admit(charge(Cost::Single, None, visitor(&clock)))
        .await;
    assert_eq!(
        told.map(drop),
        Err(refused(Duration::from_secs(40), Diagnosis::UpstreamDown))
    );
}

#[tokio::test]
async fn a_short_pause_is_waited_out_and_then_all_goes_at_full_speed() {
    let (budget, clock) = budget(Limits::default());
    budget.pause(Duration::from_secs(5), Diagnosis::UpstreamDown);
    let mut waiting = Box::pin(budget.admit(charge(Cost::Single, None, visitor(&clock))));
    assert!(futures_util::poll!(&mut waiting).is_pending());
    clock.advance(Duration::from_secs(5));
    waiting.await.expect("the pause is over");
    for _ in 0..100 {
        budget
            .admit(charge(Cost::Many, None, visitor(&clock)))
            .await
            .expect("no wait");
    }
}

#[tokio::test]
async fn background_work_waits_out_any_pause_and_lets_visitors_pass() {
    let (budget, clock) = budget(small());
    budget.pause(Duration::from_mins(10), Diagnosis::UpstreamDown);
    let mut background = Box::pin(budget.admit(charge(Cost::Single, None, Urgency::Background)));
    assert!(futures_util::poll!(&mut background).is_pending());
    clock.advance(Duration::from_mins(10));
    background.await.expect("the pause is over");
    // Half of the burst is kept for visitors.
    budget
        .admit(charge(Cost::Single, None, Urgency::Background))
        .await
        .expect("there is enough");
    let mut background = Box::pin(budget.admit(charge(Cost::Single, None, Urgency::Background)));
    assert!(futures_util::poll!(&mut background).is_pending());
    budget
        .admit(charge(Cost::Many, None, visitor(&clock)))
        .await
        .expect("visitors may take the rest");
}

#[tokio::test]
async fn one_drive_cannot_use_up_what_others_need() {
    let limits = Limits {
        drive_burst: 2,
        drive_calls_per_5_minutes: 32,
        ..Limits::default()
    };
    let (budget, clock) = budget(limits);
    let drive = |id| DriveId::parse(id).expect("an id");
    let (busy, other) = (drive("a"), drive("b"));
    for _ in 0..2 {
        let admitted = budget
            .admit(charge(Cost::Single, Some(&busy), visitor(&clock)))
            .await;
        admitted.expect("there is enough");
    }
    let mut third = Box::pin(budget.admit(charge(Cost::Single, Some(&busy), visitor(&clock))));
    assert!(futures_util::poll!(&mut third).is_pending());
    let elsewhere = budget
        .admit(charge(Cost::Single, Some(&other), visitor(&clock)))
        .await;
    elsewhere.expect("another drive");
}

#[tokio::test]
async fn what_microsoft_says_is_left_is_believed() {
    let (budget, clock) = budget(Limits::default());
    budget.remaining(2, Duration::from_secs(30));
    budget
        .admit(charge(Cost::Many, None, visitor(&clock)))
        .await
        .expect("two are left");
    let mut next = Box::pin(budget.admit(charge(Cost::Many, None, visitor(&clock))));
    assert!(futures_util::poll!(&mut next).is_pending());
    budget.remaining(0, Duration::from_secs(31));
    let told = budget
        .admit(charge(Cost::Single, None, visitor(&clock)))
        .await;
    assert_eq!(
        told.map(drop),
        Err(refused(Duration::from_secs(31), Diagnosis::Throttled))
    );
}

#[tokio::test]
async fn calls_under_way_are_bounded() {
    let (budget, clock) = budget(Limits {
        concurrency: 1,
        ..Limits::default()
    });
    let first = budget
        .admit(charge(Cost::Single, None, visitor(&clock)))
        .await
        .expect("a place");
    let mut second = Box::pin(budget.admit(charge(Cost::Single, None, visitor(&clock))));
    assert!(futures_util::poll!(&mut second).is_pending());
    drop(first);
    second.await.expect("the place is free again");
}

#[tokio::test]
async fn a_visitor_who_finds_no_place_in_time_is_refused() {
    let (budget, clock) = budget(Limits {
        concurrency: 1,
        ..Limits::default()
    });
    let asked = visitor(&clock);
    let _held = budget.admit(charge(Cost::Single, None, asked)).await;
    let mut second = Box::pin(budget.admit(charge(Cost::Single, None, asked)));
    assert!(futures_util::poll!(&mut second).is_pending());
    clock.advance(Urgency::PATIENCE);
    assert!(second.await.is_err());
}

#[tokio::test]
async fn visitors_get_the_next_place_before_background_work_does() {
    let (budget, clock) = budget(Limits {
        concurrency: 1,
        ..Limits::default()
    });
    let held = budget
        .admit(charge(Cost::Single, None, visitor(&clock)))
        .await
        .expect("a place");
    let mut background = Box::pin(budget.admit(charge(Cost::Single, None, Urgency::Background)));
    assert!(futures_util::poll!(&mut background).is_pending());
    let mut asking = Box::pin(budget.admit(charge(Cost::Single, None, visitor(&clock))));
    assert!(futures_util::poll!(&mut asking).is_pending());
    drop(held);
    assert!(futures_util::poll!(&mut background).is_pending());
    let held = asking.await.expect("the visitor comes first");
    drop(held);
    background.await.expect("nobody waits any more");
}

#[tokio::test]
async fn a_content_hosts_pause_stops_the_one_drive() {
    let (budget, clock) = budget(Limits::default());
    let drive = |id| DriveId::parse(id).expect("an id");
    let (paused, other) = (drive("a"), drive("b"));
    budget.pause_drive(&paused, Duration::from_secs(30), Diagnosis::Throttled);
    let told = budget
        .admit(charge(Cost::Single, Some(&paused), visitor(&clock)))
        .await;
    assert_eq!(
        told.map(drop),
        Err(refused(Duration::from_secs(30), Diagnosis::Throttled))
    );
    let elsewhere = budget
        .admit(charge(Cost::Single, Some(&other), visitor(&clock)))
        .await;
    elsewhere.expect("another drive");
}
