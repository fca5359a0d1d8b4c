//! What is served over TLS, and what it does to cookies and headers.

use futures_util::future::join_all;
use http::Request;
use http_body_util::Empty;
use tokio_rustls::rustls::ProtocolVersion;
use tokio_rustls::rustls::version::{TLS12, TLS13};

use super::house_with_tls;
use super::wire::{ALL, connect, shake};
use crate::support::House;

#[tokio::test]
async fn both_versions_are_spoken_and_http2_is_the_first_choice() {
    let (house, authority) = house_with_tls("").await;
    for (versions, spoken) in [
        (&[&TLS12][..], ProtocolVersion::TLSv1_2),
        (&[&TLS13], ProtocolVersion::TLSv1_3),
        (ALL, ProtocolVersion::TLSv1_3),
    ] {
        for (offered, chosen) in [
            (&["http/1.1", "h2"][..], Some("h2")),
            (&["http/1.1"], Some("http/1.1")),
            (&[], None),
        ] {
            let wire = shake(&house.url(), &authority, versions, offered).await;
            let mut wire = wire.expect("a handshake");
            let expected = (Some(spoken), chosen.map(str::as_bytes));
            assert_eq!(wire.agreed(), expected, "{offered:?}");
            if chosen != Some("h2") {
                assert!(wire.is_served().await, "{offered:?}");
            }
        }
    }
    let strange = shake(&house.url(), &authority, ALL, &["gopher"]).await;
    assert!(strange.is_err(), "nothing can be agreed on");
    house.stop().await;
}

#[tokio::test]
async fn many_requests_share_a_connection_of_http2() {
    let (house, authority) = house_with_tls("").await;
    let wire = shake(&house.url(), &authority, ALL, &["h2"]).await;
    let http2 = wire.expect("a handshake").into_http2().await;
    let answers = (0..64).map(|_| {
        let mut http2 = http2.clone();
        async move {
            let request = Request::get("https://files.example.org/@login");
            let answer = http2.send(request.body(Empty::new()).expect("a request"));
            answer.await.status().as_u16()
        }
    });
    let answers = join_all(answers).await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    house.stop().await;
}

/// The form, posted as a browser does from our own page.
fn sign_in(origin: &str) -> String {
    let body = format!(
        "username={}&password={}&next=%2F",
        House::USERNAME,
        House::PASSWORD.replace(' ', "+")
    );
    format!(
        "POST /@login HTTP/1.1\r\nHost: 127.0.0.1:5244\r\nOrigin: {origin}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn the_cookie_belongs_to_this_host_and_browsers_are_told_to_stay_with_tls() {
    let (house, authority) = house_with_tls("").await;
    let wire = connect(&house.url(), &authority).await;
    let (status, answer) = wire.ask(&sign_in("https://127.0.0.1:5244")).await;
    assert_eq!(status, 303, "{answer}");
    let answer = answer.to_ascii_lowercase();
    let cookie = answer.lines().find(|line| line.starts_with("set-cookie: "));
    let cookie = cookie.expect("a cookie");
    assert!(cookie.contains(" __host-onefold=ofs_"), "{cookie}");
    assert!(cookie.contains("; secure"), "{cookie}");
    let insistence = "\r\nstrict-transport-security: max-age=31536000\r\n";
    assert!(answer.contains(insistence), "{answer}");
    for path in [
        "/",
        "/healthz",
        "/api/v1/me",
        "/@assets/none",
        "/d/contoso/ada/a.txt",
    ] {
        let wire = connect(&house.url(), &authority).await;
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        let (_, answer) = wire.ask(&request).await;
        let answer = answer.to_ascii_lowercase();
        assert!(answer.contains(insistence), "{path}: {answer}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_page_of_the_same_host_without_tls_is_foreign() {
    let (house, authority) = house_with_tls("").await;
    let wire = connect(&house.url(), &authority).await;
    let (status, answer) = wire.ask(&sign_in("http://127.0.0.1:5244")).await;
    assert_eq!(status, 403, "{answer}");
    house.stop().await;
}

#[tokio::test]
async fn without_tls_browsers_are_told_nothing_of_it() {
    let house = crate::support::Plan::of_contoso(|_, _| {}).start().await;
    let answer = house.anonymous().get("/@login").await;
    assert_eq!(answer.header("strict-transport-security"), "");
    house.stop().await;
}
