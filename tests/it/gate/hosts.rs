//! Under which host the server answers, however it is asked.

use http::Request;
use http_body_util::Empty;

use super::house_with_tls;
use super::wire::{ALL, Http2, connect, shake};

const KNOWN: &str = "public_url: https://files.example.org";

/// Targets of a request line, `Host` headers, and the status for `/@login`.
const ROWS: [(&str, &str, u16); 12] = [
    ("/@login", "files.example.org", 200),
    ("/@login", "FILES.example.org:443", 200),
    ("/@login", "files.example.org:8443", 421),
    ("/@login", "files.example.org.", 421),
    ("/@login", "evil.example", 421),
    ("/@login", "127.0.0.1", 421),
    ("/@login", "ann@files.example.org", 400),
    ("/@login", "", 400),
    ("https://files.example.org/@login", "files.example.org", 200),
    ("https://files.example.org/@login", "evil.example", 200),
    ("https://evil.example/@login", "files.example.org", 421),
    ("/healthz", "10.0.0.7:5244", 200),
];

#[tokio::test]
async fn over_tls_the_header_or_the_absolute_form_counts() {
    let (house, authority) = house_with_tls(KNOWN).await;
    for (target, host, status) in ROWS {
        let wire = connect(&house.url(), &authority).await;
        let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let (found, answer) = wire.ask(&request).await;
        assert_eq!(found, status, "{target} of {host}: {answer}");
    }
    house.stop().await;
}

async fn status(http2: &mut Http2, target: &str, host: Option<&str>) -> u16 {
    let request = Request::get(target);
    let request = match host {
        Some(host) => request.header("host", host),
        None => request,
    };
    let request = request.body(Empty::new()).expect("a request");
    http2.send(request).await.status().as_u16()
}

#[tokio::test]
async fn over_http2_the_authority_counts_on_each_request() {
    let (house, authority) = house_with_tls(KNOWN).await;
    let wire = shake(&house.url(), &authority, ALL, &["h2"]).await;
    let mut http2 = wire.expect("a handshake").into_http2().await;
    for (target, host, expected) in [
        ("https://files.example.org/@login", None, 200),
        ("https://files.example.org:443/@login", None, 200),
        ("https://files.example.org:8443/@login", None, 421),
        ("https://evil.example/@login", None, 421),
        ("https://127.0.0.1/@login", None, 421),
        ("https://127.0.0.1/healthz", None, 200),
        ("https://127.0.0.1/metrics", None, 421),
        (
            "https://files.example.org/@login",
            Some("evil.example"),
            400,
        ),
        (
            "https://evil.example/@login",
            Some("files.example.org"),
            400,
        ),
        (
            "https://files.example.org/@login",
            Some("files.example.org"),
            200,
        ),
    ] {
        let found = status(&mut http2, target, host).await;
        assert_eq!(found, expected, "{target} {host:?}");
    }
    house.stop().await;
}
