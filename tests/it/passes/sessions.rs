//! Sessions: seen by their owner, ended by him, and replaced from day to day.

use std::time::Duration;

use serde_json::Value;

use super::{PASSWORD, add_member, house, refusal, refused};
use crate::support::{Actor, Answer, House};

const DAY: Duration = Duration::from_hours(24);
const MINUTE: Duration = Duration::from_mins(1);

async fn sessions(actor: &Actor) -> Vec<Value> {
    let answer = actor.get("/api/v1/me/sessions").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let list = answer.json();
    assert!(list["next_cursor"].is_null());
    list["items"].as_array().cloned().expect("a list")
}

async fn is_signed_in(actor: &Actor) -> bool {
    actor.get("/api/v1/me").await.status == 200
}

#[tokio::test]
async fn everybody_sees_his_own_sessions_and_ends_them() {
    let house = house().await;
    add_member(&house.admin().await, "ada").await;
    let sign_in = async || Actor::sign_in(house.url(), "ada", PASSWORD).await;
    let (one, other, third) = (sign_in().await, sign_in().await, sign_in().await);
    let all = sessions(&one).await;
    assert_eq!(all.len(), 3, "and not the administrator's");
    let current: Vec<_> = all.iter().filter(|row| row["current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["address"], "127.0.0.1");

    let mine = sessions(&other).await;
    let id = mine.iter().find(|row| row["current"] == true);
    let id = id.and_then(|row| row["id"].as_str()).expect("its own");
    let foreign = house.admin().await;
    let path = format!("/api/v1/me/sessions/{id}");
    assert_eq!(
        refusal(&foreign.delete(&path).await),
        refused(404, "not_found")
    );
    assert_eq!(one.delete(&path).await.status, 204);
    assert!(!is_signed_in(&other).await);
    assert_eq!(refusal(&one.delete(&path).await), refused(404, "not_found"));

    assert_eq!(one.delete("/api/v1/me/sessions").await.status, 204);
    assert!(is_signed_in(&one).await && !is_signed_in(&third).await);
    assert!(is_signed_in(&foreign).await);
    assert_eq!(sessions(&one).await.len(), 1);
    house.stop().await;
}

#[tokio::test]
async fn an_account_has_a_hundred_sessions_and_the_one_unused_for_longest_makes_room() {
    let house = house().await;
    add_member(&house.admin().await, "ada").await;
    let sign_in = async || Actor::sign_in(house.url(), "ada", PASSWORD).await;
    let oldest = sign_in().await;
    house.advance(MINUTE);
    let second = sign_in().await;
    for _ in 2..100 {
        house.advance(MINUTE);
        sign_in().await;
    }
    assert!(is_signed_in(&oldest).await, "a hundred may be");
    house.advance(MINUTE);
    let last = sign_in().await;
    assert_eq!(sessions(&last).await.len(), 100);
    assert!(is_signed_in(&oldest).await, "it was used a minute ago");
    assert!(!is_signed_in(&second).await);
    assert!(is_signed_in(&house.admin().await).await);
    house.stop().await;
}

#[tokio::test]
async fn a_session_shows_what_the_client_called_itself_as_one_short_line() {
    let house = house().await;
    let login = house
        .anonymous()
        .request("POST", "/api/v1/auth/login")
        .header("user-agent", format!("Tab\there{}", "x".repeat(500)))
        .header("content-type", "application/json")
        .body(
            serde_json::json!({ "username": House::USERNAME, "password": House::PASSWORD })
                .to_string(),
        );
    assert_eq!(Answer::of(login).await.status, 200);
    let all = sessions(&house.admin().await).await;
    let client = all.iter().find_map(|row| row["client"].as_str());
    let client = client.expect("it has said something");
    assert!(
        client.starts_with("Tab\\there") && client.len() <= 210,
        "{client}"
    );
    house.stop().await;
}

/// The cookie that an answer sets, as a browser sends it back.
fn cookie_in(answer: &Answer) -> Option<String> {
    let mut cookies = answer.headers.get_all("set-cookie").iter();
    let cookie = cookies.find_map(|cookie| {
        let text = cookie.to_str().ok()?;
        text.starts_with("onefold=").then_some(text)
    })?;
    cookie.split(';').next().map(str::to_owned)
}

async fn browser(house: &House) -> String {
    let form = [("username", House::USERNAME), ("password", House::PASSWORD)];
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = house
        .anonymous()
        .request("POST", "/@login")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    cookie_in(&Answer::of(request).await).expect("a cookie")
}

#[tokio::test]
async fn a_cookie_is_replaced_every_day_and_the_old_one_is_good_for_a_minute() {
    let house = house().await;
    let visit = async |cookie: &str| house.anonymous().get_with("/", &[("cookie", cookie)]).await;
    let first = browser(&house).await;
    house.advance(Duration::from_mins(24 * 60 - 1));
    assert_eq!(cookie_in(&visit(&first).await), None);
    house.advance(MINUTE);
    let replaced = visit(&first).await;
    assert_eq!(replaced.status, 200);
    let second = cookie_in(&replaced).expect("a new one");
    assert_ne!(first, second);
    assert!(
        replaced.header("set-cookie").contains("Max-Age=2505600"),
        "29 days are left"
    );

    // Requests that were under way, and whoever has missed the new cookie, get the same again.
    house.advance(Duration::from_secs(59));
    let late = visit(&first).await;
    assert_eq!((late.status, cookie_in(&late)), (200, Some(second.clone())));
    let present = visit(&second).await;
    assert_eq!((present.status, cookie_in(&present)), (200, None));
    house.advance(Duration::from_secs(1));
    let over = visit(&first).await;
    assert_eq!(over.status, 303, "its minute is over");
    assert_eq!(visit(&second).await.status, 200);
    house.stop().await;
}

#[tokio::test]
async fn requests_that_come_together_bring_one_new_cookie() {
    let house = house().await;
    let cookie = browser(&house).await;
    house.advance(DAY);
    let actor = house.anonymous();
    let sent = [("cookie", cookie.as_str())];
    let visits = (0..8).map(|_| actor.get_with("/", &sent));
    let answers = futures_util::future::join_all(visits).await;
    let mut cookies: Vec<_> = answers.iter().filter_map(cookie_in).collect();
    assert!(answers.iter().all(|answer| answer.status == 200));
    cookies.dedup();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    house.stop().await;
}

#[tokio::test]
async fn a_token_is_replaced_when_its_holder_asks_for_it() {
    let house = house().await;
    let old = house.admin().await;
    let refresh =
        async |actor: &Actor| Answer::of(actor.request("POST", "/api/v1/auth/refresh")).await;
    let answer = refresh(&old).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = answer.json()["token"].as_str().map(str::to_owned);
    let new = Actor::new(house.url(), token);
    assert!(is_signed_in(&old).await && is_signed_in(&new).await);
    let again = refresh(&new).await;
    assert_eq!((again.status, again.header("retry-after")), (429, "60"));
    house.advance(MINUTE);
    assert!(!is_signed_in(&old).await && is_signed_in(&new).await);
    assert_eq!(refresh(&old).await.status, 401);
    assert_eq!(refresh(&new).await.status, 200);
    assert_eq!(sessions(&new).await.len(), 1, "it is the same session");
    house.stop().await;
}

#[tokio::test]
async fn a_cookie_is_not_replaced_over_the_api() {
    let house = house().await;
    let cookie = browser(&house).await;
    let request = house
        .anonymous()
        .request("POST", "/api/v1/auth/refresh")
        .header("cookie", &cookie)
        .header("sec-fetch-site", "same-origin");
    assert_eq!(
        refusal(&Answer::of(request).await),
        refused(403, "forbidden")
    );
    house.stop().await;
}

#[tokio::test]
async fn sessions_survive_a_restart_and_end_with_their_account() {
    let house = house().await;
    let (id, member) = super::member_with(&house, "ada", "/contoso", &["list"]).await;
    let token = member.token().map(str::to_owned);
    let house = house.restart().await;
    let member = Actor::new(house.url(), token);
    assert!(is_signed_in(&member).await);
    let admin = house.admin().await;
    super::disable(&admin, &id, true).await;
    assert!(!is_signed_in(&member).await);
    super::disable(&admin, &id, false).await;
    assert!(!is_signed_in(&member).await, "what has ended stays so");
    house.stop().await;
}
