//! What proxies say, as far as it shows from outside.

use super::house_with_tls;
use super::wire::connect;
use crate::support::{House, Plan};

async fn house(settings: &str) -> House {
    Plan::of_contoso(|_, _| {})
        .configure(settings)
        .start()
        .await
}

const KNOWN: &str = "public_url: https://files.example.org";

#[tokio::test]
async fn the_host_that_a_trusted_proxy_was_asked_for_is_the_host() {
    let trusting = house(&format!("{KNOWN}\ntrusted_proxies: [127.0.0.0/8]")).await;
    let trusts_others = house(&format!("{KNOWN}\ntrusted_proxies: [10.0.0.0/8]")).await;
    let trusts_nobody = house(KNOWN).await;
    let ours = "for=192.0.2.1;host=files.example.org;proto=https";
    for (lines, trusted) in [
        (&[("x-forwarded-host", "files.example.org")][..], 200),
        // Nobody has said that this is read: a visitor may have written it.
        (&[("forwarded", ours)], 421),
        (
            &[("x-forwarded-host", "evil.example"), ("forwarded", ours)],
            421,
        ),
        (&[("x-forwarded-host", "evil.example")], 421),
        // One written by the visitor, one by the proxy.
        (
            &[("x-forwarded-host", "files.example.org, evil.example")],
            421,
        ),
        (&[], 421),
    ] {
        let answer = trusting.anonymous().get_with("/@login", lines).await;
        assert_eq!(answer.status, trusted, "{lines:?}");
        for house in [&trusts_others, &trusts_nobody] {
            let answer = house.anonymous().get_with("/@login", lines).await;
            assert_eq!(answer.status, 421, "{lines:?}");
        }
    }
    for house in [trusting, trusts_others, trusts_nobody] {
        house.stop().await;
    }
}

#[tokio::test]
async fn where_forwarded_is_read_nothing_else_is() {
    let settings = "trusted_proxies: [127.0.0.0/8]\nproxy_headers: forwarded";
    let house = house(&format!("{KNOWN}\n{settings}")).await;
    let ours = ("forwarded", "for=192.0.2.1;host=files.example.org");
    for (lines, status) in [
        (&[ours][..], 200),
        (&[ours, ("x-forwarded-host", "evil.example")], 200),
        (
            &[ours, ("forwarded", "for=192.0.2.9;host=evil.example")],
            421,
        ),
        (&[("x-forwarded-host", "files.example.org")], 421),
    ] {
        let answer = house.anonymous().get_with("/@login", lines).await;
        assert_eq!(answer.status, status, "{lines:?}");
    }
    house.stop().await;
}

/// Status of a form that a page of this origin sends.
async fn sent_from(house: &House, scheme: &str, lines: &[(&str, &str)]) -> u16 {
    let host = house.url().replace("http://", "");
    let request = house.anonymous().request("POST", "/@login");
    let request = request
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", format!("{scheme}://{host}"))
        .body("username=ann&password=wrong&next=%2F");
    let add = |request: reqwest::RequestBuilder, (name, value): &(&str, &str)| {
        request.header(*name, *value)
    };
    let answer = lines.iter().fold(request, add).send().await;
    answer.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_trusted_proxy_says_whether_visitors_have_tls() {
    let trusting = house("trusted_proxies: [127.0.0.1]").await;
    let trusts_nobody = house("").await;
    let https = [
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-proto", "https"),
    ];
    let http = [
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-proto", "http"),
    ];
    for (house, scheme, lines, status) in [
        (&trusting, "https", &https[..], 401),
        (&trusting, "http", &https, 403),
        (&trusting, "http", &http, 401),
        (&trusting, "http", &[], 401),
        // From nobody who is trusted it says nothing: either scheme may be ours.
        (&trusts_nobody, "http", &https, 401),
        (&trusts_nobody, "https", &https, 401),
    ] {
        let found = sent_from(house, scheme, lines).await;
        assert_eq!(found, status, "{scheme} {lines:?}");
    }
    trusting.stop().await;
    trusts_nobody.stop().await;
}

#[tokio::test]
async fn what_was_passed_on_was_not_asked_here_whoever_has_passed_it_on() {
    for settings in ["", "trusted_proxies: [127.0.0.1, \"::1\"]"] {
        let house = house(settings).await;
        let anonymous = house.anonymous();
        assert_eq!(anonymous.get("/metrics").await.status, 200, "{settings}");
        for line in [
            ("forwarded", "for=127.0.0.1"),
            ("forwarded", ""),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-forwarded-proto", "https"),
            ("x-real-ip", "127.0.0.1"),
            ("via", "1.1 proxy"),
        ] {
            let answer = anonymous.get_with("/metrics", &[line]).await;
            assert_eq!(answer.status, 404, "{settings} {line:?}");
        }
        house.stop().await;
    }
}

#[tokio::test]
async fn tls_brings_nobody_nearer() {
    let (house, authority) = house_with_tls("").await;
    for (lines, status) in [("", 200), ("X-Forwarded-For: 127.0.0.1\r\n", 404)] {
        let wire = connect(&house.url(), &authority).await;
        let request =
            format!("GET /metrics HTTP/1.1\r\nHost: localhost\r\n{lines}Connection: close\r\n\r\n");
        assert_eq!(wire.ask(&request).await.0, status, "{lines}");
    }
    house.stop().await;
}
