//! Heads that are too long are told so, over HTTP/1 and HTTP/2 alike.

use http::Request;
use http_body_util::Empty;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::house_with_tls;
use super::wire::{ALL, PATIENCE, address, connect, shake};
use crate::support::{House, Plan};

/// So many header lines beside the usual ones.
fn lines(count: usize) -> String {
    "X: a\r\n".repeat(count)
}

/// The status of the answer; the server need not read what it refuses.
async fn status(house: &House, target: &str, lines: &str) -> u16 {
    let stream = TcpStream::connect(address(&house.url())).await;
    let mut stream = stream.expect("the server listens");
    let request = format!("GET {target} HTTP/1.1\r\nHost: a\r\n{lines}Connection: close\r\n\r\n");
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = [0; 12];
    let read = timeout(PATIENCE, stream.read_exact(&mut answer)).await;
    read.expect("there is an answer")
        .expect("there is an answer");
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.strip_prefix("HTTP/1.1 ");
    status.and_then(|status| status.parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn an_address_that_is_too_long_is_414_and_a_head_that_is_too_long_431() {
    let house = Plan::of_contoso(|_, _| {}).start().await;
    let long = |length: usize| format!("/@login?next={}", "a".repeat(length));
    for (target, head, expected) in [
        (long(20_000), lines(0), 200),
        (long(33_000), lines(0), 414),
        (long(60_000), lines(0), 414),
        (long(70_000), lines(0), 431),
        (long(0), lines(90), 200),
        (long(0), lines(101), 431),
        (long(0), lines(10_000), 431),
        (long(0), format!("X: {}\r\n", "a".repeat(40_000)), 200),
        (long(0), format!("X: {}\r\n", "a".repeat(70_000)), 431),
    ] {
        let found = status(&house, &target, &head).await;
        assert_eq!(found, expected, "{} and {}", target.len(), head.len());
    }
    assert_eq!(house.anonymous().get("/healthz").await.status, 200);
    house.stop().await;
}

#[tokio::test]
async fn the_bounds_are_the_same_over_http2() {
    let (house, authority) = house_with_tls("").await;
    let wire = shake(&house.url(), &authority, ALL, &["h2"]).await;
    let mut http2 = wire.expect("a handshake").into_http2().await;
    for (target, count, value, expected) in [
        (20_000, 0, 0, 200),
        (33_000, 0, 0, 414),
        (0, 90, 1, 200),
        (0, 101, 1, 431),
        (0, 1, 40_000, 200),
        (0, 2, 40_000, 431),
    ] {
        let url = format!("https://a.example/@login?next={}", "a".repeat(target));
        let mut request = Request::get(url);
        for n in 0..count {
            request = request.header(format!("x-{n}"), "a".repeat(value));
        }
        let request = request.body(Empty::new()).expect("a request");
        let found = http2.send(request).await.status().as_u16();
        assert_eq!(found, expected, "{target} bytes, {count} lines of {value}");
    }
    let mut kept = connect(&house.url(), &authority).await;
    assert!(kept.is_served().await);
    house.stop().await;
}
