//! How long a session lasts.

use std::time::Duration;

use super::{cookie_of, house, submit};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn signing_out_over_the_api_ends_the_session_and_no_other() {
    let house = house().await;
    let (one, other) = (house.admin().await, house.admin().await);
    let answer = one.request("POST", "/api/v1/auth/logout");
    assert_eq!(crate::support::Answer::of(answer).await.status, 204);
    let after = one.get("/api/v1/me").await;
    assert_eq!(
        (after.status, after.code().as_str()),
        (401, "unauthenticated")
    );
    assert_eq!(other.get("/api/v1/me").await.status, 200);
    house.stop().await;
}

#[tokio::test]
async fn signing_out_by_the_form_ends_the_session_here_and_in_the_browser() {
    let house = house().await;
    let anonymous = house.anonymous();
    let cookie = cookie_of(&house).await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    let answer = submit(&anonymous, "/@logout", &[], &headers).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/@login"));
    assert!(answer.header("set-cookie").starts_with("onefold=;"));
    assert!(answer.header("set-cookie").contains("Max-Age=0"));

    // Who has kept the cookie gets nothing for it, and is told to forget it.
    let replayed = anonymous.get_with("/", &[("cookie", &cookie)]).await;
    assert_eq!(
        (replayed.status, replayed.header("location")),
        (303, "/@login")
    );
    assert!(replayed.header("set-cookie").contains("Max-Age=0"));
    house.stop().await;
}

#[tokio::test]
async fn a_session_ends_after_seven_idle_days() {
    let house = house().await;
    let (admin, cookie) = (house.admin().await, cookie_of(&house).await);
    house.advance(6 * DAY);
    assert_eq!(admin.get("/api/v1/me").await.status, 200);
    house.advance(DAY);
    let idle = house
        .anonymous()
        .get_with("/", &[("cookie", &cookie)])
        .await;
    assert_eq!(idle.status, 303, "nobody has used the cookie since");
    assert_eq!(admin.get("/api/v1/me").await.status, 200);
    house.advance(7 * DAY);
    assert_eq!(admin.get("/api/v1/me").await.status, 401);
    house.stop().await;
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_however_busy_it_was() {
    let house = house().await;
    let admin = house.admin().await;
    for day in 1..30 {
        house.advance(DAY);
        assert_eq!(admin.get("/api/v1/me").await.status, 200, "day {day}");
    }
    house.advance(DAY);
    assert_eq!(admin.get("/api/v1/me").await.status, 401);
    house.stop().await;
}

#[tokio::test]
async fn a_cookie_is_good_for_the_api_but_not_from_a_foreign_page() {
    let house = house().await;
    let cookie = cookie_of(&house).await;
    let anonymous = house.anonymous();
    for path in [
        "/api/v1/me",
        "/api/v1/fs/list?path=/",
        "/api/v1/admin/tenants",
    ] {
        let answer = anonymous.get_with(path, &[("cookie", &cookie)]).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    let end = |site: &'static str| {
        let request = anonymous.request("DELETE", "/api/v1/me/sessions");
        let request = request.header("cookie", &cookie);
        crate::support::Answer::of(request.header("sec-fetch-site", site))
    };
    assert_eq!(end("cross-site").await.status, 403);
    assert_eq!(end("same-origin").await.status, 204);
    house.stop().await;
}
