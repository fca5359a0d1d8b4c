//! Who may ask at all, and what it costs to be asked who one is.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::RequestBuilder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::disk::plan;
use super::{Disk, ROOT};
use crate::support::{Answer, House, raw};

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
async fn whoever_asks_about_the_server_as_a_whole_is_told_what_it_is() {
    let disk = Disk::start().await;
    let host = disk.house.url();
    let host = host.trim_start_matches("http://");
    let request =
        |method| format!("{method} * HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let answer = raw::exchange(&disk.house, request("OPTIONS").as_bytes()).await;
    let answer = answer.to_ascii_lowercase();
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    assert!(answer.contains("\r\ndav: 1, 2, 3\r\n"), "{answer}");
    assert!(
        answer.contains("\r\nallow: get, head, options, propfind\r\n"),
        "{answer}"
    );
    let (status, _) = raw::send(&disk.house, request("PROPFIND").as_bytes()).await;
    assert_eq!(status, 401, "nothing else can be asked of it");
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
    let password = House::PASSWORD;
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

/// The head of the first answer to a `PUT` of twelve bytes that waits for `100 Continue` before it sends any.
async fn first_word(disk: &Disk, path: &str, headers: &str) -> String {
    let url = disk.house.url();
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)
        .await
        .expect("the server listens");
    let head = format!(
        "PUT {path} HTTP/1.1\r\nHost: {address}\r\nExpect: 100-continue\r\nContent-Length: 12\r\n\
         {headers}\r\n"
    );
    stream
        .write_all(head.as_bytes())
        .await
        .expect("the server reads");
    let mut word = [0; 12];
    let read = stream.read_exact(&mut word);
    let read = timeout(Duration::from_secs(20), read).await;
    read.expect("it does not wait for the body")
        .expect("the server answers");
    String::from_utf8_lossy(&word).into_owned()
}

#[tokio::test]
async fn a_file_that_is_refused_is_refused_before_any_of_it_is_read() {
    let disk = Disk::start().await;
    let file = "/dav/contoso/ada/docs/a.txt";
    let other = "/dav/contoso/ada/docs/b%20%26%20c.txt";
    let locked = disk.lock(file).await;
    assert_eq!(locked.status, 200, "{}", locked.text());
    let password = STANDARD.encode(format!("{}:{}", House::USERNAME, House::PASSWORD));
    let known = format!("Authorization: Basic {password}\r\n");
    for (path, header, status) in [
        (file, "", 423),
        ("/dav/contoso/bob/new.txt", "", 403),
        ("/dav/contoso/ada/missing/new.txt", "", 409),
        (other, "If-Match: \"other\"\r\n", 412),
        (other, "If-None-Match: *\r\n", 412),
        (other, "Content-Range: bytes 0-1/2\r\n", 400),
        // It asks for bytes where it wants them: this one can fail.
        (other, "", 100),
    ] {
        let word = first_word(&disk, path, &format!("{known}{header}")).await;
        assert_eq!(word, format!("HTTP/1.1 {status}"), "{path} {header}");
    }
    assert_eq!(first_word(&disk, file, "").await, "HTTP/1.1 401");
    assert_eq!(disk.read(file).await, "alpha");
    assert_eq!(
        disk.read(other).await,
        "beta",
        "no byte of the last one came"
    );
    disk.stop().await;
}

#[tokio::test]
async fn a_password_that_has_crossed_a_network_in_clear_is_not_looked_at() {
    let disk = Disk::start().await;
    let admin = disk.house.admin().await;
    // Whoever stands between, it is not this machine alone.
    let abroad = |request: RequestBuilder| {
        request
            .header("x-forwarded-for", "192.0.2.1")
            .header("depth", "0")
    };
    let anonymous = disk.house.anonymous();
    let asked = Answer::of(abroad(anonymous.request("PROPFIND", ROOT))).await;
    assert_eq!(asked.status, 401);
    assert!(
        !asked.header("www-authenticate").contains("Basic"),
        "nobody is asked for one"
    );
    for password in [House::PASSWORD, "wrong"] {
        let request = anonymous.request("PROPFIND", ROOT);
        let request = request.basic_auth(House::USERNAME, Some(password));
        assert_eq!(Answer::of(abroad(request)).await.status, 403, "{password}");
    }
    let by_token = abroad(admin.request("PROPFIND", ROOT));
    assert_eq!(Answer::of(by_token).await.status, 207);
    disk.stop().await;
    let disk = Disk::of(plan().configure("allow_plain_http: true")).await;
    let by_password = abroad(disk.request("PROPFIND", ROOT));
    assert_eq!(
        Answer::of(by_password).await.status,
        207,
        "where it is allowed"
    );
    disk.stop().await;
}

/// What is said over one connection: after the first request's head nothing is sent until the server answers, or
/// for a moment; then its body, and another request.
async fn exchange(disk: &Disk, length: usize, body: &[u8]) -> String {
    let url = disk.house.url();
    let address = url.trim_start_matches("http://");
    let stream = TcpStream::connect(address).await;
    let mut stream = stream.expect("the server listens");
    let head = format!(
        "PROPFIND {ROOT} HTTP/1.1\r\nHost: {address}\r\nDepth: 0\r\nContent-Length: {length}\r\n\r\n"
    );
    let sent = stream.write_all(head.as_bytes()).await;
    sent.expect("the server reads");
    let _ = timeout(Duration::from_millis(300), stream.readable()).await;
    let next = format!("OPTIONS {ROOT} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    // A server that has closed the connection can't be told anything.
    let _ = stream.write_all(&[body, next.as_bytes()].concat()).await;
    let mut answers = Vec::new();
    let read = timeout(Duration::from_secs(20), stream.read_to_end(&mut answers));
    let _ = read.await.expect("it ends");
    String::from_utf8_lossy(&answers).into_owned()
}

#[tokio::test]
async fn who_comes_without_a_password_may_come_again_over_the_same_connection() {
    let disk = Disk::start().await;
    let body = "<propfind xmlns='DAV:'><prop><resourcetype/></prop></propfind>";
    let answers = exchange(&disk, body.len(), body.as_bytes()).await;
    assert!(answers.starts_with("HTTP/1.1 401 "), "{answers}");
    assert!(answers.contains("HTTP/1.1 200 "), "{answers}");
    disk.stop().await;
}

#[tokio::test]
async fn who_is_refused_before_much_is_read_is_told_that_the_connection_ends() {
    let disk = Disk::start().await;
    let answers = exchange(&disk, 2 << 20, b"").await.to_lowercase();
    assert!(answers.starts_with("http/1.1 401 "), "{answers}");
    assert!(answers.contains("\r\nconnection: close\r\n"), "{answers}");
    disk.stop().await;
}
