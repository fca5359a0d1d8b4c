//! Who may ask at all, and what it costs to be asked who one is.

use std::time::Duration;

use reqwest::Body;
use tokio::sync::oneshot;

use super::{Disk, ROOT};
use crate::support::Answer;

/// Every method of the tree but the one that tells the same to everybody.
const METHODS: [&str; 11] = [
    "PROPFIND",
    "PROPPATCH",
    "GET",
    "HEAD",
    "PUT",
    "MKCOL",
    "DELETE",
    "COPY",
    "MOVE",
    "LOCK",
    "UNLOCK",
];

#[tokio::test]
async fn who_comes_without_a_password_is_asked_for_one_at_no_cost() {
    let disk = Disk::start().await;
    let anonymous = disk.house.anonymous();
    for method in METHODS {
        for path in [
            ROOT,
            "/dav/",
            "/dav/nothing/at/all",
            "/dav/contoso/ada/docs/a.txt",
        ] {
            let answer = Answer::of(anonymous.request(method, path)).await;
            assert_eq!(answer.status, 401, "{method} {path}");
            let challenge = answer.header("www-authenticate");
            let expected = "Basic realm=\"Onefold\", charset=\"UTF-8\"";
            assert_eq!(challenge, expected, "{method} {path}");
        }
    }
    assert_eq!(disk.house.sim.journal().graph_calls(), 0);
    disk.stop().await;
}

#[tokio::test]
async fn what_can_be_done_is_told_to_everybody_and_is_the_same_everywhere() {
    let disk = Disk::start().await;
    let anonymous = disk.house.anonymous();
    for path in ["/", "/dav", ROOT, "/dav/nothing"] {
        let answer = Answer::of(anonymous.request("OPTIONS", path)).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("dav"), "1, 2, 3", "{path}");
        assert_eq!(answer.header("ms-author-via"), "DAV", "{path}");
        assert!(answer.header("allow").contains("PROPFIND"), "{path}");
    }
    assert_eq!(disk.house.sim.journal().graph_calls(), 0);
    disk.stop().await;
}

#[tokio::test]
async fn a_wrong_password_is_answered_like_none_and_a_domain_before_the_name_is_no_matter() {
    let disk = Disk::start().await;
    let anonymous = disk.house.anonymous();
    let ask = async |name: &str, password: &str| {
        let request = anonymous.request("PROPFIND", "/dav/").header("depth", "0");
        Answer::of(request.basic_auth(name, Some(password))).await
    };
    let password = crate::support::House::PASSWORD;
    assert_eq!(ask("root", "wrong").await.status, 401);
    assert_eq!(ask("nobody", password).await.status, 401);
    assert_eq!(ask("CONTOSO\\root", password).await.status, 207);
    disk.stop().await;
}

#[tokio::test]
async fn a_cookie_opens_no_disk_and_a_token_does() {
    let disk = Disk::start().await;
    let admin = disk.house.admin().await;
    let token = admin.token().expect("a session").to_owned();
    let anonymous = disk.house.anonymous();
    let by_cookie = anonymous
        .request("GET", "/dav/contoso/ada/docs/a.txt")
        .header("cookie", format!("onefold={token}"));
    assert_eq!(Answer::of(by_cookie).await.status, 401);
    let by_token = admin.request("PROPFIND", ROOT).header("depth", "0");
    assert_eq!(Answer::of(by_token).await.status, 207);
    disk.stop().await;
}

/// A body of which nothing comes until somebody asks for it, and whether anybody has.
fn watched() -> (Body, oneshot::Receiver<()>) {
    let (told, asked) = oneshot::channel();
    let bytes = futures_util::stream::once(async move {
        let _ = told.send(());
        Ok::<_, std::io::Error>("never wanted")
    });
    (Body::wrap_stream(bytes), asked)
}

#[tokio::test]
async fn a_file_that_is_refused_is_refused_before_any_of_it_is_read() {
    let disk = Disk::start().await;
    let file = "/dav/contoso/ada/docs/a.txt";
    let locked = disk.lock(file).await;
    assert_eq!(locked.status, 200, "{}", locked.text());
    let anonymous = disk.house.anonymous();
    let (if_match, none) = (("if-match", "\"other\""), ("if-none-match", "*"));
    for (path, header, status) in [
        (file, None, 423),
        ("/dav/contoso/bob/new.txt", None, 403),
        ("/dav/contoso/ada/missing/new.txt", None, 409),
        ("/dav/contoso/ada/docs/b%20%26%20c.txt", Some(if_match), 412),
        ("/dav/contoso/ada/docs/b%20%26%20c.txt", Some(none), 412),
        (
            "/dav/contoso/ada/docs/b%20%26%20c.txt",
            Some(("content-range", "bytes 0-1/2")),
            400,
        ),
    ] {
        let mut request = disk.request("PUT", path).header("expect", "100-continue");
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let (body, _asked) = watched();
        let answer = Answer::of(request.body(body)).await;
        assert_eq!(answer.status, status, "{path} {header:?}");
    }
    let (body, _asked) = watched();
    let request = anonymous.request("PUT", file).body(body);
    let answer = Answer::of(request.timeout(Duration::from_secs(10))).await;
    assert_eq!(answer.status, 401);
    assert_eq!(disk.read(file).await, "alpha");
    disk.stop().await;
}
