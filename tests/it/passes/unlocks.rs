//! Folders with a password, over the API.

use std::time::Duration;

use serde_json::json;

use super::{close, deeds, grant, house, house_behind_proxy, member_with, refusal, refused};
use crate::support::{Actor, Answer};

const SECRET: &str = "open s\u{e9}same";

async fn unlock(actor: &Actor, path: &str, password: &str) -> Answer {
    let body = json!({ "path": path, "password": password });
    actor.post("/api/v1/auth/unlock", &body).await
}

const FILE: &str = "/p/contoso/ada/closed/b.txt";
const LIST: &str = "/api/v1/fs/list?path=/contoso/ada/closed";

#[tokio::test]
async fn a_closed_folder_opens_for_the_session_that_has_given_its_password() {
    let house = house().await;
    let admin = house.admin().await;
    let rule = close(&admin, "/contoso/ada/Closed", SECRET).await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let other = Actor::sign_in(house.url(), "ada", super::PASSWORD).await;
    assert_eq!(refusal(&member.get(LIST).await), refused(403, "locked"));
    assert_eq!(member.get(FILE).await.status, 403);
    let parent = member.list("/contoso/ada").await;
    assert!(
        parent.names().contains(&"closed".to_owned()),
        "its name is no secret"
    );

    for wrong in ["", "open sesame", "OPEN S\u{c9}SAME"] {
        let answer = unlock(&member, "/contoso/ada/closed", wrong).await;
        assert_eq!(refusal(&answer), refused(403, "locked"), "{wrong:?}");
    }
    let answer = unlock(&member, "/contoso/ada/closed/inner", SECRET).await;
    assert_eq!(answer.status, 204, "from within, too: {}", answer.text());
    assert_eq!(member.get(LIST).await.status, 200);
    assert_eq!(member.get(FILE).await.text(), "bcd");
    assert_eq!(
        other.get(FILE).await.status,
        403,
        "another session is another"
    );

    let token = member.token().map(str::to_owned);
    let house = house.restart().await;
    let member = Actor::new(house.url(), token);
    assert_eq!(
        member.get(FILE).await.status,
        200,
        "it is kept with the session"
    );

    let admin = house.admin().await;
    let path = format!("/api/v1/admin/rules/{rule}");
    let changed = admin
        .patch(&path, &json!({ "password": "another word" }))
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(
        member.get(FILE).await.status,
        403,
        "a new password closes at once"
    );
    assert_eq!(
        unlock(&member, "/contoso/ada/closed", SECRET).await.status,
        403
    );
    let new = unlock(&member, "/contoso/ada/closed", "another word").await;
    assert_eq!((new.status, member.get(FILE).await.status), (204, 200));
    let noted = deeds(&admin, "session.unlock").await;
    let ends: Vec<_> = noted.iter().map(|row| row["ended"].as_str()).collect();
    let expected = ["done", "failed", "done", "failed", "failed", "failed"];
    assert_eq!(ends, expected.map(Some));
    assert!(!format!("{noted:?}").contains("sesame"));
    house.stop().await;
}

#[tokio::test]
async fn a_program_sends_the_password_with_each_request() {
    let house = house().await;
    let admin = house.admin().await;
    close(&admin, "/contoso/ada/closed", SECRET).await;
    close(&admin, "/contoso/ada/closed/inner", "inner word").await;
    let (_, member) = member_with(&house, "ada", "/contoso", &["list", "read"]).await;
    let scopes = json!({ "name": "n", "scopes": ["files:read"] });
    let token = member.post("/api/v1/me/tokens", &scopes).await.json();
    let token = token["token"].as_str().map(str::to_owned);
    let program = Actor::new(house.url(), token);
    let encoded = "open%20s%C3%A9same";
    let inner = "/p/contoso/ada/closed/inner/c.txt";
    for (path, headers, status) in [
        (LIST, vec![encoded], 200),
        (FILE, vec![encoded], 200),
        ("/contoso/ada/closed/b.txt", vec![encoded], 200),
        (
            "/api/v1/fs/stat?path=/contoso/ada/closed/b.txt",
            vec![encoded],
            200,
        ),
        (FILE, vec!["open%20sesame"], 403),
        (FILE, vec!["%ff"], 403),
        (FILE, vec![], 403),
        (inner, vec![encoded], 403),
        (inner, vec!["inner%20word"], 403),
        (inner, vec![encoded, "inner%20word"], 200),
        // Nothing is closed here, so that nothing is tried.
        ("/p/contoso/ada/a.txt", vec!["nonsense"], 200),
    ] {
        let request = program.request("GET", path);
        let request = headers.iter().fold(request, |request, value| {
            request.header("onefold-unlock", *value)
        });
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, status, "{path} {headers:?}");
    }
    assert_eq!(program.get(FILE).await.status, 403, "nothing is kept");
    house.stop().await;
}

#[tokio::test]
async fn who_has_no_right_there_is_not_told_that_there_is_a_password() {
    let house = house().await;
    let admin = house.admin().await;
    close(&admin, "/contoso/ada/closed", SECRET).await;
    let (_, stranger) = member_with(&house, "bob", "/contoso/bob", &["list", "read"]).await;
    for path in ["/contoso/ada/closed", "/contoso/ada/none"] {
        for password in [SECRET, "wrong"] {
            let answer = unlock(&stranger, path, password).await;
            assert_eq!(refusal(&answer), refused(404, "not_found"), "{path}");
            let answer = unlock(&house.anonymous(), path, password).await;
            assert_eq!(answer.status, 401, "{path}");
        }
    }
    assert!(deeds(&admin, "session.unlock").await.is_empty());
    house.stop().await;
}

#[tokio::test]
async fn guessing_a_folders_password_is_braked_for_who_guesses() {
    let house = house_behind_proxy().await;
    let admin = house.admin().await;
    close(&admin, "/contoso/ada/closed", SECRET).await;
    grant(&admin, "guest", "/contoso/ada", &["list", "read"]).await;
    let ask = async |address: &str, password: &str| {
        let request = house
            .anonymous()
            .request("GET", LIST)
            .header("x-forwarded-for", address)
            .header("onefold-unlock", password);
        Answer::of(request).await
    };
    for _ in 0..10 {
        assert_eq!(ask("192.0.2.1", "wrong").await.status, 403);
    }
    let braked = ask("192.0.2.1", "wrong").await;
    assert_eq!(refusal(&braked), refused(429, "rate_limited"));
    assert_eq!(braked.header("retry-after"), "30");
    let encoded = "open%20s%C3%A9same";
    assert_eq!(ask("198.51.100.7", encoded).await.status, 200);
    house.advance(Duration::from_secs(30));
    assert_eq!(ask("192.0.2.1", encoded).await.status, 200);
    for _ in 0..100 {
        let answer = ask("192.0.2.1", encoded).await;
        assert_eq!(answer.status, 200, "a right one is remembered");
    }
    house.stop().await;
}

#[tokio::test]
async fn what_is_open_already_needs_no_password() {
    let house = house().await;
    let admin = house.admin().await;
    close(&admin, "/contoso/ada/closed", SECRET).await;
    assert_eq!(
        admin.get(FILE).await.status,
        200,
        "administrators are exempt"
    );
    let answer = unlock(&admin, "/contoso/ada/closed", "wrong").await;
    assert_eq!(answer.status, 204);
    for (body, code, pointer) in [
        (
            json!({ "path": "..", "password": "x" }),
            "invalid_path",
            "/path",
        ),
        (json!({ "path": "/" }), "missing_key", "/password"),
    ] {
        let answer = admin.post("/api/v1/auth/unlock", &body).await;
        assert_eq!(refusal(&answer), refused(422, code), "{body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    house.stop().await;
}

#[tokio::test]
async fn what_others_have_just_given_tells_a_guesser_nothing() {
    let house = house_behind_proxy().await;
    let admin = house.admin().await;
    close(&admin, "/contoso/ada/closed", SECRET).await;
    grant(&admin, "guest", "/contoso", &["list", "read"]).await;
    let (here, elsewhere) = ("192.0.2.1", "198.51.100.7");
    let ask = async |address: &str, password: &str| {
        let lines = [("x-forwarded-for", address), ("onefold-unlock", password)];
        house.anonymous().get_with(LIST, &lines).await.status
    };
    let right = "open%20s%C3%A9same";
    assert_eq!(ask(here, right).await, 200);
    for _ in 0..10 {
        assert_eq!(ask(elsewhere, "wrong").await, 403);
    }
    assert_eq!(ask(elsewhere, "wrong").await, 429);
    assert_eq!(ask(elsewhere, right).await, 429, "whoever remembers it");
    assert_eq!(ask(here, right).await, 200);
    house.stop().await;
}
