//! What is told to whoever shows no password.

use serde_json::json;

use super::disk::{Disk, hrefs, plan};

async fn disk() -> Disk {
    let disk = Disk::of(plan().configure("dav: { anonymous: true }")).await;
    let rights = ["list", "read"];
    disk.grant(&json!("guest"), "/contoso/ada/docs", &rights)
        .await;
    disk
}

const CHALLENGE: &str = "Basic realm=\"Onefold\", charset=\"UTF-8\"";

#[tokio::test]
async fn guests_read_what_they_are_granted_and_are_led_to_it() {
    let disk = disk().await;
    for (path, expected) in [
        ("/dav/", "/dav/contoso/"),
        ("/dav/contoso/", "/dav/contoso/ada/"),
        ("/dav/contoso/ada/", "/dav/contoso/ada/docs/"),
    ] {
        let answer = disk.ask_as_guest("PROPFIND", path).await;
        assert_eq!(answer.status, 207, "{path}: {}", answer.text());
        assert_eq!(hrefs(&answer.text()), [path, expected], "{path}");
    }
    let file = "/dav/contoso/ada/docs/a.txt";
    let read = disk.ask_as_guest("GET", file).await;
    assert_eq!((read.status, read.text().as_str()), (200, "alpha"));
    assert_eq!(disk.ask_as_guest("HEAD", file).await.status, 200);
    disk.stop().await;
}

#[tokio::test]
async fn all_else_asks_for_a_password_whatever_is_there_and_at_no_cost() {
    let disk = disk().await;
    disk.house.sim.journal().clear();
    for (method, path) in [
        ("PROPFIND", "/dav/contoso/bob/"),
        ("PROPFIND", "/dav/contoso/nobody/"),
        ("GET", "/dav/contoso/bob/bobs.txt"),
        ("HEAD", "/dav/contoso/ada/empty"),
        ("PUT", "/dav/contoso/ada/docs/a.txt"),
        ("DELETE", "/dav/contoso/ada/docs/a.txt"),
        ("PROPPATCH", "/dav/contoso/ada/docs/a.txt"),
        ("LOCK", "/dav/contoso/ada/docs/a.txt"),
        ("COPY", "/dav/contoso/ada/docs/a.txt"),
    ] {
        let answer = disk.ask_as_guest(method, path).await;
        assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text());
        assert_eq!(
            answer.header("www-authenticate"),
            CHALLENGE,
            "{method} {path}"
        );
    }
    assert_eq!(disk.calls(), 0);
    let wrong = disk.request_of("nobody", "GET", "/dav/contoso/ada/docs/a.txt");
    let wrong = crate::support::Answer::of(wrong).await;
    assert_eq!(wrong.status, 401, "who shows what is wrong is no guest");
    disk.stop().await;
}

#[tokio::test]
async fn nothing_is_told_to_guests_unless_it_is_switched_on() {
    let disk = Disk::start().await;
    let rights = ["list", "read"];
    disk.grant(&json!("guest"), "/contoso/ada/docs", &rights)
        .await;
    for method in ["PROPFIND", "GET", "HEAD"] {
        let answer = disk.ask_as_guest(method, "/dav/contoso/ada/docs/").await;
        assert_eq!(answer.status, 401, "{method}");
    }
    disk.stop().await;
}
