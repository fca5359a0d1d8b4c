//! A new password of one's own.

use serde_json::json;

use super::{PASSWORD, add_member, deeds, house, refusal, refused};
use crate::support::{Actor, Answer};

const NEW: &str = "another long password";

async fn change(actor: &Actor, old: &str, new: &str) -> Answer {
    let body = json!({ "password": old, "new_password": new });
    actor.post("/api/v1/me/password", &body).await
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_begins_one() {
    let house = house().await;
    let admin = house.admin().await;
    add_member(&admin, "ada").await;
    let sign_in = async || Actor::sign_in(house.url(), "ada", PASSWORD).await;
    let (one, other) = (sign_in().await, sign_in().await);
    let answer = change(&one, PASSWORD, NEW).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let fresh = Actor::new(
        house.url(),
        answer.json()["token"].as_str().map(str::to_owned),
    );
    for (actor, status) in [(&one, 401), (&other, 401), (&fresh, 200)] {
        assert_eq!(actor.get("/api/v1/me").await.status, status);
    }
    Actor::sign_in(house.url(), "ada", NEW).await;
    let old = json!({ "username": "ada", "password": PASSWORD });
    let old = house.anonymous().post("/api/v1/auth/login", &old).await;
    assert_eq!(old.status, 401);
    assert_eq!(deeds(&admin, "account.password").await.len(), 1);
    house.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_pointed_at_and_changes_nothing() {
    let house = house().await;
    let (_, member) = super::member_with(&house, "ada", "/contoso", &["list"]).await;
    for (old, new, code, pointer) in [
        ("a wrong password", NEW, "wrong_password", "/password"),
        (PASSWORD, "short", "weak_password", "/new_password"),
    ] {
        let answer = change(&member, old, new).await;
        assert_eq!(refusal(&answer), refused(422, code));
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{code}");
        assert!(!answer.text().contains(old), "no password is told again");
    }
    assert_eq!(member.get("/api/v1/me").await.status, 200);
    Actor::sign_in(house.url(), "ada", PASSWORD).await;
    house.stop().await;
}

#[tokio::test]
async fn a_session_that_was_left_open_is_no_way_to_guess_the_password() {
    let house = house().await;
    let (_, member) = super::member_with(&house, "ada", "/contoso", &["list"]).await;
    let mut tries = 0;
    while change(&member, "a wrong password", NEW).await.status == 422 {
        tries += 1;
        assert!(tries < 50, "nothing brakes");
    }
    assert_eq!(tries, 15, "five for who has signed in from here, and ten");
    house.stop().await;
}
