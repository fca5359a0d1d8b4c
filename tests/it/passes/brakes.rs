//! Whoever guesses is slowed down, and nobody else.

use std::time::Duration;

use super::{PASSWORD, add_member, deeds, house_behind_proxy, refusal, refused, sign_in_from};
use crate::support::{Answer, House};

const HERE: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.7";

/// Tries wrong passwords until the brakes hold; how many they were, and the answer of the brakes.
async fn guess(house: &House, address: &str, username: &str) -> (usize, Answer) {
    let mut tries = 0;
    loop {
        let answer = sign_in_from(house, address, username, "a wrong password").await;
        if answer.status != 401 {
            return (tries, answer);
        }
        tries += 1;
        assert!(tries < 100, "nothing brakes");
    }
}

/// All of an answer that may differ only by the request.
fn told(answer: &Answer) -> (u16, String, String) {
    let id = answer.header("x-request-id");
    let wait = answer.header("retry-after").to_owned();
    (answer.status, wait, answer.text().replace(id, "ID"))
}

#[tokio::test]
async fn a_name_is_braked_after_ten_wrong_passwords_whether_or_not_somebody_has_it() {
    let house = house_behind_proxy().await;
    add_member(&house.admin().await, "ada").await;
    let (tries, known) = guess(&house, HERE, "ada").await;
    assert_eq!(tries, 10);
    assert_eq!(refusal(&known), refused(429, "rate_limited"));
    let (tries, unknown) = guess(&house, ELSEWHERE, "nobody").await;
    assert_eq!(tries, 10);
    assert_eq!(told(&known), told(&unknown));
    // In any letter case, and for the right password, too: that is what the guesser hopes for.
    let right = sign_in_from(&house, ELSEWHERE, "ADA", PASSWORD).await;
    assert_eq!(right.status, 429);
    house.advance(Duration::from_secs(30));
    let right = sign_in_from(&house, ELSEWHERE, "ADA", PASSWORD).await;
    assert_eq!(right.status, 200);
    house.stop().await;
}

#[tokio::test]
async fn an_address_is_braked_after_thirty_wrong_passwords() {
    let house = house_behind_proxy().await;
    add_member(&house.admin().await, "ada").await;
    for name in 0..30 {
        let answer = sign_in_from(&house, HERE, &format!("n{name}"), "a wrong password").await;
        assert_eq!(answer.status, 401, "{name}");
    }
    assert_eq!(
        sign_in_from(&house, HERE, "ada", PASSWORD).await.status,
        429
    );
    let elsewhere = sign_in_from(&house, ELSEWHERE, "ada", PASSWORD).await;
    assert_eq!(elsewhere.status, 200);
    house.stop().await;
}

#[tokio::test]
async fn nobody_is_locked_out_of_where_he_has_signed_in() {
    let house = house_behind_proxy().await;
    add_member(&house.admin().await, "ada").await;
    assert_eq!(
        sign_in_from(&house, HERE, "ada", PASSWORD).await.status,
        200
    );
    guess(&house, ELSEWHERE, "ada").await;
    assert_eq!(
        sign_in_from(&house, HERE, "ada", PASSWORD).await.status,
        200
    );
    let stranger = sign_in_from(&house, "203.0.113.9", "ada", PASSWORD).await;
    assert_eq!(stranger.status, 429);
    house.stop().await;
}

#[tokio::test]
async fn who_is_signed_in_is_known_again_after_a_restart() {
    let house = house_behind_proxy().await;
    add_member(&house.admin().await, "ada").await;
    let signed_in = sign_in_from(&house, HERE, "Ada", PASSWORD).await;
    assert_eq!(signed_in.status, 200);
    let house = house.restart().await;
    guess(&house, ELSEWHERE, "ada").await;
    for (address, status) in [("203.0.113.9", 429), (HERE, 200)] {
        let answer = sign_in_from(&house, address, "ada", PASSWORD).await;
        assert_eq!(answer.status, status, "{address}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_guess_is_noted_without_what_was_typed() {
    let house = house_behind_proxy().await;
    let admin = house.admin().await;
    let id = add_member(&admin, "ada").await;
    for name in ["ada", "my-secret-typed-as-a-name"] {
        sign_in_from(&house, HERE, name, "a wrong password").await;
    }
    let noted = deeds(&admin, "session.refuse").await;
    let [unknown, known] = noted.as_slice() else {
        panic!("{noted:?}");
    };
    assert_eq!(known["account_id"].as_str(), Some(id.as_str()), "{known}");
    assert_eq!(known["address"].as_str(), Some(HERE), "{known}");
    assert!(unknown["account_id"].is_null() && unknown["username"].is_null());
    assert!(!format!("{noted:?}").contains("my-secret"));
    assert_eq!(known["ended"], "failed");
    house.stop().await;
}

#[tokio::test]
async fn the_form_says_when_to_come_again() {
    let house = house_behind_proxy().await;
    guess(&house, HERE, "ada").await;
    let form = [("username", "ada"), ("password", "x"), ("next", "/")];
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = house
        .anonymous()
        .request("POST", "/@login")
        .header("x-forwarded-for", ELSEWHERE)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    let answer = Answer::of(request).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "30"));
    assert!(answer.text().contains("Try again in 30 s."));
    house.stop().await;
}

#[tokio::test]
async fn a_disabled_account_looks_like_nobody() {
    let house = house_behind_proxy().await;
    let admin = house.admin().await;
    let id = add_member(&admin, "ada").await;
    super::disable(&admin, &id, true).await;
    let disabled = sign_in_from(&house, HERE, "ada", PASSWORD).await;
    let nobody = sign_in_from(&house, HERE, "nobody", PASSWORD).await;
    assert_eq!(told(&disabled), told(&nobody));
    assert_eq!(disabled.status, 401);
    super::disable(&admin, &id, false).await;
    assert_eq!(
        sign_in_from(&house, HERE, "ada", PASSWORD).await.status,
        200
    );
    house.stop().await;
}
