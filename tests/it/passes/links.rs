//! Signed links: good for a path, a door and a while, and for nothing else.

use std::time::Duration;

use serde_json::json;

use super::{deeds, grant, house, member_with, plan, refusal, refused};
use crate::support::{Actor, Answer, House};

const HOUR: Duration = Duration::from_hours(1);

/// The address of a link that `actor` makes.
pub(super) async fn link(actor: &Actor, query: &str) -> String {
    let answer = actor.get(&format!("/api/v1/fs/link?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let url = answer.json()["url"].as_str().map(str::to_owned);
    url.expect("an address")
}

/// What an address answers where nothing depends on the request.
fn told(answer: &Answer) -> (u16, String) {
    let id = answer.header("x-request-id");
    (answer.status, answer.text().replace(id, "ID"))
}

pub(super) async fn open(house: &House, address: &str) -> Answer {
    house.anonymous().get(address).await
}

pub(super) const FILE: &str = "path=/contoso/ada/a.txt";

#[tokio::test]
async fn whoever_has_a_link_reads_its_file_through_its_door() {
    let house = house().await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let through_us = link(&member, &format!("{FILE}&door=p")).await;
    assert!(
        through_us.starts_with("/p/contoso/ada/a.txt?sign=1."),
        "{through_us}"
    );
    assert_eq!(open(&house, &through_us).await.text(), "abc");
    let by_mount = link(&member, FILE).await;
    assert!(
        by_mount.starts_with("/d/contoso/ada/a.txt?sign=1."),
        "{by_mount}"
    );
    let through_us_too = open(&house, &by_mount).await;
    assert_eq!(
        (through_us_too.status, through_us_too.text().as_str()),
        (200, "abc"),
        "whoever holds it has not shown who he is"
    );

    // Neither is good at the other's door.
    for (address, door, other) in [(&through_us, "/p/", "/d/"), (&by_mount, "/d/", "/p/")] {
        let moved = address.replacen(door, other, 1);
        assert_eq!(open(&house, &moved).await.status, 401, "{moved}");
    }
    assert_eq!(deeds(&house.admin().await, "file.link").await.len(), 2);
    house.stop().await;
}

#[tokio::test]
async fn another_spelling_of_the_path_is_the_same_path_and_another_path_is_not() {
    let house = plan_with_names().await;
    let admin = house.admin().await;
    let sign = link(&admin, "path=/contoso/ada/%C3%89t%C3%A9.txt&door=p").await;
    let sign = sign.split("?sign=").nth(1).expect("a signature").to_owned();
    for (path, status) in [
        ("contoso/ada/%C3%89t%C3%A9.txt", 200),
        ("CONTOSO/Ada/%C3%A9T%C3%A9.TXT", 200),
        ("contoso/ada/E%CC%81te%CC%81.txt", 200),
        ("contoso/ada/a.txt", 401),
        ("contoso/ada", 401),
        ("contoso/ada/%C3%89t%C3%A9.txt%20", 401),
    ] {
        let answer = open(&house, &format!("/p/{path}?sign={sign}")).await;
        assert_eq!(answer.status, status, "{path}");
    }
    house.stop().await;
}

async fn plan_with_names() -> House {
    let plan = crate::support::Plan::of_contoso(|world, org| {
        let begun = graph_sim::World::BEGINNING;
        let mut drive = org.drive(world);
        drive.add_file("/a.txt", "abc", begun);
        drive.add_file("/\u{c9}t\u{e9}.txt", "summer", begun);
    });
    plan.start().await
}

#[tokio::test]
async fn a_link_that_was_tampered_with_is_no_link_whatever_was_done_to_it() {
    let house = house().await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let address = link(&member, &format!("{FILE}&door=p")).await;
    let (path, sign) = address.split_once("?sign=").expect("a signature");
    let none = told(&open(&house, path).await);
    assert_eq!(none.0, 401);
    let mut forged: Vec<String> = Vec::new();
    // The last letter of base64 has bits that say nothing.
    for index in 0..sign.len() - 1 {
        let mut bytes = sign.as_bytes().to_vec();
        bytes[index] = if bytes[index] == b'1' { b'2' } else { b'1' };
        forged.push(String::from_utf8(bytes).expect("text"));
    }
    let parts: Vec<&str> = sign.split('.').collect();
    let replaced = |index: usize, part: &str| {
        let mut parts = parts.clone();
        parts[index] = part;
        parts.join(".")
    };
    let admin = house.admin().await.get("/api/v1/me").await.json();
    let root = admin["id"].as_str().expect("an id");
    forged.extend([
        String::new(),
        "1".to_owned(),
        format!("{sign}.1"),
        format!("{sign}a"),
        replaced(2, "99999999999"),
        replaced(2, "-1"),
        replaced(2, "9223372036854775807"),
        replaced(3, root),
        replaced(3, "guest"),
        replaced(4, "w"),
        "x".repeat(10_000),
    ]);
    for forged in forged {
        let answer = open(&house, &format!("{path}?sign={forged}")).await;
        assert!(matches!(answer.status, 401 | 414), "{forged}");
        if answer.status == 401 {
            assert_eq!(told(&answer), none, "{forged}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn a_link_lives_for_a_day_unless_it_is_told_otherwise() {
    let house = house().await;
    let admin = house.admin().await;
    let (day, hour, week) = (
        link(&admin, &format!("{FILE}&door=p")).await,
        link(&admin, &format!("{FILE}&door=p&lifetime=3600")).await,
        link(&admin, &format!("{FILE}&door=p&lifetime=604800")).await,
    );
    for (hours, alive) in [
        (0, [200, 200, 200]),
        (1, [200, 401, 200]),
        (23, [401, 401, 200]),
        (6 * 24, [401, 401, 401]),
    ] {
        house.advance(hours * HOUR);
        let mut found = Vec::new();
        for address in [&day, &hour, &week] {
            found.push(open(&house, address).await.status);
        }
        assert_eq!(found, alive, "{hours} hours later");
    }
    let admin = house.admin().await;
    for (query, code) in [
        ("lifetime=0", "invalid_lifetime"),
        ("lifetime=604801", "invalid_lifetime"),
        ("lifetime=-1", "invalid_lifetime"),
        ("lifetime=day", "invalid_lifetime"),
        ("door=w", "invalid_door"),
        ("door=x", "invalid_door"),
    ] {
        let answer = admin.get(&format!("/api/v1/fs/link?{FILE}&{query}")).await;
        assert_eq!(refusal(&answer), refused(400, code), "{query}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_link_ends_with_what_its_account_may_and_is() {
    let house = house().await;
    let admin = house.admin().await;
    let (id, member) = member_with(&house, "ada", "/elsewhere", &["read"]).await;
    let right = grant(&admin, &id, "/contoso", &["read"]).await;
    let address = link(&member, &format!("{FILE}&door=p")).await;
    assert_eq!(open(&house, &address).await.status, 200);

    let path = format!("/api/v1/admin/grants/{right}");
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(open(&house, &address).await.status, 401);
    grant(&admin, &id, "/contoso", &["read"]).await;
    assert_eq!(open(&house, &address).await.status, 200);

    super::disable(&admin, &id, true).await;
    assert_eq!(open(&house, &address).await.status, 401);
    super::disable(&admin, &id, false).await;
    let after = open(&house, &address).await;
    assert_eq!(after.status, 401, "disabling has ended it for good");

    let member = Actor::sign_in(house.url(), "ada", super::PASSWORD).await;
    let address = link(&member, &format!("{FILE}&door=p")).await;
    let account = format!("/api/v1/admin/accounts/{id}");
    let password = json!({ "password": "another long password" });
    assert_eq!(admin.patch(&account, &password).await.status, 200);
    assert_eq!(open(&house, &address).await.status, 401);
    house.stop().await;
}

#[tokio::test]
async fn only_who_may_read_there_makes_a_link() {
    let house = house().await;
    let (_, member) = member_with(&house, "ada", "/contoso/bob", &["list", "read"]).await;
    let (_, lister) = member_with(&house, "lea", "/contoso", &["list"]).await;
    for (actor, status) in [(&member, 404), (&lister, 403), (&house.anonymous(), 401)] {
        let answer = actor.get(&format!("/api/v1/fs/link?{FILE}")).await;
        assert_eq!(answer.status, status);
    }
    house.stop().await;
}

#[tokio::test]
async fn no_program_makes_a_link_that_would_outlive_its_token() {
    let house = house().await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let token = json!({ "name": "Backup", "scopes": ["files:read"] });
    let token = member.post("/api/v1/me/tokens", &token).await.json();
    let token = token["token"].as_str().map(str::to_owned);
    let program = Actor::new(house.url(), token);
    for path in ["/contoso/ada/a.txt", "/contoso/nothing", "/elsewhere"] {
        let answer = program.get(&format!("/api/v1/fs/link?path={path}")).await;
        assert_eq!(refusal(&answer), refused(403, "forbidden"), "{path}");
    }
    assert_eq!(program.get("/p/contoso/ada/a.txt").await.text(), "abc");
    house.stop().await;
}

#[tokio::test]
async fn an_old_link_still_works_for_who_may_read_there_by_himself() {
    let house = house().await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["read"]).await;
    let (_, stranger) = member_with(&house, "bob", "/contoso/bob", &["read"]).await;
    let address = link(&member, &format!("{FILE}&door=p&lifetime=60")).await;
    assert_eq!(
        stranger.get(&address).await.status,
        200,
        "a good link counts more"
    );
    house.advance(HOUR);
    assert_eq!(member.get(&address).await.status, 200);
    assert_eq!(stranger.get(&address).await.status, 401);
    house.stop().await;
}

#[tokio::test]
async fn a_link_into_a_closed_folder_wants_its_password_too() {
    let house = house().await;
    let admin = house.admin().await;
    super::close(&admin, "/contoso/ada/closed", "open sesame").await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let unlock = json!({ "path": "/contoso/ada/closed", "password": "open sesame" });
    let unlocked = member.post("/api/v1/auth/unlock", &unlock).await;
    assert_eq!(unlocked.status, 204);
    let address = link(&member, "path=/contoso/ada/closed/b.txt&door=p").await;
    let ask = async |password: &str| {
        let header = [("onefold-unlock", password)];
        house.anonymous().get_with(&address, &header).await.status
    };
    assert_eq!(open(&house, &address).await.status, 403);
    assert_eq!(ask("wrong").await, 403);
    assert_eq!(ask("open%20sesame").await, 200);
    house.stop().await;
}

#[tokio::test]
async fn a_link_that_wants_a_password_takes_nothing_from_whom_it_is_open_to() {
    let house = house().await;
    let admin = house.admin().await;
    super::close(&admin, "/contoso/ada/closed", "open sesame").await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let unlock = json!({ "path": "/contoso/ada/closed", "password": "open sesame" });
    let unlocked = member.post("/api/v1/auth/unlock", &unlock).await;
    assert_eq!(unlocked.status, 204);
    let address = link(&member, "path=/contoso/ada/closed/b.txt&door=p").await;
    let (_, other) = member_with(&house, "bob", "/contoso", &["list", "read"]).await;
    for (actor, expected) in [(&house.anonymous(), 403), (&other, 403), (&admin, 200)] {
        assert_eq!(actor.get(&address).await.status, expected);
    }
    house.stop().await;
}

#[tokio::test]
async fn keys_are_replaced_beside_the_server_and_the_second_time_ends_old_links() {
    let house = house().await;
    let admin = house.admin().await;
    let first = link(&admin, &format!("{FILE}&door=p")).await;
    let listing = admin
        .get("/api/v1/fs/list?path=/contoso&limit=1")
        .await
        .json();
    let cursor = listing["next_cursor"]
        .as_str()
        .expect("there is more")
        .to_owned();
    rotate(&house).await;
    let second = link(&admin, &format!("{FILE}&door=p")).await;
    let key = |address: &str| address.split('.').nth(2).map(str::to_owned);
    assert_ne!(key(&first), key(&second));
    for address in [&first, &second] {
        assert_eq!(open(&house, address).await.status, 200);
    }
    let go_on = format!("/api/v1/fs/list?path=/contoso&limit=1&cursor={cursor}");
    assert_eq!(admin.get(&go_on).await.status, 200);
    rotate(&house).await;
    assert_eq!(open(&house, &first).await.status, 401);
    assert_eq!(open(&house, &second).await.status, 200);
    assert_eq!(admin.get(&go_on).await.status, 422);
    assert_eq!(
        deeds(&admin, "server.keys").await.len(),
        6,
        "three keys, twice"
    );
    house.stop().await;
}

/// Does what `onefold keys rotate` does, and waits until the server has followed.
async fn rotate(house: &House) {
    onefold::app::rotate_keys(&house.config)
        .await
        .expect("the data is ours");
    house.advance(Duration::from_secs(1));
    let followed = house.services().upkeep.follow_changes().await;
    followed.expect("the database answers");
}

#[tokio::test]
async fn keys_that_have_signed_for_a_month_are_put_to_rest() {
    let house = house().await;
    let admin = house.admin().await;
    let key = async |admin: &Actor| {
        let address = link(admin, FILE).await;
        address.split('.').nth(2).map(str::to_owned)
    };
    let first = key(&admin).await;
    house.advance(29 * 24 * HOUR);
    let upkeep = &house.services().upkeep;
    upkeep.rotate_keys().await.expect("the database answers");
    let admin = house.admin().await;
    assert_eq!(key(&admin).await, first);
    house.advance(24 * HOUR);
    upkeep.rotate_keys().await.expect("the database answers");
    assert_ne!(key(&house.admin().await).await, first);
    house.stop().await;
}

#[tokio::test]
async fn links_are_absolute_where_the_public_address_is_known() {
    let house = plan()
        .configure("public_url: \"http://127.0.0.1:9\"")
        .start()
        .await;
    // Other hosts are 421 then: it is asked in the public one's name.
    let ask = async |method: &str, path: &str, token: Option<&str>, body: &str| {
        let request = house
            .anonymous()
            .request(method, path)
            .header("host", "127.0.0.1:9")
            .header("content-type", "application/json")
            .body(body.to_owned());
        Answer::of(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
        .await
    };
    let login = json!({ "username": House::USERNAME, "password": House::PASSWORD });
    let login = ask("POST", "/api/v1/auth/login", None, &login.to_string()).await;
    let token = login.json()["token"].as_str().map(str::to_owned);
    let made = ask(
        "GET",
        &format!("/api/v1/fs/link?{FILE}"),
        token.as_deref(),
        "",
    )
    .await;
    let url = made.json()["url"]
        .as_str()
        .map(str::to_owned)
        .expect("an address");
    assert!(
        url.starts_with("http://127.0.0.1:9/d/contoso/ada/a.txt?sign=1."),
        "{url}"
    );
    house.stop().await;
}
