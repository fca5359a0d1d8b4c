//! Connections: compression, headers, protocols.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use graph_sim::switches::{CacheControl, HeaderNames};

use crate::kit::{Bed, read};

/// A request written by hand, so that the answer is seen as it is on the wire.
fn raw(address: &str, path: &str, headers: &str) -> String {
    let host = address.trim_start_matches("http://").trim_end_matches('/');
    let mut connection = TcpStream::connect(host).unwrap();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn every_answer_of_graph_has_the_usual_headers() {
    let bed = Bed::start().await;
    let id = "5d1c2f7e-0000-4000-8000-000000000001";
    for path in [bed.in_drive("/root"), "/nonsense".to_owned()] {
        let request = bed
            .request(reqwest::Method::GET, &path)
            .header("client-request-id", id);
        let answer = read(request.send().await.unwrap()).await;
        assert_eq!(answer.header("client-request-id"), id);
        assert_eq!(answer.header("request-id").len(), 36);
        assert_eq!(answer.header("Vary"), "Accept-Encoding");
        assert!(answer.header("x-ms-ags-diagnostic").contains("ServerInfo"));
        assert_eq!(
            answer.header("Strict-Transport-Security"),
            "max-age=31536000"
        );
        assert!(
            answer
                .header("Content-Type")
                .starts_with("application/json")
        );
    }
    assert_eq!(bed.drive("/root").await.header("OData-Version"), "4.0");
}

#[tokio::test(flavor = "multi_thread")]
async fn graph_compresses_for_those_who_accept_it_unless_switched_off() {
    let bed = Bed::start().await;
    let authorization = format!("Authorization: Bearer {}\r\n", bed.token);
    let accepting = format!("{authorization}Accept-Encoding: gzip\r\n");
    let path = format!("/v1.0{}", bed.in_drive("/root"));
    let graph = bed.sim.graph_url();
    let compressed = raw(&graph, &path, &accepting).to_lowercase();
    assert!(
        compressed.contains("content-encoding: gzip"),
        "{compressed}"
    );
    let plain = raw(&graph, &path, &authorization);
    assert!(plain.contains("\"name\":\"root\""), "{plain}");
    assert!(
        plain.to_lowercase().contains("transfer-encoding: chunked"),
        "{plain}"
    );
    bed.sim.switches().update(|s| s.transport.gzip = false);
    assert!(raw(&graph, &path, &accepting).contains("\"name\":\"root\""));
    assert_eq!(bed.drive("/root").await.json()["name"], "root");
}

#[tokio::test(flavor = "multi_thread")]
async fn header_names_come_in_either_case() {
    let bed = Bed::start().await;
    let path = format!("/v1.0{}", bed.in_drive("/root"));
    assert!(raw(&bed.sim.graph_url(), &path, "").contains("\r\nclient-request-id: "));
    bed.sim
        .switches()
        .update(|s| s.transport.header_names = HeaderNames::Title);
    assert!(raw(&bed.sim.graph_url(), &path, "").contains("\r\nClient-Request-Id: "));
}

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "a client that speaks HTTP/2 only"
)]
async fn http_2_works_without_tls() {
    let mut bed = Bed::start().await;
    bed.http = reqwest::Client::builder()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    let answer = bed.drive("/root/children").await;
    assert_eq!(answer.status, 200);
    let (names, _) = bed.list("/root/children?$top=1").await;
    assert_eq!(names, ["Documents", "Empty"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_come_in_chunks_too_and_say_nothing_of_odata() {
    let bed = Bed::start().await;
    let answer = raw(&bed.sim.graph_url(), "/v1.0/nonsense", "").to_lowercase();
    assert!(answer.contains("transfer-encoding: chunked"), "{answer}");
    assert!(!answer.contains("content-length"), "{answer}");
    let refused = bed.get("/nonsense").await;
    assert_eq!(refused.header("OData-Version"), "");
    assert_eq!(refused.header("Content-Type"), "application/json");
}

#[tokio::test]
async fn the_date_of_an_answer_is_that_of_the_simulated_clock() {
    let mut bed = Bed::start().await;
    bed.sim.clock().set("2027-01-01T00:00:00Z".parse().unwrap());
    bed.sim.clock().freeze();
    bed.token = bed.new_token().await;
    let date = bed.drive("/root").await.header("Date").to_owned();
    assert!(date.starts_with("Fri, 01 Jan 2027 00:00:0"), "{date}");
}

#[tokio::test]
async fn caches_are_told_to_keep_out_in_three_ways() {
    let bed = Bed::start().await;
    for (position, expected) in [
        (CacheControl::NoStore, "no-store, no-cache"),
        (CacheControl::Private, "private"),
        (CacheControl::NoCache, "no-cache"),
    ] {
        bed.sim
            .switches()
            .update(|switches| switches.transport.cache_control = position);
        assert_eq!(bed.drive("/root").await.header("Cache-Control"), expected);
    }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "latency is real time")]
async fn latency_has_a_spread_and_a_tail() {
    let bed = Bed::start().await;
    bed.sim.switches().update(|switches| {
        switches.transport.graph_latency_milliseconds = 1;
        switches.transport.jitter_milliseconds = 2;
        switches.transport.slow_per_mille = 250;
        switches.transport.slow_milliseconds = 150;
    });
    let (mut slow, slowness) = (0, Duration::from_millis(150));
    for _ in 0..20 {
        let start = std::time::Instant::now();
        assert_eq!(bed.drive("/root").await.status, 200);
        slow += u32::from(start.elapsed() >= slowness);
    }
    assert!((1..20).contains(&slow), "{slow} of 20 were slow");
}
