//! Locks, how long they live, and what they leave.

use std::time::Duration;

use super::disk::{Disk, ROOT, value};
use crate::support::Answer;

const EXCLUSIVE: &str = "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope>\
    <locktype><write/></locktype></lockinfo>";

impl Disk {
    /// Locks for as long as this says; the answer.
    async fn lock_for(&self, path: &str, timeout: &str) -> Answer {
        let request = self.request("LOCK", path).header("timeout", timeout);
        Answer::of(request.body(EXCLUSIVE)).await
    }

    /// Lets a lock live on; the answer.
    async fn refresh(&self, path: &str, token: &str, timeout: &str) -> Answer {
        let condition = format!("({token})");
        let headers = [("if", condition.as_str()), ("timeout", timeout)];
        self.ask_with("LOCK", path, &headers).await
    }

    async fn unlock(&self, path: &str, token: &str) -> u16 {
        let headers = [("lock-token", token)];
        self.ask_with("UNLOCK", path, &headers).await.status
    }
}

#[tokio::test]
async fn a_lock_lives_as_long_as_the_first_time_that_can_be_granted() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/a.txt");
    for (wanted, granted) in [
        ("Second-2", "Second-2"),
        ("Infinite, Second-4100000000", "Second-3600"),
        ("Infinite", "Second-3600"),
        ("Second-4100000000", "Second-3600"),
        ("Second-120, Infinite", "Second-120"),
        ("Extend, Second-90", "Second-90"),
        ("nonsense", "Second-600"),
    ] {
        let locked = disk.lock_for(&file, wanted).await;
        assert_eq!(locked.status, 200, "{wanted}");
        let text = locked.text();
        assert_eq!(value(&text, "D:timeout"), Some(granted), "{wanted}: {text}");
        let token = locked.header("lock-token").to_owned();
        assert_eq!(disk.unlock(&file, &token).await, 204, "{wanted}");
    }
    disk.stop().await;
}

#[tokio::test]
async fn a_lock_ends_by_itself_unless_it_is_refreshed() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/a.txt");
    let locked = disk.lock_for(&file, "Second-60").await;
    let token = locked.header("lock-token").to_owned();
    disk.house.advance(Duration::from_secs(50));
    let condition = format!("({token})");
    let odd = [("if", condition.as_str()), ("depth", "1")];
    let refreshed = disk.ask_with("LOCK", &file, &odd).await;
    assert_eq!(refreshed.status, 200, "how deep was said before");
    let refreshed = disk.refresh(&file, &token, "Second-100").await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.text());
    assert_eq!(value(&refreshed.text(), "D:timeout"), Some("Second-100"));
    assert_eq!(refreshed.header("lock-token"), "", "it is no new one");
    disk.house.advance(Duration::from_secs(99));
    assert_eq!(disk.put(&file, "omega").await.status, 423);
    disk.house.advance(Duration::from_secs(2));
    assert_eq!(disk.put(&file, "omega").await.status, 204);
    assert_eq!(disk.refresh(&file, &token, "Second-60").await.status, 412);
    let body = "<propfind xmlns='DAV:'><prop><lockdiscovery/></prop></propfind>";
    let text = disk.propfind(&file, "0", body).await.text();
    assert!(!text.contains("activelock"), "{text}");
    disk.stop().await;
}

#[tokio::test]
async fn a_lock_of_nothing_makes_a_file_that_stays() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/fresh.txt");
    let locked = disk.lock_for(&file, "Second-60").await;
    assert_eq!(locked.status, 201, "{}", locked.text());
    let token = locked.header("lock-token").to_owned();
    let listed = disk.hrefs(&format!("{ROOT}/docs")).await;
    assert!(listed.contains(&file), "{listed:?}");
    let head = disk.ask("HEAD", &file).await;
    assert_eq!((head.status, head.header("content-length")), (200, "0"));
    assert_eq!(disk.put(&file, "fresh").await.status, 423);
    disk.house.advance(Duration::from_mins(2));
    assert_eq!(
        disk.ask("HEAD", &file).await.status,
        200,
        "also without the lock"
    );
    let condition = format!("({token})");
    let headers = [("if", condition.as_str())];
    let late = disk.ask_with("PUT", &file, &headers).await;
    assert_eq!(late.status, 412, "the token has ended");
    disk.stop().await;
}

#[tokio::test]
async fn what_is_said_of_a_locked_file_is_changed_by_who_shows_the_token() {
    let disk = Disk::start().await;
    let all: &[&str] = &["list", "read", "write", "delete"];
    disk.member("eve", &[("/contoso", all)]).await;
    let file = format!("{ROOT}/docs/a.txt");
    let token = disk.lock(&file).await.header("lock-token").to_owned();
    let patch = "<propertyupdate xmlns='DAV:'><set><prop><color xmlns='urn:test'>red</color></prop>\
        </set></propertyupdate>";
    for name in ["root", "eve"] {
        let request = disk.request_of(name, "PROPPATCH", &file);
        let refused = Answer::of(request.body(patch)).await;
        assert_eq!(refused.status, 423, "{name}: {}", refused.text());
    }
    let request = disk
        .request("PROPPATCH", &file)
        .header("if", format!("({token})"));
    let taken = Answer::of(request.body(patch)).await;
    assert!(taken.text().contains("200 OK"), "{}", taken.text());
    disk.stop().await;
}

#[tokio::test]
async fn a_condition_that_does_not_hold_is_heeded_by_every_method() {
    let disk = Disk::start().await;
    let file = format!("{ROOT}/docs/a.txt");
    let token = disk.lock(&file).await.header("lock-token").to_owned();
    let tag = disk.ask("HEAD", &file).await.header("etag").to_owned();
    let (holds, other) = (format!("([{tag}])"), "([\"other\"])".to_owned());
    for (method, status) in [
        ("PROPFIND", 207),
        ("GET", 200),
        ("HEAD", 200),
        ("UNLOCK", 204),
    ] {
        for (condition, expected) in [(&other, 412), (&holds, status)] {
            let headers = [
                ("if", condition.as_str()),
                ("lock-token", token.as_str()),
                ("depth", "0"),
            ];
            let answer = disk.ask_with(method, &file, &headers).await;
            assert_eq!(answer.status, expected, "{method} {condition}");
        }
    }
    assert_eq!(disk.put(&file, "omega").await.status, 204, "it was ended");
    disk.stop().await;
}
