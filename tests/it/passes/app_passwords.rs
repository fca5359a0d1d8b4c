//! Programs that send name and password with each request.

use std::net::IpAddr;
use std::time::Duration;

use onefold::domain::Clock as _;
use onefold::domain::{Caller, Error, Pass, Result, Secret, Timestamp, Visit};
use serde_json::json;

use super::{PASSWORD, deeds, house, member_with, refusal, refused};
use crate::support::{Actor, House};

async fn basic(house: &House, username: &str, password: &str) -> Result<Caller> {
    basic_from(house, [192, 0, 2, 1], username, password).await
}

async fn basic_from(
    house: &House,
    address: [u8; 4],
    username: &str,
    password: &str,
) -> Result<Caller> {
    let visit = Visit {
        address: Some(IpAddr::from(address)),
        request_id: None,
    };
    let password = Secret::new(password.to_owned());
    let sessions = &house.services().sessions;
    sessions.basic(username, &password, &visit).await
}

/// Makes a password for a program; its id, and the password.
async fn made_by(owner: &Actor) -> (String, String) {
    let made = owner
        .post("/api/v1/me/app-passwords", &json!({ "name": "Phone" }))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let text = |key: &str| made[key].as_str().expect("a text").to_owned();
    (text("id"), text("password"))
}

#[tokio::test]
async fn a_password_for_a_program_is_good_with_its_account_and_with_no_other() {
    let house = house().await;
    let (id, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    member_with(&house, "bob", "/contoso", &["list"]).await;
    let (apw, password) = made_by(&member).await;
    let typed = [
        password.clone(),
        password.replace('-', ""),
        password.to_uppercase(),
    ];
    for typed in &typed {
        let caller = basic(&house, "ADA", typed).await.expect("it is his");
        let account = caller.account().expect("an account");
        assert_eq!(account.id.as_str(), id);
        assert!(matches!(caller.pass(), Pass::AppPassword(pass) if pass.as_str() == apw));
        assert_eq!(caller.visit().address, Some(IpAddr::from([192, 0, 2, 1])));
    }
    for name in ["bob", "root", "nobody", ""] {
        let refused = basic(&house, name, &password).await;
        assert!(matches!(refused, Err(Error::Unauthenticated)), "{name}");
    }
    // It signs nobody in, and is no token.
    let login = json!({ "username": "ada", "password": password });
    let login = house.anonymous().post("/api/v1/auth/login", &login).await;
    assert_eq!(login.status, 401);
    let bearer = Actor::new(house.url(), Some(password));
    assert_eq!(bearer.get("/api/v1/me").await.status, 401);
    house.stop().await;
}

#[tokio::test]
async fn neither_password_administers_anything() {
    let house = house().await;
    let admin = house.admin().await;
    let (_, password) = made_by(&admin).await;
    for password in [password.as_str(), House::PASSWORD] {
        let caller = basic(&house, House::USERNAME, password).await;
        let caller = caller.expect("it is his");
        let services = house.services();
        let wanted = onefold::domain::Scope::AdminRead;
        let refused = services.administration(&caller, wanted).map(drop);
        assert!(matches!(refused, Err(Error::Forbidden)));
        let own = services.own_account(&caller, onefold::services::Wanted::Look);
        assert!(matches!(own.map(drop), Err(Error::Forbidden)));
    }
    house.stop().await;
}

#[tokio::test]
async fn it_ends_when_it_is_revoked_when_its_time_is_over_and_with_its_account() {
    let house = house().await;
    let (account, member) = member_with(&house, "ada", "/contoso", &["list"]).await;
    let admin = house.admin().await;
    let (id, revoked) = made_by(&member).await;
    let (_, kept) = made_by(&member).await;
    let is_good = async |password: &str| basic(&house, "ada", password).await.is_ok();
    let path = format!("/api/v1/me/app-passwords/{id}");
    assert_eq!(admin.delete(&path).await.status, 404, "it is not his");
    assert_eq!(member.delete(&path).await.status, 204);
    assert!(!is_good(&revoked).await && is_good(&kept).await);
    super::disable(&admin, &account, true).await;
    assert!(!is_good(&kept).await);
    super::disable(&admin, &account, false).await;
    assert!(is_good(&kept).await);
    let left = member.get("/api/v1/me/app-passwords").await;
    assert_eq!(left.status, 401, "his session ended with the account");
    assert_eq!(deeds(&admin, "app_password.create").await.len(), 2);
    assert_eq!(deeds(&admin, "app_password.delete").await.len(), 1);
    house.stop().await;
}

#[tokio::test]
async fn it_is_good_until_its_last_second_and_not_a_moment_longer() {
    let house = house().await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list"]).await;
    let now = house.clock.now();
    // Its end is told in whole seconds.
    let end = now.unix_ms() / 1_000 + 3_600;
    let left = Timestamp::from_unix_ms(end * 1_000).since(now);
    let told = jiff::Timestamp::from_second(end).expect("a time");
    let told = told.to_string();
    let body = json!({ "name": "Phone", "expires_at": told });
    let made = member.post("/api/v1/me/app-passwords", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let password = made.json()["password"].as_str().map(str::to_owned);
    let password = password.expect("a text");
    let second = Duration::from_secs(1);
    house.advance(left.saturating_sub(second));
    assert!(basic(&house, "ada", &password).await.is_ok());
    house.advance(second.saturating_sub(Duration::from_millis(1)));
    assert!(basic(&house, "ada", &password).await.is_ok());
    house.advance(Duration::from_millis(1));
    let over = basic(&house, "ada", &password).await;
    assert!(matches!(over, Err(Error::Unauthenticated)));
    house.stop().await;
}

#[tokio::test]
async fn the_accounts_own_password_is_remembered_until_it_is_another() {
    let house = house().await;
    let (account, _) = member_with(&house, "ada", "/contoso", &["list"]).await;
    for _ in 0..50 {
        let caller = basic(&house, "ada", PASSWORD).await.expect("it is his");
        assert!(matches!(caller.pass(), Pass::Password));
    }
    let admin = house.admin().await;
    let path = format!("/api/v1/admin/accounts/{account}");
    let changed = admin
        .patch(&path, &json!({ "password": "another long password" }))
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert!(basic(&house, "ada", PASSWORD).await.is_err());
    let new = basic(&house, "ada", "another long password").await;
    assert!(new.is_ok());
    super::disable(&admin, &account, true).await;
    let disabled = basic(&house, "ada", "another long password").await;
    assert!(disabled.is_err(), "what is remembered opens nothing then");
    house.stop().await;
}

#[tokio::test]
async fn what_is_remembered_of_others_tells_a_guesser_nothing() {
    let house = house().await;
    member_with(&house, "ada", "/contoso", &["list"]).await;
    assert!(basic(&house, "ada", PASSWORD).await.is_ok());
    let elsewhere = async |password: &str| {
        let found = basic_from(&house, [198, 51, 100, 7], "ada", password).await;
        found.map(drop)
    };
    for _ in 0..10 {
        assert!(matches!(
            elsewhere("wrong").await,
            Err(Error::Unauthenticated)
        ));
    }
    for password in ["wrong", PASSWORD] {
        let braked = elsewhere(password).await;
        assert!(matches!(braked, Err(Error::RateLimited { .. })));
    }
    assert!(basic(&house, "ada", PASSWORD).await.is_ok());
    house.stop().await;
}

#[tokio::test]
async fn guessing_is_braked_and_a_right_password_for_a_program_is_not() {
    let house = house().await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list"]).await;
    let (_, password) = made_by(&member).await;
    let mut tries = 0;
    while !matches!(
        basic(&house, "ada", "wrong").await,
        Err(Error::RateLimited { .. })
    ) {
        tries += 1;
        assert!(tries < 50, "nothing brakes");
    }
    assert_eq!(tries, 10);
    assert!(basic(&house, "ada", PASSWORD).await.is_err());
    for _ in 0..100 {
        assert!(basic(&house, "ada", &password).await.is_ok());
    }
    house.advance(Duration::from_secs(30));
    assert!(basic(&house, "ada", PASSWORD).await.is_ok());
    house.stop().await;
}

#[tokio::test]
async fn what_no_password_for_a_program_can_be_is_pointed_at() {
    let house = house().await;
    let admin = house.admin().await;
    for (body, code, pointer) in [
        (json!({ "name": "" }), "invalid_name", "/name"),
        (
            json!({ "name": "n", "expires_at": "2001-01-01T00:00:00Z" }),
            "invalid_time",
            "/expires_at",
        ),
        (
            json!({ "name": "n", "scopes": [] }),
            "unknown_key",
            "/scopes",
        ),
    ] {
        let answer = admin.post("/api/v1/me/app-passwords", &body).await;
        assert_eq!(refusal(&answer), refused(422, code), "{body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    house.stop().await;
}
