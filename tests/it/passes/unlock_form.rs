//! Folders with a password, on pages: for guests, too, who have no session.

use std::time::Duration;

use serde_json::json;

use super::{close, deeds, grant, house, member_with};
use crate::support::{Actor, Answer, House};

const SECRET: &str = "open sesame";
const FOLDER: &str = "/contoso/ada/closed/";

/// A house with a closed folder that guests may read.
async fn house_for_guests() -> House {
    let house = house().await;
    let admin = house.admin().await;
    grant(&admin, "guest", "/contoso/ada", &["list", "read"]).await;
    close(&admin, "/contoso/ada/closed", SECRET).await;
    house
}

async fn submit(house: &House, password: &str, cookie: Option<&str>) -> Answer {
    submit_for(house, password, FOLDER, cookie).await
}

async fn submit_for(house: &House, password: &str, next: &str, cookie: Option<&str>) -> Answer {
    let form = [
        ("path", "/contoso/ada/closed"),
        ("password", password),
        ("next", next),
    ];
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = house
        .anonymous()
        .request("POST", "/@unlock")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(body);
    Answer::of(match cookie {
        Some(cookie) => request.header("cookie", cookie),
        None => request,
    })
    .await
}

async fn visit(house: &House, path: &str, cookie: &str) -> Answer {
    house
        .anonymous()
        .get_with(path, &[("cookie", cookie)])
        .await
}

fn cookie_of(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    cookie.split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_guest_gives_the_password_once_and_keeps_the_folder_open_for_half_a_day() {
    let house = house_for_guests().await;
    let page = house.anonymous().get(FOLDER).await;
    assert_eq!(page.status, 403);
    let html = page.text();
    assert!(html.contains("action=\"/@unlock\"") && html.contains("value=\"/contoso/ada/closed\""));
    assert!(
        html.contains("name=\"next\" value=\"/contoso/ada/closed/\""),
        "{html}"
    );

    let wrong = submit(&house, "wrong", None).await;
    assert_eq!(wrong.status, 403);
    assert!(wrong.text().contains("The password is wrong."));
    assert!(!wrong.headers.contains_key("set-cookie"));

    let right = submit(&house, SECRET, None).await;
    assert_eq!((right.status, right.header("location")), (303, FOLDER));
    let cookie = cookie_of(&right);
    assert!(cookie.starts_with("onefold-unlock=1."), "{cookie}");
    assert!(right.header("set-cookie").contains("Max-Age=43200"));
    assert_eq!(visit(&house, FOLDER, &cookie).await.status, 200);
    let bytes = visit(&house, "/p/contoso/ada/closed/b.txt", &cookie).await;
    assert_eq!(bytes.text(), "bcd");
    let listed = visit(&house, "/api/v1/fs/list?path=/contoso/ada/closed", &cookie).await;
    assert_eq!(listed.status, 200);
    house.advance(Duration::from_hours(12));
    assert_eq!(visit(&house, FOLDER, &cookie).await.status, 403);
    house.stop().await;
}

#[tokio::test]
async fn a_cookie_that_we_have_not_made_so_opens_nothing() {
    let house = house_for_guests().await;
    let cookie = cookie_of(&submit(&house, SECRET, None).await);
    let (name, text) = cookie.split_once('=').expect("name and value");
    let parts: Vec<&str> = text.split('.').collect();
    let replaced = |index: usize, part: &str| {
        let mut parts = parts.clone();
        parts[index] = part;
        parts.join(".")
    };
    let generation = parts[3].replace(":1", ":2");
    for forged in [
        replaced(1, "none"),
        replaced(2, "99999999999999"),
        replaced(3, &generation),
        replaced(4, "AAAA"),
        String::new(),
        "1.2.3.4.5".to_owned(),
    ] {
        let answer = visit(&house, FOLDER, &format!("{name}={forged}")).await;
        assert_eq!(answer.status, 403, "{forged}");
    }
    // What was signed for a link is no proof of an unlocked folder.
    let admin = house.admin().await;
    let link = admin
        .get("/api/v1/fs/link?path=/contoso/ada/a.txt")
        .await
        .json();
    let sign = link["url"]
        .as_str()
        .and_then(|url| url.split("sign=").nth(1));
    let answer = visit(&house, FOLDER, &format!("{name}={}", sign.expect("a link"))).await;
    assert_eq!(answer.status, 403);
    house.stop().await;
}

#[tokio::test]
async fn a_new_password_closes_the_folder_to_guests_who_had_opened_it() {
    let house = house_for_guests().await;
    let cookie = cookie_of(&submit(&house, SECRET, None).await);
    assert_eq!(visit(&house, FOLDER, &cookie).await.status, 200);
    let admin = house.admin().await;
    let rules = admin.get("/api/v1/admin/rules").await.json();
    let id = rules["items"][0]["id"].as_str().expect("an id");
    let change = json!({ "password": "another word" });
    let changed = admin
        .patch(&format!("/api/v1/admin/rules/{id}"), &change)
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(visit(&house, FOLDER, &cookie).await.status, 403);
    house.stop().await;
}

#[tokio::test]
async fn what_was_unlocked_is_forgotten_with_the_session() {
    let house = house_for_guests().await;
    let unlocked = cookie_of(&submit(&house, SECRET, None).await);
    member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let login = house
        .anonymous()
        .request("POST", "/@login")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!(
            "username=ada&password={}",
            super::PASSWORD.replace(' ', "+")
        ));
    let session = cookie_of(&Answer::of(login).await);
    let both = format!("{session}; {unlocked}");
    let page = visit(&house, FOLDER, &both).await;
    assert_eq!(page.status, 200, "signing in takes nothing away");
    let request = house
        .anonymous()
        .request("POST", "/@logout")
        .header("cookie", &both)
        .header("sec-fetch-site", "same-origin");
    let answer = Answer::of(request).await;
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    let gone = cookies.iter().map(|cookie| cookie.to_str().expect("text"));
    let gone: Vec<_> = gone.filter(|cookie| cookie.contains("Max-Age=0")).collect();
    assert_eq!(gone.len(), 2, "{gone:?}");
    house.stop().await;
}

#[tokio::test]
async fn a_member_unlocks_in_his_session_and_gets_no_cookie_for_it() {
    let house = house_for_guests().await;
    member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let login = house
        .anonymous()
        .request("POST", "/@login")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!(
            "username=ada&password={}",
            super::PASSWORD.replace(' ', "+")
        ));
    let session = cookie_of(&Answer::of(login).await);
    assert_eq!(visit(&house, FOLDER, &session).await.status, 403);
    let answer = submit(&house, SECRET, Some(&session)).await;
    assert_eq!((answer.status, answer.header("set-cookie")), (303, ""));
    assert_eq!(visit(&house, FOLDER, &session).await.status, 200);
    house.stop().await;
}

/// A house with a closed folder that guests may not read, and a link to a file in it that one has who may.
async fn linked() -> (House, Actor, String) {
    let house = house().await;
    let admin = house.admin().await;
    close(&admin, "/contoso/ada/closed", SECRET).await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let unlock = json!({ "path": "/contoso/ada/closed", "password": SECRET });
    let unlocked = member.post("/api/v1/auth/unlock", &unlock).await;
    assert_eq!(unlocked.status, 204);
    let link = "/api/v1/fs/link?door=p&path=/contoso/ada/closed/b.txt";
    let link = member.get(link).await.json();
    let address = link["url"].as_str().expect("an address").to_owned();
    (house, admin, address)
}

#[tokio::test]
async fn a_visitor_with_a_link_gives_the_password_and_comes_back_to_the_link() {
    let (house, admin, address) = linked().await;
    let page = house.anonymous();
    let page = page.get_with(&address, &[("accept", "text/html")]).await;
    let html = page.text();
    assert_eq!(page.status, 403);
    let next = format!("name=\"next\" value=\"{address}\"");
    assert!(html.replace("&#61;", "=").contains(&next), "{html}");

    let wrong = submit_for(&house, "wrong", &address, None).await;
    assert_eq!(wrong.status, 403);
    assert!(wrong.text().contains(&address), "{}", wrong.text());
    let right = submit_for(&house, SECRET, &address, None).await;
    assert_eq!(
        (right.status, right.header("location")),
        (303, address.as_str())
    );
    let cookie = cookie_of(&right);
    assert_eq!(visit(&house, &address, &cookie).await.text(), "bcd");
    let (bare, _) = address.split_once('?').expect("it is signed");
    let without = visit(&house, bare, &cookie).await;
    assert_eq!(
        without.status, 401,
        "the password alone opens nothing to a guest"
    );
    let noted = deeds(&admin, "session.unlock").await;
    assert!(
        noted[0]["account_id"].is_null(),
        "a guest did it: {}",
        noted[0]
    );
    house.stop().await;
}

#[tokio::test]
async fn the_form_leads_on_to_parsed_addresses_with_parsed_signatures_only() {
    let (house, _, address) = linked().await;
    let (path, sign) = address.split_once("?sign=").expect("it is signed");
    for (next, status, location) in [
        (format!("{path}?sign={sign}&x=1"), 401, ""),
        (format!("{path}?sign={sign}%0d%0aset-cookie:a=b"), 401, ""),
        (format!("//evil.example{path}?sign={sign}"), 401, ""),
        (format!("https://evil.example{path}?sign={sign}"), 401, ""),
        (
            format!("/d{}?sign={sign}", &path.replacen("/p", "", 1)),
            401,
            "",
        ),
        (format!("{path}?sign={sign}x"), 401, ""),
        (address.clone(), 303, address.as_str()),
    ] {
        let answer = submit_for(&house, SECRET, &next, None).await;
        let seen = answer.header("location");
        let seen = if seen.starts_with("/@login") {
            ""
        } else {
            seen
        };
        let refused = answer.status == 401 || answer.header("location").starts_with("/@login");
        assert_eq!((refused, seen), (status == 401, location), "{next}");
    }
    house.stop().await;
}
