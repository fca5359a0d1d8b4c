//! Who comes to a port with TLS and shakes no hands.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::house_with_tls;
use super::wire::{PATIENCE, address, connect};

/// Longest time from the start of a connection to the end of its first request's head.
const FIRST_HEAD: Duration = Duration::from_secs(30);

async fn open(url: &str, beginning: &[u8]) -> TcpStream {
    let stream = TcpStream::connect(address(url)).await;
    let mut stream = stream.expect("the server listens");
    stream.write_all(beginning).await.expect("there is room");
    stream
}

/// What comes until the server closes the connection.
async fn rest(mut stream: TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    let reading = timeout(PATIENCE, stream.read_to_end(&mut rest));
    // A connection that is broken off ends in an error: what came is what counts.
    let _ = reading.await.expect("the server closes the connection");
    rest
}

#[tokio::test]
async fn plain_http_is_told_to_speak_tls() {
    let (house, _) = house_with_tls("").await;
    for request in [
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /healthz HTTP/1.0\r\n\r\n",
        "POST /@login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\npassword=",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut stream = open(&house.url(), request.as_bytes()).await;
        stream.shutdown().await.expect("nothing more comes");
        let said = String::from_utf8_lossy(&rest(stream).await).into_owned();
        assert!(said.starts_with("HTTP/1.1 400 "), "{request}: {said}");
        assert!(said.contains("https"), "{request}: {said}");
    }
    // Whoever waits for the answer before he hangs up gets it, too.
    let stream = open(&house.url(), b"GET / HTTP/1.1\r\n").await;
    assert!(rest(stream).await.starts_with(b"HTTP/1.1 400 "));
    house.stop().await;
}

#[tokio::test]
async fn nonsense_is_let_go_of_at_once() {
    let (house, authority) = house_with_tls("").await;
    for nonsense in [
        &b"\x16\x03\x01\x00\x05hello"[..],
        b"\x00\x00\x00\x00\x00",
        b"\x80\x2e\x01\x03\x00",
    ] {
        let stream = open(&house.url(), nonsense).await;
        let said = rest(stream).await;
        assert!(!said.starts_with(b"HTTP"), "{nonsense:?}");
    }
    assert!(connect(&house.url(), &authority).await.is_served().await);
    house.stop().await;
}

#[tokio::test]
async fn a_slow_handshake_stops_nobody_and_is_let_go_of() {
    let (house, authority) = house_with_tls("").await;
    let mut slow = Vec::new();
    // Nothing; the type of a record; a record that is announced and does not come.
    for beginning in [&b""[..], b"\x16", b"\x16\x03\x01\x02\x00\x01"] {
        for _ in 0..20 {
            slow.push(open(&house.url(), beginning).await);
        }
    }
    let mut wire = connect(&house.url(), &authority).await;
    assert!(wire.is_served().await, "the others wait for nobody");
    house.clock.advance(FIRST_HEAD);
    for stream in slow {
        assert_eq!(rest(stream).await, b"");
    }
    assert!(wire.is_served().await);
    house.stop().await;
}

#[tokio::test]
async fn a_handshake_under_way_holds_up_no_stop() {
    let (house, authority) = house_with_tls("").await;
    let slow = open(&house.url(), b"\x16\x03\x01").await;
    // Connections are taken in turn: when this one is served the slow one has begun.
    assert!(connect(&house.url(), &authority).await.is_served().await);
    let stopped = timeout(Duration::from_secs(5), house.stop()).await;
    stopped.expect("it waits for requests alone");
    drop(slow);
}
