//! Signing in, over the API and by the form.

use serde_json::json;

use super::{credentials, house, submit};
use crate::support::House;

#[tokio::test]
async fn the_form_gives_a_cookie_that_no_script_and_no_foreign_site_gets() {
    let house = house().await;
    let answer = submit(
        &house.anonymous(),
        "/@login",
        &credentials("/contoso/ada/"),
        &[("sec-fetch-site", "same-origin")],
    )
    .await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "/contoso/ada/");
    let cookie = answer.header("set-cookie");
    let mut parts = cookie.split("; ");
    let pair = parts.next().expect("name and value");
    assert!(pair.starts_with("onefold=ofs_"), "{cookie}");
    let mut flags: Vec<_> = parts.collect();
    flags.sort_unstable();
    assert_eq!(
        flags,
        ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax"]
    );
    let page = house
        .anonymous()
        .get_with("/contoso/ada/", &[("cookie", pair)])
        .await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("a.txt"));
    house.stop().await;
}

#[tokio::test]
async fn the_api_gives_a_token_that_serves_every_face() {
    let house = house().await;
    let admin = house.admin().await;
    let me = admin.get("/api/v1/me").await;
    assert_eq!(
        (me.status, me.json()["username"].as_str()),
        (200, Some(House::USERNAME))
    );
    assert_eq!(me.header("cache-control"), "private, no-store");
    assert_eq!(admin.get("/contoso/ada/").await.status, 200);
    assert_eq!(admin.get("/p/contoso/ada/a.txt").await.text(), "abc");
    house.stop().await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_alike() {
    let house = house().await;
    let anonymous = house.anonymous();
    let long = "x".repeat(500);
    let attempts = [
        (House::USERNAME, "wrong password"),
        (House::USERNAME, ""),
        ("ROOT2", House::PASSWORD),
        ("no/name", House::PASSWORD),
        (long.as_str(), House::PASSWORD),
    ];
    let mut over_api = Vec::new();
    let mut over_form = Vec::new();
    for (username, password) in attempts {
        let body = json!({ "username": username, "password": password });
        let answer = anonymous.post("/api/v1/auth/login", &body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "unauthenticated")
        );
        over_api.push(answer.constant_part());

        let fields = [("username", username), ("password", password)];
        let answer = submit(&anonymous, "/@login", &fields, &[]).await;
        assert_eq!(answer.status, 401);
        assert!(!answer.headers.contains_key("set-cookie"));
        let (status, mut headers, body) = answer.constant_part();
        headers.retain(|(name, _)| name != "content-length");
        let shown = format!("value=\"{username}\"");
        assert!(body.contains(&shown), "the name is not to be typed again");
        assert!(!body.contains(House::PASSWORD) && !body.contains("wrong password"));
        over_form.push((status, headers, body.replace(&shown, "value")));
    }
    assert!(
        over_api.iter().all(|answer| *answer == over_api[0]),
        "{over_api:#?}"
    );
    assert!(
        over_form.iter().all(|answer| *answer == over_form[0]),
        "{over_form:#?}"
    );
    house.stop().await;
}

#[tokio::test]
async fn a_form_that_a_foreign_page_has_sent_is_refused() {
    let house = house().await;
    let anonymous = house.anonymous();
    let ours = house.url();
    let cookie = super::cookie_of(&house).await;
    let foreign: [&[(&str, &str)]; 8] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", &ours)],
        &[
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "cross-site"),
        ],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "")],
        &[("cookie", &cookie)],
    ];
    for headers in foreign {
        let answer = submit(&anonymous, "/@login", &credentials("/"), headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(!answer.headers.contains_key("set-cookie"), "{headers:?}");
        let with_cookie = [headers, &[("cookie", cookie.as_str())]].concat();
        let answer = submit(&anonymous, "/@logout", &[], &with_cookie).await;
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    let alive = anonymous.get_with("/", &[("cookie", &cookie)]).await;
    assert_eq!(alive.status, 200, "nobody has signed the visitor out");
    for headers in [[("origin", ours.as_str())], [("sec-fetch-site", "none")]] {
        let answer = submit(&anonymous, "/@login", &credentials("/"), &headers).await;
        assert_eq!(answer.status, 303, "{headers:?}");
    }
    house.stop().await;
}
