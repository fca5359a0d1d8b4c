//! Resource units, and what happens to those who ask too much.

use std::time::Duration;

use graph_sim::switches::{RetryAfterStyle, ThrottlingCode, ThrottlingRefusal, ThrottlingSwitches};
use graph_sim::{App, Role, User};
use serde_json::json;

use crate::kit::{Answer, Bed, SECRET};

/// A bed with a clock that stands still, and these limits.
async fn bed(set: impl FnOnce(&mut ThrottlingSwitches)) -> Bed {
    let bed = Bed::start().await;
    bed.sim.clock().freeze();
    bed.sim.switches().update(|switches| {
        switches.throttling.enforced = true;
        set(&mut switches.throttling);
    });
    bed
}

fn units(bed: &Bed) -> u64 {
    bed.sim.meter().of(&bed.app).units
}

/// Asks until the answer is a refusal.
async fn ask_too_much(bed: &Bed) -> Answer {
    for _ in 0..50 {
        let answer = bed.drive("/root").await;
        if answer.status != 200 {
            return answer;
        }
    }
    panic!("nothing was refused");
}

#[tokio::test]
async fn each_kind_of_request_costs_what_the_table_says() {
    let mut bed = Bed::start().await;
    bed.set_roles(&[Role::SitesFullControlAll]).await;
    let end = bed.drive("/root/delta?token=latest").await.json();
    let link = end["@odata.deltaLink"].as_str().unwrap().to_owned();
    for (rest, cost) in [
        ("", 1),
        ("/root", 1),
        ("/root:/Documents/hello.txt", 1),
        ("/root:/Documents/hello.txt:/content", 1),
        ("/root/delta", 2),
        ("/root/children", 2),
        ("/root/children?$expand=permissions", 5),
        ("/root:/Documents/hello.txt:/versions", 2),
        ("/root:/Documents/hello.txt:/permissions", 5),
    ] {
        let before = units(&bed);
        bed.drive(rest).await;
        assert_eq!(units(&bed) - before, cost, "{rest}");
    }
    for (path, cost) in [
        (link.as_str(), 1),
        ("/sites?search=*", 2),
        ("/sites/root", 1),
    ] {
        let before = units(&bed);
        assert_eq!(bed.get(path).await.status, 200);
        assert_eq!(units(&bed) - before, cost, "{path}");
    }
    let before = units(&bed);
    bed.post_to_drive("/root/children", &json!({ "name": "New", "folder": {} }))
        .await;
    assert_eq!(units(&bed) - before, 2);
    let link = json!({ "type": "view", "scope": "organization" });
    let before = units(&bed);
    let made = bed.post_to_drive("/root:/Empty:/createLink", &link).await;
    assert_eq!((made.status, units(&bed) - before), (201, 5));
}

#[tokio::test]
async fn the_directory_has_units_of_its_own_and_tells_them() {
    let bed = bed(|_| ()).await;
    for (path, cost) in [
        ("/users", "2"),
        ("/users?$select=id", "1"),
        ("/users?$top=5&$select=id", "1"),
        ("/organization", "1"),
    ] {
        assert_eq!(
            bed.get(path).await.header("x-ms-resource-unit"),
            cost,
            "{path}"
        );
    }
    let usage = bed.sim.meter().of(&bed.app);
    assert_eq!((usage.units, usage.directory_units), (0, 5));
    bed.sim.switches().update(|switches| {
        switches.throttling.limits.directory_units_per_ten_seconds = Some(7);
    });
    let nearly = bed.get("/users?$select=id").await;
    assert_eq!(nearly.header("x-ms-throttle-limit-percentage"), "0.85");
    bed.get("/organization").await;
    let refused = bed.get("/users").await;
    let information = refused.header("x-ms-throttle-information");
    assert_eq!(
        (refused.status, information),
        (429, "ResourceUnitLimitExceeded")
    );
    assert_eq!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn limits_are_held_against_nobody_unless_they_are_enforced() {
    let bed = bed(|throttling| throttling.limits.units_per_minute = Some(3)).await;
    let enforce = |enforced| {
        bed.sim
            .switches()
            .update(|switches| switches.throttling.enforced = enforced);
    };
    enforce(false);
    for _ in 0..5 {
        assert_eq!(bed.drive("/root").await.status, 200);
    }
    assert_eq!(bed.sim.meter().of(&bed.app).units_this_minute, 5);
    enforce(true);
    assert_eq!(bed.drive("/root").await.status, 429);
}

#[tokio::test]
async fn a_request_over_the_limit_waits_for_the_end_of_the_minute() {
    let bed = bed(|throttling| throttling.limits.units_per_minute = Some(3)).await;
    bed.drive("/root").await;
    bed.sim.clock().advance(Duration::from_secs(29));
    let refused = ask_too_much(&bed).await;
    assert_eq!(refused.refusal(), (429, "activityLimitReached".to_owned()));
    assert_eq!(refused.inner_code(), "throttledRequest");
    assert_eq!(refused.header("Retry-After"), "31");
    assert_eq!(refused.header("RateLimit-Limit"), "3");
    assert_eq!(refused.header("RateLimit-Remaining"), "0");
    assert_eq!(refused.header("RateLimit-Reset"), "31");
    bed.sim.clock().advance(Duration::from_secs(31));
    assert_eq!(bed.drive("/root").await.status, 200);
    let usage = bed.sim.meter().of(&bed.app);
    assert_eq!((usage.requests, usage.refused), (5, 1));
}

#[tokio::test]
async fn what_is_left_is_told_from_four_fifths_on_or_never() {
    for (told, expected) in [(true, ["", "1", "0"]), (false, ["", "", ""])] {
        let bed = bed(|throttling| {
            throttling.limits.units_per_minute = Some(5);
            throttling.rate_limit_headers = told;
        })
        .await;
        bed.drive("/root/children").await;
        for remaining in expected {
            let answer = bed.drive("/root").await;
            assert_eq!(answer.header("RateLimit-Remaining"), remaining);
        }
    }
}

#[tokio::test]
async fn the_pause_is_written_in_several_ways_or_not_at_all() {
    for (style, expected) in [
        (RetryAfterStyle::Integer, "60"),
        (RetryAfterStyle::Decimal, "60.000"),
        (RetryAfterStyle::Missing, ""),
        (RetryAfterStyle::HttpDate, "Fri, 01 Jan 2027 00:01:01 GMT"),
    ] {
        let bed = bed(|throttling| {
            throttling.limits.units_per_minute = Some(1);
            throttling.retry_after = style;
        })
        .await;
        bed.sim.meter().reset();
        bed.sim.clock().set("2027-01-01T00:00:00Z".parse().unwrap());
        bed.sim.clock().freeze();
        let mut bed = bed;
        bed.token = bed.new_token().await;
        let refused = ask_too_much(&bed).await;
        let told = refused.header("Retry-After");
        if style == RetryAfterStyle::Decimal {
            assert!(
                told.starts_with("60.0") || told.starts_with("59.9"),
                "{told}"
            );
        } else {
            assert_eq!(told, expected, "{style:?}");
        }
    }
}

#[tokio::test]
async fn a_pause_is_rounded_up_to_whole_seconds() {
    let bed = bed(|throttling| throttling.limits.units_per_minute = Some(1)).await;
    assert_eq!(bed.drive("/root").await.status, 200);
    bed.sim.clock().advance(Duration::from_millis(1500));
    let refused = bed.drive("/root").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("Retry-After"), "59");
}

#[tokio::test]
async fn who_goes_on_hammering_waits_longer_and_is_blocked_at_last() {
    let bed = bed(|throttling| {
        throttling.limits.units_per_minute = Some(1);
        throttling.patience = 3;
        throttling.block_after = Some(2);
    })
    .await;
    let mut pauses = Vec::new();
    for _ in 0..7 {
        let answer = bed.drive("/root").await;
        pauses.push((answer.status, answer.header("Retry-After").to_owned()));
    }
    let paused = |pause: &str| (429, pause.to_owned());
    assert_eq!(pauses.get(1), Some(&paused("60")));
    assert_eq!(pauses.get(4), Some(&paused("120")));
    for _ in 0..3 {
        bed.drive("/root").await;
    }
    bed.sim.clock().advance(Duration::from_mins(50));
    let blocked = bed.drive("/root").await;
    assert_eq!(blocked.refusal(), (503, "serviceNotAvailable".to_owned()));
    assert_eq!(blocked.header("Retry-After"), "");
    bed.sim.meter().reset();
    assert_eq!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn the_pause_does_not_grow_for_those_who_wait() {
    let bed = bed(|throttling| throttling.limits.units_per_minute = Some(1)).await;
    for _ in 0..5 {
        assert_eq!(ask_too_much(&bed).await.header("Retry-After"), "60");
        bed.sim.clock().advance(Duration::from_mins(1));
    }
}

#[tokio::test]
async fn a_refusal_has_several_names_and_may_be_503() {
    for (code, expected) in [
        (ThrottlingCode::ActivityLimitReached, "activityLimitReached"),
        (ThrottlingCode::TooManyRequests, "TooManyRequests"),
        (ThrottlingCode::ApplicationThrottled, "ApplicationThrottled"),
    ] {
        let bed = bed(|throttling| {
            throttling.limits.units_per_minute = Some(1);
            throttling.code = code;
        })
        .await;
        let refused = ask_too_much(&bed).await;
        assert_eq!(refused.refusal(), (429, expected.to_owned()));
        let busy = ThrottlingRefusal::ServerTooBusy;
        bed.sim
            .switches()
            .update(|switches| switches.throttling.refusal = busy);
        let refused = ask_too_much(&bed).await;
        assert_eq!(refused.refusal(), (503, "serviceNotAvailable".to_owned()));
        assert_eq!(refused.header("Retry-After"), "60");
    }
}

#[tokio::test]
async fn other_limits_than_the_minutes_say_nothing_of_rates() {
    let bed = bed(|throttling| throttling.limits.units_per_day = Some(2)).await;
    let refused = ask_too_much(&bed).await;
    assert_eq!(
        (refused.status, refused.header("RateLimit-Limit")),
        (429, "")
    );
    assert_eq!(refused.header("Retry-After"), "86400");
    bed.sim.clock().advance(Duration::from_mins(10));
    assert_ne!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn the_limit_of_a_tenant_is_shared_by_its_applications_and_by_nobody_else() {
    let mut bed = bed(|throttling| {
        throttling.limits.tenant_units_per_five_minutes = Some(4);
    })
    .await;
    let other = App::reader("Another", SECRET);
    let other = bed.sim.change(|world| world.add_app(&bed.contoso, other));
    ask_too_much(&bed).await;
    bed.app = other;
    bed.token = bed.new_token().await;
    assert_eq!(bed.drive("/root").await.status, 429);
}

#[tokio::test]
async fn links_have_a_limit_of_their_own() {
    let mut bed = bed(|throttling| {
        throttling.limits.sharing_requests_per_five_minutes = 1;
    })
    .await;
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    let link = json!({ "type": "view", "scope": "organization" });
    let path = "/root:/Empty:/createLink";
    assert_eq!(bed.post_to_drive(path, &link).await.status, 201);
    assert_eq!(bed.post_to_drive(path, &link).await.status, 429);
    assert_eq!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn one_users_drive_is_throttled_by_itself_or_not_at_all() {
    for (limit, expected) in [(Some(3), 429), (None, 200)] {
        let bed = bed(|throttling| {
            throttling.limits.drive_requests_per_five_minutes = limit;
        })
        .await;
        let bob = User::new("bob", "Bob");
        let bob = bed.sim.change(|world| world.add_user(&bed.contoso, bob));
        for _ in 0..3 {
            assert_eq!(bed.drive("/root").await.status, 200);
        }
        assert_eq!(bed.drive("/root").await.status, expected);
        let other = bed.get(&format!("/drives/{}/root", bob.drive_id)).await;
        assert_eq!(other.status, 200);
    }
}

#[tokio::test]
async fn asking_for_many_missing_drives_closes_those_that_exist_or_does_not() {
    for (limit, expected) in [(Some(5), 429), (None, 200)] {
        let bed = bed(|throttling| throttling.limits.missing_drives_per_minute = limit).await;
        let dora = format!("/users/{}/drive", bed.dora.id);
        for _ in 0..5 {
            assert_eq!(bed.get(&dora).await.status, 404);
        }
        bed.get("/users/nobody%40contoso.example/drive").await;
        assert_eq!(bed.drive("/root").await.status, expected);
        assert_eq!(bed.get("/users").await.status, 200);
        bed.sim.clock().advance(Duration::from_mins(1));
        assert_eq!(bed.drive("/root").await.status, 200);
    }
}

#[tokio::test]
async fn who_is_not_known_is_charged_nothing() {
    let bed = Bed::start().await;
    let url = format!("{}v1.0/users", bed.sim.graph_url());
    bed.fetch(&url, &[("Authorization", "Bearer nonsense")])
        .await;
    assert_eq!(bed.sim.meter().of(&bed.app).requests, 0);
}

#[tokio::test]
async fn searches_have_a_limit_per_second_or_none() {
    for (limit, expected) in [(Some(25), true), (None, false)] {
        let bed = bed(|throttling| throttling.limits.searches_per_second = limit).await;
        let search = json!({ "requests": [] });
        for _ in 0..25 {
            assert_ne!(bed.post("/search/query", &search).await.status, 429);
        }
        let last = bed.post("/search/query", &search).await;
        assert_eq!(last.status == 429, expected);
        assert_eq!(bed.drive("/root").await.status, 200);
        bed.sim.clock().advance(Duration::from_secs(1));
        assert_ne!(bed.post("/search/query", &search).await.status, 429);
    }
}
