//! What holds for connections holds for those with TLS.

use std::time::Duration;

use bytes::Bytes;
use graph_sim::{Listener, World};
use http::Request;
use http_body_util::{BodyExt as _, Empty};
use serde_json::Value;
use tokio::time::timeout;

use super::house_with_tls;
use super::wire::{ALL, PATIENCE, connect, shake};
use crate::support::House;

/// Longest time from a request's end to the end of the next one's head.
const NEXT_HEAD: Duration = Duration::from_mins(3);

/// Longer than all buffers between a file's host and a visitor.
const FILM: usize = 64 * 1024 * 1024;

#[tokio::test]
async fn a_connection_is_kept_for_the_next_request_but_not_forever() {
    let (house, authority) = house_with_tls("").await;
    let mut kept = connect(&house.url(), &authority).await;
    assert!(kept.is_served().await);
    house.advance(NEXT_HEAD.saturating_sub(Duration::from_secs(1)));
    assert!(kept.is_served().await);
    house.advance(NEXT_HEAD);
    assert!(!kept.is_served().await);
    house.stop().await;
}

/// Waits until the film's host has got rid of us. Nobody tells us when all buffers between us and the
/// server are full, so time goes on until they are and have been for long.
async fn film_is_let_go_of(house: &House) -> bool {
    let time_goes_on = async {
        loop {
            house.clock.advance(Duration::from_secs(10));
            tokio::task::yield_now().await;
        }
    };
    let journal = house.sim.journal();
    let let_go = journal.wait_for(|all| {
        all.iter()
            .any(|one| one.listener == Listener::Content && one.finished)
    });
    tokio::select! {
        let_go = let_go => let_go,
        () = time_goes_on => false,
    }
}

/// A house with a film in Bob's drive, which comes through the server, and the token of whoever may see it.
async fn cinema() -> (House, super::Authority, String) {
    let (house, authority) = house_with_tls("").await;
    house.sim.change(|world| {
        let mut drive = world.drive_of(&house.orgs[0].bob);
        drive.add_file("/film.mp4", vec![7; FILM], World::BEGINNING);
    });
    let body = serde_json::json!({ "username": House::USERNAME, "password": House::PASSWORD });
    let body = body.to_string();
    let request = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let wire = connect(&house.url(), &authority).await;
    let (status, answer) = wire.ask(&request).await;
    assert_eq!(status, 200, "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    let body: Value = serde_json::from_str(body).expect("JSON");
    let token = body["token"].as_str().expect("a token").to_owned();
    (house, authority, token)
}

#[tokio::test]
async fn a_visitor_who_stops_reading_is_dropped() {
    let (house, authority, token) = cinema().await;
    let wire = connect(&house.url(), &authority).await;
    let request = format!(
        "GET /p/contoso/bob/film.mp4 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    let stopped = wire.begin(&request).await;
    assert!(film_is_let_go_of(&house).await);
    assert!(stopped.rest().await < FILM);
    house.stop().await;
}

#[tokio::test]
async fn an_answer_left_unread_among_others_of_one_connection_is_let_go_of() {
    let (house, authority, token) = cinema().await;
    let wire = shake(&house.url(), &authority, ALL, &["h2"]).await;
    let mut http2 = wire.expect("a handshake").into_http2().await;
    let film = Request::get("https://a.example/p/contoso/bob/film.mp4");
    let film = film.header("authorization", format!("Bearer {token}"));
    let film = film.body(Empty::<Bytes>::new()).expect("a request");
    let stopped = http2.begin(film).await;
    assert_eq!(stopped.status().as_u16(), 200);
    assert!(film_is_let_go_of(&house).await);
    let rest = timeout(PATIENCE, stopped.into_body().collect()).await;
    let rest = rest.expect("it is over");
    assert!(rest.is_err(), "a cut film is not taken for whole");
    house.stop().await;
}
