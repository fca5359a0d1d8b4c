//! `/@me`: one's own account, on a page without scripts.

use super::{PASSWORD, add_member, house};
use crate::support::{Actor, Answer, House};

/// A browser that is signed in.
struct Browser<'a> {
    house: &'a House,
    cookie: String,
}

impl<'a> Browser<'a> {
    async fn of(house: &'a House, username: &str, password: &str) -> Self {
        let mut browser = Self {
            house,
            cookie: String::new(),
        };
        let form = [("username", username), ("password", password)];
        let answer = browser.submit("/@login", &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser.take_cookie(&answer);
        browser
    }

    fn take_cookie(&mut self, answer: &Answer) {
        let cookie = answer.header("set-cookie").split(';').next();
        cookie.unwrap_or_default().clone_into(&mut self.cookie);
    }

    async fn get(&self, path: &str) -> Answer {
        let cookie = [("cookie", self.cookie.as_str())];
        self.house.anonymous().get_with(path, &cookie).await
    }

    async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self
            .house
            .anonymous()
            .request("POST", path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", &self.cookie);
        Answer::of(request.body(body)).await
    }
}

/// The first text between two others.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).expect(before);
    rest.split_once(after).expect(after).0
}

#[tokio::test]
async fn a_token_is_made_shown_once_and_revoked() {
    let house = house().await;
    let browser = Browser::of(&house, House::USERNAME, House::PASSWORD).await;
    let page = browser.get("/@me").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("this one") && !page.text().contains("<script"));

    let fields = [
        ("name", "<b>Backup"),
        ("account:read", "on"),
        ("prefix", ""),
        ("days", "30"),
    ];
    let made = browser.submit("/@me/tokens", &fields).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let html = made.text();
    let secret = between(&html, "<code>", "</code>").to_owned();
    assert!(
        secret.starts_with("oft_") && !html.contains("<b>Backup"),
        "{html}"
    );
    assert_eq!(made.header("cache-control"), "private, no-store");
    let program = Actor::new(house.url(), Some(secret.clone()));
    assert_eq!(program.get("/api/v1/me").await.status, 200);

    let page = browser.get("/@me").await.text();
    assert!(
        !page.contains(&secret) && page.contains("account:read · made"),
        "{page}"
    );
    let row = page
        .split("action=\"/@me/tokens/revoke\"")
        .nth(1)
        .expect("a row");
    let id = between(row, "name=\"id\" value=\"", "\"");
    for _ in 0..2 {
        let revoked = browser.submit("/@me/tokens/revoke", &[("id", id)]).await;
        assert_eq!((revoked.status, revoked.header("location")), (303, "/@me"));
    }
    assert_eq!(program.get("/api/v1/me").await.status, 401);
    house.stop().await;
}

#[tokio::test]
async fn what_is_wrong_in_a_form_is_said_over_the_page() {
    let house = house().await;
    let browser = Browser::of(&house, House::USERNAME, House::PASSWORD).await;
    for (path, fields, words) in [
        (
            "/@me/tokens",
            vec![("name", "n")],
            "scopes must be one at least",
        ),
        (
            "/@me/tokens",
            vec![("name", ""), ("files:read", "on")],
            "name must be one line",
        ),
        (
            "/@me/app-passwords",
            vec![("name", "n"), ("days", "x")],
            "days must be",
        ),
        (
            "/@me/password",
            vec![("password", "wrong"), ("new_password", "another long one")],
            "password is not the present one",
        ),
    ] {
        let answer = browser.submit(path, &fields).await;
        assert_eq!(answer.status, 422, "{path}");
        assert!(answer.text().contains(words), "{path}: {}", answer.text());
        assert!(answer.text().contains("Where you are signed in"), "{path}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_password_for_a_program_and_sessions_come_and_go_by_forms() {
    let house = house().await;
    add_member(&house.admin().await, "ada").await;
    let other = Actor::sign_in(house.url(), "ada", PASSWORD).await;
    let browser = Browser::of(&house, "ada", PASSWORD).await;
    let made = browser
        .submit("/@me/app-passwords", &[("name", "Phone")])
        .await;
    let html = made.text();
    assert_eq!(between(&html, "<code>", "</code>").split('-').count(), 5);
    let row = html
        .split("action=\"/@me/app-passwords/revoke\"")
        .nth(1)
        .expect("a row");
    let id = between(row, "name=\"id\" value=\"", "\"").to_owned();
    let revoked = browser
        .submit("/@me/app-passwords/revoke", &[("id", &id)])
        .await;
    assert_eq!(revoked.status, 303);
    assert!(!browser.get("/@me").await.text().contains("Phone"));

    let ended = browser.submit("/@me/sessions/revoke", &[]).await;
    assert_eq!(ended.status, 303);
    assert_eq!(other.get("/api/v1/me").await.status, 401);
    assert_eq!(browser.get("/@me").await.status, 200);
    house.stop().await;
}

#[tokio::test]
async fn a_new_password_leaves_this_browser_signed_in() {
    let house = house().await;
    add_member(&house.admin().await, "ada").await;
    let mut browser = Browser::of(&house, "ada", PASSWORD).await;
    let other = Actor::sign_in(house.url(), "ada", PASSWORD).await;
    let fields = [
        ("password", PASSWORD),
        ("new_password", "another long password"),
    ];
    let answer = browser.submit("/@me/password", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/@me"));
    browser.take_cookie(&answer);
    assert_eq!(browser.get("/@me").await.status, 200);
    assert_eq!(other.get("/api/v1/me").await.status, 401);
    house.stop().await;
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_form_and_back() {
    let house = house().await;
    let answer = house.anonymous().get("/@me").await;
    let location = answer.header("location");
    assert_eq!((answer.status, location), (303, "/@login?next=%2F%40me"));
    let browser = Browser::of(&house, House::USERNAME, House::PASSWORD).await;
    let back = browser.get(location).await;
    assert_eq!((back.status, back.header("location")), (303, "/@me"));
    house.stop().await;
}
